package driver

import (
	"strconv"
	"strings"
	"unicode"
)

// A manifest is the main section of a MANIFEST.MF, by lower-case names.
type manifest map[string]string

// parseManifest reads a manifest. Lines that are none of a name and a value are
// skipped: what a JAR is worth is decided by its classes.
func parseManifest(text []byte) manifest {
	m := manifest{}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(text)), "\n")
	for i := 0; i < len(lines) && lines[i] != ""; {
		var line strings.Builder
		line.WriteString(lines[i])
		for i++; i < len(lines) && strings.HasPrefix(lines[i], " "); i++ {
			line.WriteString(lines[i][1:])
		}
		if name, value, found := strings.Cut(line.String(), ":"); found {
			m[strings.ToLower(name)] = strings.TrimSpace(value)
		}
	}
	return m
}

// parseServices reads a list of classes: one a line, comments from # on.
func parseServices(text []byte) []string {
	var classes []string
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		if class := strings.TrimSpace(line); isClass(class) {
			classes = append(classes, class)
		}
	}
	return classes
}

// isClass reports whether a text can be the name of a class.
func isClass(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool {
			return r != '$' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			return false
		}
	}
	return true
}

// printable is a text from a file that may be shown as it is, and empty for any
// other.
func printable(s string) string {
	if quote(s) != s {
		return ""
	}
	return s
}

// quote makes a name from a file safe to show.
func quote(s string) string {
	for _, r := range s {
		if !strconv.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}
