package export

import (
	"fmt"
	"strings"

	"ispatch/internal/profile"
)

// patchValue adds a patch that sets a path to a value that is already rendered.
func (e *exporter) patchValue(why, file, path, value string) {
	e.patch(why, file, path)
	e.patches.pair(4, "value", value)
}

// patchText is patchValue for a text, which may contain a secret.
func (e *exporter) patchText(why, file, path, name, value string) {
	if reveals(value) {
		e.patchValue(why, file, path, e.env(name, why, value))
		return
	}
	e.patchValue(why, file, path, profile.YAMLText(value))
}

// patchAway adds a patch that removes an element that apply would add.
func (e *exporter) patchAway(why, file, path string) {
	e.patch(why, file, path)
	e.patches.pair(4, "delete", "true")
}

func (e *exporter) patch(why, file, path string) {
	e.patches.WriteString(commentLines("  # ", "  # ", why))
	fmt.Fprintf(&e.patches, "  - file: %s\n", profile.YAMLText(file))
	e.patches.pair(4, "path", profile.YAMLText(path))
}

// literal renders a text as an XPath string. It returns false if the text has both kinds
// of quotes.
func literal(s string) (string, bool) {
	if !strings.Contains(s, "'") {
		return "'" + s + "'", true
	}
	return `"` + s + `"`, !strings.Contains(s, `"`)
}
