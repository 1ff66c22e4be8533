package export

import (
	"fmt"
	"strings"
	"unicode"

	"ispatch/internal/profile"
)

// A yamlWriter writes block mappings and lists.
type yamlWriter struct{ strings.Builder }

// pair writes a key and its value, which is already rendered.
func (w *yamlWriter) pair(indent int, key, value string) {
	fmt.Fprintf(w, "%s%s: %s\n", strings.Repeat(" ", indent), profile.YAMLText(key), value)
}

// open writes a key whose value follows with a deeper indent.
func (w *yamlWriter) open(indent int, key string) {
	fmt.Fprintf(w, "%s%s:\n", strings.Repeat(" ", indent), profile.YAMLText(key))
}

// commentLines returns a text as lines of a comment, wrapped at blanks to the usual
// width.
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

// plainLine makes a text safe for a comment.
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
