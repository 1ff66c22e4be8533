package profile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Schema returns the JSON Schema (draft 2020-12) of a profile, made from the keys that
// the decoder knows. It describes one layer: a key may be null, and keys that another
// layer may have are not required. It is less strict than Load, which also checks keys
// against each other.
func Schema() []byte {
	w := schemaWriter{defs: map[string]string{}}
	top := w.object(root(), false)
	names := slices.Sorted(maps.Keys(w.defs))
	var b strings.Builder
	b.WriteString(`{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ispatch profile", ` +
		`"description": "How a home of WSO2 Identity Server is configured as the Key Manager of WSO2 API Manager."`)
	b.WriteString(", " + top + `, "$defs": {`)
	for i, name := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q: {%s}", name, w.defs[name])
	}
	b.WriteString("}}")
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(b.String()), "", "  "); err != nil {
		panic(err) // a fragment in checks.go or keys.go is not JSON
	}
	return append(out.Bytes(), '\n')
}

// A schemaWriter writes shapes as JSON Schema. Each mapping of known keys is a
// definition of its own.
type schemaWriter struct {
	defs map[string]string
}

// value returns the keywords for a value. item is set within a list, whose items are
// complete values: null is not allowed, and required keys are required.
func (w *schemaWriter) value(s *shape, item bool) string {
	var keywords []string
	add := func(format string, args ...any) { keywords = append(keywords, fmt.Sprintf(format, args...)) }
	if s.doc != "" {
		add(`"description": %s`, quoteJSON(s.doc))
	}
	null := `, "null"`
	if item {
		null = ""
	}
	switch {
	case s.reference:
		w.define("reference", &shape{accepts: mapping, fields: s.fields,
			rules: `"minProperties": 1, "maxProperties": 1`}, true)
		add(`"anyOf": [{%s}, {"$ref": "#/$defs/reference"}]`, w.scalar(s, null))
	case s.accepts&list != 0:
		add(`"type": ["array"%s], "items": {%s}`, null, w.value(s.each, true))
		keywords = append(keywords, s.rules)
	case s.accepts&mapping != 0 && s.fields == nil:
		add(`"type": ["object"%s]`, null)
		if s.key != nil {
			add(`"propertyNames": {%s}`, s.key.schema)
		}
		add(`"additionalProperties": {%s}`, w.value(s.each, item))
	case s.accepts&mapping != 0:
		w.define(s.def, s, item)
		if s.words != nil {
			add(`"anyOf": [{%s}, {"$ref": "#/$defs/%s"}]`, enum(s.words, null), s.def)
		} else {
			add(`"$ref": "#/$defs/%s"`, s.def)
		}
	default:
		keywords = append(keywords, w.scalar(s, null))
	}
	return joinKeywords(keywords)
}

// define writes a definition once.
func (w *schemaWriter) define(name string, s *shape, item bool) {
	if _, done := w.defs[name]; done {
		return
	}
	w.defs[name] = "" // in progress
	w.defs[name] = w.object(s, item)
}

// object returns the keywords for a mapping of known keys.
func (w *schemaWriter) object(s *shape, item bool) string {
	kinds := `"type": ["object", "null"]`
	if item || s == root() {
		kinds = `"type": "object"`
	}
	var properties, required []string
	for _, f := range s.fields() {
		properties = append(properties, fmt.Sprintf("%q: {%s}", f.key, w.value(f.shape(), item)))
		if f.required && item {
			required = append(required, fmt.Sprintf("%q", f.key))
		}
	}
	keywords := []string{kinds, s.rules}
	if required != nil {
		keywords = append(keywords, `"required": [`+strings.Join(required, ", ")+"]")
	}
	keywords = append(keywords, `"properties": {`+strings.Join(properties, ", ")+"}", `"additionalProperties": false`)
	return joinKeywords(keywords)
}

// scalar returns the keywords for a text, number or boolean.
func (w *schemaWriter) scalar(s *shape, null string) string {
	switch s.accepts & scalar {
	case integer:
		return fmt.Sprintf(`"type": ["integer"%s], "minimum": %d, "maximum": %d`, null, s.min, s.max)
	case boolean:
		return fmt.Sprintf(`"type": ["boolean"%s]`, null)
	case scalar:
		return fmt.Sprintf(`"type": ["string", "number", "boolean"%s]`, null)
	}
	switch {
	case s.words != nil:
		return enum(s.words, null)
	case s.check != nil && s.empty:
		return fmt.Sprintf(`"type": ["string"%s], "anyOf": [{"const": ""}, {"not": {"type": "string"}}, {%s}]`,
			null, s.check.schema)
	case s.check != nil:
		return fmt.Sprintf(`"type": ["string"%s], %s`, null, s.check.schema)
	case s.empty:
		return fmt.Sprintf(`"type": ["string"%s]`, null)
	}
	return fmt.Sprintf(`"type": ["string"%s], "minLength": 1`, null)
}

// enum returns the keyword for a list of words.
func enum(words []string, null string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quoteJSON(word)
	}
	if null != "" {
		quoted = append(quoted, "null")
	}
	return `"enum": [` + strings.Join(quoted, ", ") + "]"
}

// quoteJSON writes a text as JSON without escaping < and >.
func quoteJSON(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSpace(b.String())
}

func joinKeywords(keywords []string) string {
	return strings.Join(slices.DeleteFunc(keywords, func(s string) bool { return s == "" }), ", ")
}
