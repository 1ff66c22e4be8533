package ping

import (
	"slices"
	"testing"
)

// TestLines: whole lines are passed on, and at the end one without a newline; nothing
// after that, though a process that a JAR started may write on.
func TestLines(t *testing.T) {
	var got []string
	l := &lines{each: func(line []byte) { got = append(got, string(line)) }, left: 100}
	for _, data := range []string{"a", "b\n\nc\nd"} {
		if n, err := l.Write([]byte(data)); n != len(data) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	l.close()
	if n, err := l.Write([]byte("e\n")); n != 2 || err != nil {
		t.Errorf("after the end: %d, %v", n, err)
	}
	l.close()
	if want := []string{"ab", "c", "d"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
