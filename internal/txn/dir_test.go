package txn

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestReadFor reads files that hold the expected bytes, or others.
func TestReadFor(t *testing.T) {
	long := bytes.Repeat([]byte("0123456789abcdef"), 20_000) // several parts
	last := bytes.Clone(long)
	last[len(last)-1] = 'x'
	for name, c := range map[string]struct {
		holds, expected []byte
		known           bool
	}{
		"the same":            {long, bytes.Clone(long), true},
		"the same, short":     {[]byte("a"), []byte("a"), true},
		"another end":         {last, long, false},
		"another, same size":  {[]byte("a"), []byte("b"), false},
		"longer":              {append(bytes.Clone(long), 'x'), long, false},
		"shorter":             {long[:len(long)-1], long, false},
		"empty":               {nil, []byte("a"), false},
		"nothing is expected": {[]byte("a"), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "f"), c.holds, 0o600); err != nil {
				t.Fatal(err)
			}
			root, err := os.OpenRoot(folder)
			if err != nil {
				t.Fatal(err)
			}
			d, err := newDir(".", root)
			if err != nil {
				t.Fatal(err)
			}
			defer d.close()
			got, err := d.readFor("f", maxTarget, c.expected)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.data, c.holds) || got.known != c.known {
				t.Errorf("%d bytes, known %v; want %d, %v", len(got.data), got.known, len(c.holds), c.known)
			}
			if c.known && &got.data[0] != &c.expected[0] {
				t.Error("the bytes are a copy")
			}
		})
	}
}

// TestHoldsJust is of a file that has grown since its size was asked for.
func TestHoldsJust(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("ab"); err != nil {
		t.Fatal(err)
	}
	for expected, want := range map[string]bool{"ab": true, "a": false, "abc": false} {
		if got, err := holdsJust(f, []byte(expected)); got != want || err != nil {
			t.Errorf("%q: %v, %v", expected, got, err)
		}
	}
}
