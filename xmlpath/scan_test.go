package xmlpath

import (
	"strings"
	"testing"
)

// TestUnmarked puts each byte at each place of a text.
func TestUnmarked(t *testing.T) {
	for b := range 256 {
		marked := strings.IndexByte("<&]", byte(b)) >= 0
		for before := range 18 {
			for after := range 18 {
				text := strings.Repeat("\x00", before) + string([]byte{byte(b)}) + strings.Repeat("=", after)
				got, end := unmarked(text), len(text) // where it may stop at most
				if marked {
					end = before
				}
				if got > end || got != end && got < len(text)-7 {
					t.Fatalf("%q: %d", text, got)
				}
			}
		}
	}
}
