package show

import (
	"ispatch/internal/problem"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quote is a name of a file in a message: as it is where it is plain, else in
// quotes, which show the blanks around it.
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

// printable makes a text safe for a line of a terminal; with ascii, one that does not
// read UTF-8.
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
