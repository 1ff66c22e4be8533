package profile

import (
	"fmt"
	"strings"
	"unicode"
)

// YAMLText renders a text as a YAML scalar: unquoted if every YAML reader reads it as
// that text, else in double quotes.
func YAMLText(s string) string {
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

// YAMLScalar is YAMLText for a key that accepts numbers and booleans too. It leaves them
// unquoted if YAML reads them as they are written.
func YAMLScalar(s string) string {
	if _, ok := decimal(s); ok && s != "-0" || s == "true" || s == "false" {
		return s
	}
	return YAMLText(s)
}

// yamlPlain reports whether a text needs no quotes. It begins with a letter or a slash,
// so that it is not a number, and is not one of YAML's words.
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
