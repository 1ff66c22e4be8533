package show

import (
	"ispatch/internal/problem"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quote formats the name of a file for a message. Unless it is plain it is quoted, so
// that blanks around it are visible.
func quote(name string) string {
	plain := name != "" && strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsGraphic(r) ||
			unicode.IsSpace(r) || r == '"'
	}) < 0
	if plain {
		return name
	}
	return strconv.Quote(name)
}

// printable makes a text safe for a line of a terminal; with ascii, for a terminal
// without UTF-8.
func printable(s string, ascii bool) string {
	s = problem.Printable(s)
	if !ascii {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRuneToASCII(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}
