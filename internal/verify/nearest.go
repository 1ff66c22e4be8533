package verify

import (
	"maps"
	"slices"
	"strings"

	"ispatch/internal/spelling"
)

// meant is the hint for a name that is none of those known; otherwise is what
// to do where none is near.
func meant[V any](name string, known map[string]V, otherwise string) string {
	if len(known) == 0 {
		return otherwise
	}
	names := slices.Sorted(maps.Keys(known))
	if near := spelling.Nearest(strings.TrimSpace(name), names); near != "" {
		return "did you mean " + near + "?"
	}
	if len(names) > 8 {
		return otherwise
	}
	return otherwise + ", or write one of " + strings.Join(names, ", ")
}
