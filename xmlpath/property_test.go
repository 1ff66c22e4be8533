package xmlpath

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A sketch is a random document in pieces, so that a test can splice an edit by
// hand.
type sketch struct {
	t      *rapid.T
	pieces []string
	leaves []leaf // elements that hold text only
	eol    func() string
	serial int
}

// A leaf is an element whose pieces the test knows.
type leaf struct {
	tag         string
	text        int // piece of its text
	attr        int // piece of the value of its attribute k, or -1
	quote       byte
	first, last int // pieces of the whole element; last is after it
	alone       bool
}

func (s *sketch) add(text string) int {
	s.pieces = append(s.pieces, text)
	return len(s.pieces) - 1
}

func (s *sketch) pick(options ...string) string { return rapid.SampledFrom(options).Draw(s.t, "pick") }

// draw creates a document of elements on lines of their own, in a random style.
func draw(t *rapid.T) *sketch {
	s := &sketch{t: t}
	fixed := s.pick("\n", "\r\n")
	mixed := rapid.Bool().Draw(t, "mixed line endings")
	s.eol = func() string {
		if mixed {
			return s.pick("\n", "\r\n")
		}
		return fixed
	}
	unit := s.pick("  ", "    ", "\t", " \t")
	s.add(s.pick("", "<?xml version=\"1.0\"?>\n", "<?xml version='1.0' encoding='utf-8'?>\r\n", "<!-- head -->\n",
		"\ufeff"))
	s.add("<root>" + s.eol())
	s.element(unit, unit, 3)
	for range rapid.IntRange(0, 4).Draw(t, "children") {
		s.element(unit, unit, 3)
	}
	s.add("</root>" + s.pick("", "\n", "\r\n", "\n\n<!-- tail -->"))
	return s
}

func (s *sketch) element(indent, unit string, depth int) {
	s.serial++
	tag := fmt.Sprintf("e%d", s.serial)
	if s.pick("", "", "\n") != "" {
		s.add(s.eol())
	}
	if s.pick("", "", "c") != "" {
		s.add(indent + "<!-- <" + tag + "> &amp; -->" + s.eol())
	}
	first := s.add(indent)
	blank := s.pick("", "", " ")
	attr, quote := -1, s.pick(`"`, "'")
	s.add("<" + tag)
	if s.pick("", "a") != "" {
		s.add(s.pick(" ", "  ", "\t") + "k" + blank + "=" + blank + quote)
		attr = s.add(s.pick("", "v", "&amp;", "é", "&#10;x"))
		s.add(quote)
	}
	s.add(blank + ">")
	if depth > 0 && s.pick("", "", "nest") != "" {
		s.add(s.eol())
		for range rapid.IntRange(1, 3).Draw(s.t, "nested") {
			s.element(indent+unit, unit, depth-1)
		}
		s.add(indent + "</" + tag + blank + ">" + s.eol())
		return
	}
	text := s.add(s.pick("", "x", "a&amp;b", "<![CDATA[]]>", "&#233;", " padded ", "1\n2", "x<!--c-->"))
	s.add("</" + tag + blank + ">")
	tail := s.pick("", "", " <!-- same line -->", "  ")
	last := s.add(tail + s.eol())
	s.leaves = append(s.leaves, leaf{tag: tag, text: text, attr: attr, quote: quote[0], first: first, last: last + 1,
		alone: strings.TrimSpace(tail) == ""})
}

func (s *sketch) bytes() []byte { return []byte(strings.Join(s.pieces, "")) }

