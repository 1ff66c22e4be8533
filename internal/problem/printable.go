package problem

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Printable returns text that is safe on one line of a terminal. Characters that could
// end the line, move the cursor or reorder the text (C0 and C1 control characters, line
// and paragraph separators, formatting characters, bytes that are not UTF-8) are written
// as in a Go string: \n, \x1b, \u202e. All others are unchanged.
func Printable(text string) string {
	clean := true
	for _, r := range text {
		if !printable(r) {
			clean = false
			break
		}
	}
	if clean && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for i, size := 0, 0; i < len(text); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 || !printable(r) {
			quoted := strconv.QuoteToASCII(text[i : i+size])
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteString(text[i : i+size])
	}
	return b.String()
}

// printable reports whether a character may be printed as it is. NBSP and similar
// characters may: they show as blanks, and some messages are about them.
func printable(r rune) bool {
	return strconv.IsGraphic(r) && r != '\u2028' && r != '\u2029'
}
