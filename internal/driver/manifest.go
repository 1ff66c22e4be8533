package driver

import (
	"strconv"
	"strings"
	"unicode"
)

// A manifest is the main section of a MANIFEST.MF, by lower-case names.
type manifest map[string]string

// parseManifest reads a manifest. Lines without a name and a value are skipped:
// only the classes of a JAR matter.
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

// parseServices reads a list of classes: one per line, with comments from # on.
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

// printable returns a text from a file if it is safe to show, else "".
func printable(s string) string {
	if quote(s) != s {
		return ""
	}
	return s
}

// quote quotes a name from a file unless it is safe to show.
func quote(s string) string {
	for _, r := range s {
		if !strconv.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}
