package export

import (
	"strings"
	"testing"
)

func TestCommentLines(t *testing.T) {
	got := commentLines("# - ", "#   ", "a "+strings.Repeat("word ", 20)+"\n\x1b[31m: end")
	for _, line := range strings.Split(strings.TrimSuffix(got, "\n"), "\n") {
		if !strings.HasPrefix(line, "# - ") && !strings.HasPrefix(line, "#   ") || len(line) > 82 ||
			strings.Contains(line, "\x1b") {
			t.Errorf("%q", line)
		}
	}
}
