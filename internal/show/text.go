package show

import (
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

// printable makes a text safe for a line of a terminal: what does not print,
// and would move the cursor or hide what follows, becomes an escape; with ascii
// every other character too.
func printable(s string, ascii bool) string {
	var b strings.Builder
	for i, r := range s {
		bad := r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd")
		switch {
		case bad:
			b.WriteString("\\ufffd")
		case r < utf8.RuneSelf && unicode.IsPrint(r):
			b.WriteRune(r)
		case !ascii && unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}
