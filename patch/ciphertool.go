package patch

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"ispatch/internal/server"
)

// An aliasPlace is the element whose value an alias of the secure vault stands
// for.
type aliasPlace struct {
	alias string
	// file is relative to the home, and xpath begins with the root's name.
	file, xpath string
}

// rememberAlias notes that an operation wrote a value with an alias. It ignores
// a plain value.
func (d *Documents) rememberAlias(v Value, file, xpath string) {
	place := aliasPlace{v.Alias, file, xpath}
	if v.Alias != "" && !slices.Contains(d.aliases, place) {
		d.aliases = append(d.aliases, place)
	}
}

// quoted returns a text as an XPath string literal.
func quoted(text string) string {
	if strings.Contains(text, "'") {
		return `"` + text + `"`
	}
	return "'" + text + "'"
}

// addAliases adds the aliases that operations wrote to cipher-tool.properties,
// where WSO2's cipher tool looks up the element of each alias, and reports each
// new one. An alias that the file already has stays as it is: a secret may be
// used in several places, and the tool knows only one. A home without the file
// gets none; there is a warning. cipher-text.properties, which holds the
// secrets, belongs to the cipher tool and is never changed.
func (d *Documents) addAliases() []Report {
	if len(d.aliases) == 0 {
		return nil
	}
	text, err := d.openText(CipherTool)
	if err != nil {
		p := *asProblem(CipherTool, err)
		p.Code = NotRead
		var names []string
		for _, place := range d.aliases {
			if !slices.Contains(names, place.alias) {
				names = append(names, place.alias)
			}
		}
		p.Message += ": the cipher tool will not find " + strings.Join(names, ", ")
		p.Hint = "add a line for each alias, or restore the file from the server's distribution"
		d.Warn(&p)
		return nil
	}
	var reports []Report
	for _, place := range d.aliases {
		if slices.Contains(server.PropertyKeys(text.after), place.alias) {
			continue
		}
		line := fmt.Sprintf("%s=%s//%s,false", escapeProperty(place.alias, true), place.file,
			escapeProperty(place.xpath, false))
		number := text.appendLine(line)
		reports = append(reports, Report{File: CipherTool, Name: "alias " + place.alias, Action: Inserted, Line: number})
	}
	return reports
}

// escapeProperty escapes a text for a file of Java properties: backslashes,
// characters outside ASCII and, in a key, the characters that would end it.
func escapeProperty(text string, key bool) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '\\', key && strings.ContainsRune("=: \t", r), key && i == 0 && strings.ContainsRune("#!", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04X\u%04X`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		case r < ' ' || r > '~':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// A textFile is a file that is not XML.
type textFile struct{ before, after []byte }

// appendLine adds a line after the last one that is not blank, with the file's
// line ending, and returns its number.
func (t *textFile) appendLine(line string) int {
	end := "\n"
	if bytes.Contains(t.after, []byte("\r\n")) {
		end = "\r\n"
	}
	kept := bytes.TrimRight(t.after, " \t\r\n")
	rest := t.after[len(kept):]
	var out []byte
	switch at := bytes.IndexByte(rest, '\n'); {
	case len(kept) == 0:
		out = append([]byte(line+end), rest...)
	case at < 0: // no final newline, so the new line gets none either
		out = append(append(slices.Clone(kept), rest...), end+line...)
	default:
		out = append(append(slices.Clone(kept), rest[:at+1]...), line+end...)
		out = append(out, rest[at+1:]...)
	}
	t.after = out
	return bytes.Count(kept, []byte("\n")) + 1 + min(1, len(kept))
}
