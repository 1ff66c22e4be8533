package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
)

// TestPropertyKeys: the keys are those that java.util.Properties reads.
func TestPropertyKeys(t *testing.T) {
	src := "# a comment=\\\n ! another\r\n\n" +
		" carbon\\:db = x\\\r\n   continued=y\ncaf\\u00e9:z\nlone\n\xe9 v\neven=\\\\\nlast=1"
	want := []string{"carbon:db", "café", "lone", "é", "even", "last"}
	if diff := cmp.Diff(want, server.PropertyKeys([]byte(src))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
