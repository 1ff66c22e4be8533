package txn

import (
	"bytes"
	"errors"
	"io/fs"
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
			d := &dir{name: ".", root: root}
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

// TestHoldsJust: a file that has grown since its size was read.
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

// A stale file reports the size it had earlier.
type stale struct {
	*os.File
	info fs.FileInfo
}

func (s stale) Stat() (fs.FileInfo, error) { return s.info, nil }

// TestReadBounded: files that have grown or shrunk since their size was read.
func TestReadBounded(t *testing.T) {
	const limit = 10_000
	for _, size := range []int{0, 1, 600, limit} {
		name := filepath.Join(t.TempDir(), "f")
		check(t, os.WriteFile(name, make([]byte, size), 0o600))
		info, err := os.Stat(name)
		check(t, err)
		for _, now := range []int{0, 1, 599, 601, limit - 1, limit, limit + 1, 3 * limit} {
			want := bytes.Repeat([]byte("x"), now)
			check(t, os.WriteFile(name, want, 0o600))
			f, err := os.Open(name)
			check(t, err)
			got, err := ReadBounded(stale{f, info}, "f", limit)
			check(t, f.Close())
			switch {
			case now > limit:
				if !errors.Is(err, errTooLarge) {
					t.Errorf("%d bytes, then %d: the error is %v", size, now, err)
				}
			case err != nil || !bytes.Equal(got, want):
				t.Errorf("%d bytes, then %d: %d were read, error %v", size, now, len(got), err)
			}
		}
	}
}
