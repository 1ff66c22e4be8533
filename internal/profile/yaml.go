package profile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a profile. The parser's time grows with the square of the number
// of keys, its stack with the depth, and an alias costs nothing to write.
const (
	maxSize   = 1 << 20 // bytes
	maxTokens = 20000   // a datasource with everything has some 100
	maxDepth  = 64
	maxNodes  = 20000 // after aliases are resolved
)

// readYAML reads the one document of a profile. It returns nil where there is
// none or where it can't be read; the latter it reports.
func readYAML(data []byte, p *problems) *node {
	start := origin{line: 1, column: 1}
	if len(data) > maxSize {
		p.add(start, "", "", "is larger than %d bytes", maxSize)
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if at := invalidUTF8(data); at >= 0 {
		line, column := place(data, at)
		p.add(origin{line: line, column: column}, "", "save the file as UTF-8", "is not UTF-8")
		return nil
	}
	// To YAML they are one line break; the lexer miscounts lines that end in
	// a carriage return.
	source := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
	file, err := parse(source)
	if err != nil {
		p.add(err.at, "", err.hint, "%s", err.message)
		return nil
	}
	r := reader{problems: p, anchors: map[string]*node{}}
	var root *node
	seen := false
	for _, document := range file.Docs {
		if _, directive := document.Body.(*ast.DirectiveNode); directive || document.Body == nil {
			continue
		}
		if seen {
			p.add(position(document.Body), "", "", "a second YAML document; a profile is one")
			break
		}
		seen = true
		root = r.value(document.Body)
	}
	return root
}

func invalidUTF8(data []byte) int {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// place is the line and column of an offset, counted from 1.
func place(data []byte, at int) (line, column int) {
	before := data[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

// A syntaxError is why a text is not YAML.
type syntaxError struct {
	at            origin
	message, hint string
}

// parse reads YAML into the library's tree.
func parse(source string) (file *ast.File, failed *syntaxError) {
	defer func() {
		// The library indexes and dereferences with more trust than a text
		// from outside deserves.
		if recover() != nil {
			file, failed = nil, &syntaxError{at: origin{line: 1, column: 1}, message: "is not YAML that can be read"}
		}
	}()
	tokens := lexer.Tokenize(source)
	if failed := bounded(tokens); failed != nil {
		return nil, failed
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err == nil {
		return file, nil
	}
	failed = &syntaxError{at: origin{line: 1, column: 1}, message: "is not YAML"}
	var located interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if errors.As(err, &located) {
		message := strings.ReplaceAll(located.GetMessage(), "'\t'", "TAB")
		failed.message = "is not YAML: " + shorten(message, 200)
		if at := located.GetToken(); at != nil {
			failed.at = tokenPosition(at)
		}
		if strings.Contains(message, "TAB") || strings.Contains(message, "tab character") {
			failed.hint = "indent with spaces"
		} else if strings.Contains(message, "reserved character") || strings.Contains(message, "cannot start any token") {
			failed.hint = "put the text in quotes"
		}
	}
	return nil, failed
}

// bounded refuses what would take the parser too long or too deep.
func bounded(tokens token.Tokens) *syntaxError {
	count, flow := 0, 0
	var columns []int // of the block mappings and lists around
	previous := 1     // column of the token before
	for _, t := range tokens {
		if t.Type == token.CommentType {
			continue
		}
		if count++; count > maxTokens {
			return &syntaxError{at: tokenPosition(t), message: fmt.Sprintf("has more than %d keys, values and marks", maxTokens)}
		}
		column := t.Position.Column
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
			if flow > 0 {
				break
			}
			if t.Type == token.MappingValueType {
				column = previous // of the key
			}
			for len(columns) > 0 && columns[len(columns)-1] >= column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, column)
		}
		if flow+len(columns) > maxDepth {
			return &syntaxError{at: tokenPosition(t), message: fmt.Sprintf("is nested more than %d levels deep", maxDepth)}
		}
		previous = t.Position.Column
	}
	return nil
}

func tokenPosition(t *token.Token) origin {
	if t == nil || t.Position == nil {
		return origin{line: 1, column: 1}
	}
	return origin{line: max(1, t.Position.Line), column: max(1, t.Position.Column)}
}

// position is where a node begins. The library places a block mapping at its
// first colon, and the text of a block scalar at its end.
func position(n ast.Node) origin {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return position(n.Values[0])
		}
	case *ast.MappingValueNode:
		if n.Key != nil {
			return tokenPosition(n.Key.GetToken())
		}
	}
	return tokenPosition(n.GetToken())
}

// A reader turns the library's tree into nodes.
type reader struct {
	*problems
	anchors map[string]*node
	nodes   int
	full    bool // more than maxNodes, and reported
}

// node makes a node, and counts it.
func (r *reader) node(k kind, at origin) *node {
	if r.nodes++; r.nodes > maxNodes && !r.full {
		r.full = true
		r.add(at, "", "", "has more than %d values, aliases counted as what they stand for", maxNodes)
	}
	return &node{kind: k, at: at}
}

// wrong reports what can't be a value and stands in for it.
func (r *reader) wrong(at origin, format string, values ...any) *node {
	r.add(at, "", "", format, values...)
	return &node{kind: null, at: at, bad: true}
}

func (r *reader) value(n ast.Node) *node {
	if n == nil || r.full {
		return &node{kind: null, at: origin{line: 1, column: 1}, bad: r.full}
	}
	at := position(n)
	of := func(k kind, text string) *node {
		v := r.node(k, at)
		v.text = text
		return v
	}
	switch n := n.(type) {
	case *ast.NullNode:
		return of(null, "")
	case *ast.BoolNode:
		return of(boolean, fmt.Sprint(n.Value))
	case *ast.IntegerNode:
		return of(integer, n.Token.Value)
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return of(number, n.GetToken().Value)
	case *ast.StringNode:
		return of(text, n.Value)
	case *ast.LiteralNode:
		if n.Value == nil {
			return of(text, "")
		}
		return of(text, n.Value.Value)
	case *ast.MergeKeyNode: // <<, but not as a key
		return of(text, n.Token.Value)
	case *ast.MappingNode:
		return r.mapping(at, n.Values)
	case *ast.MappingValueNode:
		return r.mapping(at, []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		v := r.node(list, at)
		for _, item := range n.Values {
			v.items = append(v.items, r.value(item))
		}
		return v
	case *ast.AnchorNode:
		v := r.value(n.Value)
		if n.Name != nil {
			// Only now: an anchor is not known within its own value.
			r.anchors[n.Name.GetToken().Value] = v
		}
		return v
	case *ast.AliasNode:
		name := ""
		if n.Value != nil {
			name = n.Value.GetToken().Value
		}
		anchor, ok := r.anchors[name]
		if !ok {
			return r.wrong(at, "there is no anchor &%s before this alias", clip(name))
		}
		return r.copy(anchor)
	case *ast.TagNode:
		return r.tagged(at, n)
	}
	return r.wrong(at, "is not a value that a profile can hold")
}

// mapping reads the entries of a mapping. A key given twice is reported, and
// the first stays. Keys of the mapping itself go before merged ones.
func (r *reader) mapping(at origin, values []*ast.MappingValueNode) *node {
	m := r.node(mapping, at)
	own := map[string]origin{}
	for _, value := range values {
		if value.Key == nil || value.Key.IsMergeKey() {
			continue
		}
		key, where, ok := r.key(value.Key)
		if !ok {
			continue
		}
		if first, twice := own[key]; twice {
			r.add(where, "", "", "duplicate key %q, first given on line %d", clip(key), first.line)
			continue
		}
		own[key] = where
	}
	merged := map[string]bool{}
	for _, value := range values {
		if value.Key != nil && value.Key.IsMergeKey() {
			for _, e := range r.merge(value.Value) {
				if _, ours := own[e.key]; !ours && !merged[e.key] {
					merged[e.key] = true
					m.entries = append(m.entries, e)
				}
			}
			continue
		}
		// Read also what is a duplicate: it may hold problems of its own, and
		// anchors that others use.
		v := r.value(value.Value)
		if value.Key == nil {
			continue
		}
		if key, where, ok := keyText(value.Key); ok && own[key] == where {
			m.entries = append(m.entries, &entry{key, where, v})
		}
	}
	return m
}

// key returns the text of a key; what is no text is reported.
func (r *reader) key(n ast.Node) (string, origin, bool) {
	key, at, ok := keyText(n)
	if !ok {
		r.add(at, "", "", "a key must be a plain text")
	}
	return key, at, ok
}

func keyText(n ast.Node) (key string, at origin, ok bool) {
	at = position(n)
	for {
		switch k := n.(type) {
		case *ast.MappingKeyNode:
			if k.Value == nil {
				return "", at, false
			}
			n = k.Value
			at = position(n)
		case *ast.AnchorNode:
			if k.Value == nil {
				return "", at, false
			}
			n = k.Value
		case *ast.StringNode:
			return k.Value, at, true
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
			return k.GetToken().Value, at, true
		default:
			return "", at, false
		}
	}
}

// merge returns what << brings: the entries of a mapping, or of a list of
// them, the first of which wins.
func (r *reader) merge(n ast.Node) []*entry {
	v := r.value(n)
	from := []*node{v}
	if v.kind == list {
		from = v.items
	}
	var entries []*entry
	for _, m := range from {
		if m.kind != mapping {
			if !m.bad {
				r.add(m.at, "", "", "<< takes a mapping, or a list of them")
			}
			continue
		}
		entries = append(entries, m.entries...)
	}
	return entries
}

// copy copies what an alias stands for, so that an override of one place
// leaves the other as it is. It keeps the places where things are written.
func (r *reader) copy(n *node) *node {
	if r.full {
		return n
	}
	c := r.node(n.kind, n.at)
	c.text, c.bad = n.text, n.bad
	for _, e := range n.entries {
		c.entries = append(c.entries, &entry{e.key, e.at, r.copy(e.value)})
	}
	for _, item := range n.items {
		c.items = append(c.items, r.copy(item))
	}
	return c
}

// tagged applies a tag of YAML's own. !!str makes a text of any scalar, the
// others only confirm what the value is.
func (r *reader) tagged(at origin, n *ast.TagNode) *node {
	v := r.value(n.Value)
	if v.bad {
		return v
	}
	kinds := map[string]kind{
		"!!str": scalar, "!!int": integer, "!!float": number | integer, "!!bool": boolean,
		"!!null": null, "!!map": mapping, "!!seq": list,
	}
	v.at = at // the library places what follows a tag one column too far left
	tag := n.GetToken().Value
	accepted, ok := kinds[tag]
	switch {
	case !ok:
		return r.wrong(at, "the tag %s is not known here", clip(tag))
	case v.kind == null && tag == "!!str":
		v.kind = text
	case v.kind&accepted == 0:
		return r.wrong(at, "is not what its tag %s says", tag)
	case tag == "!!str":
		v.kind = text
	}
	return v
}

// clip shortens a text that goes into a message, and keeps it on one line.
func clip(s string) string { return shorten(s, 40) }

func shorten(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '·'
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}
