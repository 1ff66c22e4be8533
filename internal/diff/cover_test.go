package diff

import (
	"bytes"
	"regexp"
	"testing"
)

// hide returns the files with each hush in them hidden.
func hide(files []File) []File {
	hidden := make([]File, len(files))
	for i, f := range files {
		f.Hide = func(data []byte, _ []Span) []Span { return words(data) }
		hidden[i] = f
	}
	return hidden
}

var word = regexp.MustCompile(`hush`)

func words(data []byte) (spans []Span) {
	for _, m := range word.FindAllIndex(data, -1) {
		spans = append(spans, Span{m[0], m[1]})
	}
	return spans
}

// hiding returns a file with parts of its contents hidden.
func hiding(f File, old, new []Span) File {
	f.Hide = func(data []byte, _ []Span) []Span {
		if bytes.Equal(data, f.Old) {
			return old
		}
		return new
	}
	return f
}

// part returns the span of a text in another.
func part(data, text string) []Span {
	at := bytes.Index([]byte(data), []byte(text))
	return []Span{{at, at + len(text)}}
}

// TestHidden: hidden text is covered on every line that holds a part of it, and the
// number of lines stays the same.
func TestHidden(t *testing.T) {
	for _, c := range []struct {
		name, data, want string
		hidden           []Span
	}{
		{"a part", "<a>hush</a>\n", "+<a>********</a>\n", []Span{{3, 7}}},
		{"two that overlap", "<a>hush</a>\n", "+<a>********</a>\n", []Span{{5, 7}, {3, 6}}},
		{"two", "<a>hush</a>\n", "+********a>********</a>\n", []Span{{3, 7}, {0, 1}}},
		{"an empty one", "<a>hush</a>\n", "+<a>hush</a>\n", []Span{{3, 3}}},
		{"blanks", "<a>  </a>\n", "+<a>********</a>\n", []Span{{3, 5}}},
		{"lines", "<a>\n    hush\n\n\thush2  \n  </a>\n", "+<a>\n+    ********\n+\n+\t********\n+  </a>\n", []Span{{3, 25}}},
		{"CRLF", "<a>hu\r\n  sh\r\n</a>\r\n", "+<a>********\r\n+  ********\r\n+</a>\r\n", []Span{{3, 13}}},
		{"a blank line only", "<a>\n  \n</a>\n", "+<a>\n+  \n+</a>\n", []Span{{3, 7}}},
		{"to the end", "<a>hush", "+<a>********\n\\ No newline at end of file\n", []Span{{3, 7}}},
	} {
		got := mustDiff(t, []File{hiding(File{Path: "x", New: []byte(c.data)}, nil, c.hidden)}, Options{})
		if _, lines, _ := bytes.Cut(got, []byte(" @@\n")); string(lines) != c.want {
			t.Errorf("%s: %q, want %q", c.name, lines, c.want)
		}
	}
}

// TestHiddenOnTheOtherSide: a value that is hidden in a changed line is hidden in the line
// that replaces it, too, even if only its name changed.
func TestHiddenOnTheOtherSide(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"<p name='Password'>it's</p>\n", "<p name='X'>it's</p>\n",
			"-<p name='Password'>********</p>\n+<p name='X'>********</p>\n"},
		{"<p Password=\"it's\"/>\n", "<p x=\"it's\"/>\n", "-<p Password=\"********\"/>\n+<p x=\"********\"/>\n"},
		{"<a>it's</a>\n", "<a>it's not</a>\n", "-<a>********</a>\n+<a>it's not</a>\n"},
	} {
		got := mustDiff(t, []File{hiding(File{Path: "x", Old: []byte(c.old), New: []byte(c.new)},
			part(c.old, "it's"), nil)}, Options{})
		if _, lines, _ := bytes.Cut(got, []byte(" @@\n")); string(lines) != c.want {
			t.Errorf("%q, want %q", lines, c.want)
		}
		back := mustDiff(t, []File{hiding(File{Path: "x", Old: []byte(c.new), New: []byte(c.old)},
			nil, part(c.old, "it's"))}, Options{})
		if bytes.Contains(back, []byte("it's<")) || bytes.Contains(back, []byte("it's\"")) {
			t.Errorf("shown:\n%s", back)
		}
	}
}

// TestHiddenContext: a line of context may be hidden in only one of the files.
func TestHiddenContext(t *testing.T) {
	old, new := "<r>\nhush\n</r>\n", "<r>\n<password>\nhush\n</password>\n</r>\n"
	for _, f := range []File{
		hiding(File{Path: "x", Old: []byte(old), New: []byte(new)}, nil, part(new, "\nhush\n")),
		hiding(File{Path: "x", Old: []byte(new), New: []byte(old)}, part(new, "\nhush\n"), nil),
	} {
		if diff := mustDiff(t, []File{f}, Options{}); bytes.Contains(diff, []byte("hush")) {
			t.Errorf("hush in the context:\n%s", diff)
		}
	}
}

// TestHiddenChange: a change only in covered text still shows in the diff.
func TestHiddenChange(t *testing.T) {
	old := "<r>\n  <password>old</password>\n  <user>u</user>\n</r>"
	new := "<r>\n  <password>new</password>\n  <user>u</user>\n</r>"
	f := hiding(File{Path: "x", Old: []byte(old), New: []byte(new)}, part(old, "old"), part(new, "new"))
	golden(t, "masked.masked", mustDiff(t, []File{f}, Options{}))
	golden(t, "masked-color.masked", mustDiff(t, []File{f}, Options{Color: true}))
}
