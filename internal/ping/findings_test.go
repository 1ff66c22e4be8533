package ping

import "testing"

// TestFindings: every code is documented once and completely.
func TestFindings(t *testing.T) {
	seen := map[Code]bool{}
	for _, f := range Findings() {
		if seen[f.Code] {
			t.Errorf("duplicate %s", f.Code)
		}
		seen[f.Code] = true
		for _, text := range []string{string(f.Code), string(f.Severity), f.message, f.Meaning, f.Fix, f.Example} {
			if text == "" {
				t.Errorf("%s: something is not said: %+v", f.Code, f)
			}
		}
	}
}