// TestOnlyItsOwnBytes checks that a random edit of values changes the bytes of
// those values and no others: the result is the same as splicing by hand.
func TestOnlyItsOwnBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		src := s.bytes()
		d, err := Parse(src)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		edited := map[string]bool{}
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			l := s.leaves[rapid.IntRange(0, len(s.leaves)-1).Draw(t, "leaf")]
			if edited[l.tag] {
				continue // changed back, it would be as it was, and not as it is spliced
			}
			edited[l.tag] = true
			e := d.Tree().FindElement("//" + l.tag)
			value := s.pick("new", "a<b", "&", "é", "'\"")
			if s.pick("text", "attribute") == "attribute" && l.attr >= 0 {
				if e.SelectAttrValue("k", "") == value {
					continue // an equal value is not rewritten
				}
				e.CreateAttr("k", value)
				escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(value)
				if l.quote == '"' {
					escaped = strings.ReplaceAll(escaped, `"`, "&quot;")
				} else {
					escaped = strings.ReplaceAll(escaped, `'`, "&apos;")
				}
				s.pieces[l.attr] = escaped
				continue
			}
			if strings.Contains(s.pieces[l.text], "<!") { // comments and CDATA: the table of TestEdits
				continue
			}
			if Value(e) == value {
				continue
			}
			SetValue(e, value)
			s.pieces[l.text] = strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(value)
		}
		got, err := d.Bytes()
		if err != nil || !bytes.Equal(got, s.bytes()) {
			t.Fatalf("%v\ngot  %q\nwant %q", err, got, s.bytes())
		}
	})
}

// TestRemovedWithItsLine checks that removing elements that are alone on their
// lines leaves every other byte except one blank line after them.
func TestRemovedWithItsLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		d, err := Parse(s.bytes())
		if err != nil {
			t.Fatal(err)
		}
		l := s.leaves[rapid.IntRange(0, len(s.leaves)-1).Draw(t, "leaf")]
		if !l.alone {
			t.Skip("something else on the line")
		}
		e := d.Tree().FindElement("//" + l.tag)
		e.Parent().RemoveChild(e)
		got, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		for i := l.first; i < l.last; i++ {
			s.pieces[i] = ""
		}
		want := s.bytes()
		if bytes.Equal(got, want) {
			return
		}
		// Maybe one blank line less, directly after what was removed.
		if l.last < len(s.pieces) && strings.Trim(s.pieces[l.last], "\r\n") == "" {
			s.pieces[l.last] = ""
			if bytes.Equal(got, s.bytes()) {
				return
			}
		}
		t.Fatalf("got  %q\nwant %q", got, want)
	})
}

// TestInsertedAndRemoved checks that inserting anywhere only adds whole lines, that
// the new element reads as it was built, that there is nothing to do then, and that
// removing it gives the original bytes, maybe with one blank line less.
func TestInsertedAndRemoved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		src := s.bytes()
		d, err := Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		l := s.leaves[rapid.IntRange(0, len(s.leaves)-1).Draw(t, "leaf")]
		anchor := d.Tree().FindElement("//" + l.tag)
		fresh := build(s.pick("new", l.tag), build("inner=1"))
		switch s.pick("after", "before", "end") {
		case "after":
			InsertAfter(anchor, fresh)
		case "before":
			anchor.Parent().InsertChildAt(anchor.Index(), fresh)
		case "end":
			anchor.Parent().AddChild(fresh)
		}
		got, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		rest := got
		for i, line := range bytes.SplitAfter(src, []byte("\n")) {
			at := bytes.Index(rest, line)
			if at < 0 {
				t.Fatalf("line %d is gone: %q in %q", i+1, line, got)
			}
			rest = rest[at+len(line):]
		}
		again, err := Parse(got)
		if err != nil {
			t.Fatal(err)
		}
		inner := again.Tree().FindElements("//inner")
		if len(inner) != 1 || Value(inner[0]) != "1" || inner[0].Parent().Tag != fresh.Tag {
			t.Fatalf("inserted: %q", got)
		}
		inserted := inner[0].Parent()
		inserted.Parent().RemoveChild(inserted)
		back, err := again.Bytes()
		if err != nil || withoutBlankLines(back) != withoutBlankLines(src) || bytes.Count(back,
			[]byte("\n"))-bytes.Count(src, []byte("\n")) > 1 {
			t.Fatalf("%v\nback %q\nsrc  %q\nwith %q", err, back, src, got)
		}
	})
}

func withoutBlankLines(text []byte) string {
	var b strings.Builder
	for _, line := range strings.SplitAfter(string(text), "\n") {
		if strings.TrimSpace(line) != "" {
			b.WriteString(line)
		}
	}
	return b.String()
}
