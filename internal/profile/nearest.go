package profile

import (
	"fmt"
	"strings"

	"ispatch/internal/spelling"
)

// suggest is the hint for a word that is none of the candidates.
func suggest(word string, candidates []string) string {
	if near := spelling.Nearest(word, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(candidates) == 0 {
		return ""
	}
	return "known here: " + strings.Join(candidates, ", ")
}
