package xmlpath

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// TestPositionsInBlocks checks the positions in a text of several blocks against those
// that are counted from its beginning, in any order.
func TestPositionsInBlocks(t *testing.T) {
	for _, line := range []string{"é\n", "ab\r\n", "€", "x", "\n", "𝄞" + strings.Repeat("-", blockSize) + "\n"} {
		text := strings.Repeat(line, 3*blockSize/len(line)+5)
		b := &tape{text: text}
		for _, step := range []int{7 * blockSize / 5, 1} {
			for at := 0; at <= len(text); at += step {
				if at < len(text) && !utf8.RuneStart(text[at]) {
					continue
				}
				if got, want := b.position(at), positionIn(text, at); got != want {
					t.Fatalf("%.5q at %d: %v, want %v", line, at, got, want)
				}
			}
		}
	}
}

// TestPositionsOfManyMatches checks the indices in the tree, and the positions in the
// result, after each match among many siblings was changed.
func TestPositionsOfManyMatches(t *testing.T) {
	var b strings.Builder
	b.WriteString("<r><!-- é -->\n")
	for i := range 500 {
		fmt.Fprintf(&b, "<p>é<e k='%d'/><e>x</e><q><e/></q><f/></p>\n", i)
	}
	src := b.String() + "</r>\n"
	for name, test := range map[string]struct {
		call    call
		removed string // path of what is removed
	}{
		"set":       {call: set("/r/p/e", "new", All())},
		"delete":    {call: remove("//e", All()), removed: "//e"},
		"comment":   {call: commentOut("/r/p/e", All()), removed: "/r/p/e"},
		"attribute": {call: remove("/r/p/e/@k", All())},
	} {
		d := parsed(t, src)
		root := d.Root()
		var gone []Match
		if test.removed != "" {
			gone, _ = d.Find(test.removed)
		}
		if _, err := test.call(d); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r, err := d.Result()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, m := range gone {
			if m.Element.Parent() != nil || m.Element.Index() != -1 {
				t.Fatalf("%s: a removed element has a parent", name)
			}
		}
		after := parsed(t, string(r.Bytes))
		same(t, name, r, after, root, after.Root())
	}
}

// same compares the positions of an element and those in it with the ones of the parsed
// result.
func same(t *testing.T, name string, r *Result, after *Document, e, want *etree.Element) {
	t.Helper()
	got, ok := r.Position(e)
	if at, _ := after.Position(want); !ok || got != at || e.FullTag() != want.FullTag() {
		t.Fatalf("%s: <%s> at %v, want <%s> at %v", name, e.FullTag(), got, want.FullTag(), at)
	}
	for i, c := range e.Child {
		if c.Index() != i || c.Parent() != e {
			t.Fatalf("%s: the %dth child of <%s> has the index %d", name, i, e.FullTag(), c.Index())
		}
	}
	list, others := e.ChildElements(), want.ChildElements()
	if len(list) != len(others) {
		t.Fatalf("%s: <%s> has %d elements, want %d", name, e.FullTag(), len(list), len(others))
	}
	for i, c := range list {
		same(t, name, r, after, c, others[i])
	}
}
