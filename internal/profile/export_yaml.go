package profile

import (
	"fmt"
	"strings"
	"unicode"
)

// yamlText renders a text as a YAML scalar that is read as that text: as it is
// where no reader could take it for anything else, else in double quotes.
func yamlText(s string) string {
	if yamlPlain(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x80 && r >= ' ' && r != 0x7f, r >= 0x80 && unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// yamlScalar is yamlText for a key that takes numbers and booleans too: they
// stand without quotes where YAML reads them as they are written.
func yamlScalar(s string) string {
	if _, ok := decimal(s); ok && s != "-0" || s == "true" || s == "false" {
		return s
	}
	return yamlText(s)
}

// yamlPlain says whether a text may stand without quotes. It begins with a
// letter or a slash, so that it is no number, and is none of YAML's words.
func yamlPlain(s string) bool {
	letter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	for i, r := range s {
		switch {
		case letter(r) || r == '/':
		case i == 0:
			return false
		case r >= '0' && r <= '9' || strings.ContainsRune("_.-@?&=;+()", r):
		case r == ':' && i+1 < len(s) && s[i+1] != ' ':
		case r == ' ' && i+1 < len(s) && s[i+1] != ' ':
		default:
			return false
		}
	}
	switch strings.ToLower(s) {
	case "", "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf":
		return false
	}
	return true
}

// A yamlWriter writes block mappings and lists.
type yamlWriter struct{ strings.Builder }

// pair writes a key and its value, which is rendered already.
func (w *yamlWriter) pair(indent int, key, value string) {
	fmt.Fprintf(w, "%s%s: %s\n", strings.Repeat(" ", indent), yamlText(key), value)
}

// open writes a key whose value follows, deeper.
func (w *yamlWriter) open(indent int, key string) {
	fmt.Fprintf(w, "%s%s:\n", strings.Repeat(" ", indent), yamlText(key))
}

// commentLines are a text as lines of a comment, none of them wider than usual
// where it has blanks.
func commentLines(first, rest, s string) string {
	var b strings.Builder
	line, empty := first, true
	for _, word := range strings.Fields(plainLine(s)) {
		if !empty && len(line)+1+len(word) > 80 {
			b.WriteString(line + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}

// plainLine makes a text one that can stand in a comment.
func plainLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return '·'
		}
		return r
	}, s)
}
