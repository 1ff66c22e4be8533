package xmlpath

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"ispatch/internal/homestest"
)

// Floors of what TestInsertedAsTheAuthorDid measures, in percent.
const (
	homesFloor = 88
	shareFloor = 96
)

// TestInsertedAsTheAuthorDid: an element that was taken out of a real file and
// is inserted again, stripped of all layout, is where and as it was, to the
// byte. It cannot always be: an author who indents one element in another way
// than all its neighbours leaves nothing to learn that from.
func TestInsertedAsTheAuthorDid(t *testing.T) {
	t.Run("homes", func(t *testing.T) {
		shared := filepath.Dir(homestest.Dir(t))
		var files []string
		for _, folder := range []string{"homes", "pairs", "configured"} {
			files = append(files, xmlFiles(t, filepath.Join(shared, folder))...)
		}
		reinsert(t, files, 1<<30, homesFloor)
	})
	t.Run("share", func(t *testing.T) {
		reinsert(t, xmlFiles(t, "/usr/share"), 150, shareFloor)
	})
}

// reinsert takes elements out of files, at most so many, puts each back, and
// asserts that so many percent of them are as they were.
func reinsert(t *testing.T, files []string, most int, floor float64) {
	seen := map[[32]byte]bool{}
	count, same := 0, 0
	var counts, sames [3]int
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil || len(src) > 200_000 || seen[sha256.Sum256(src)] {
			continue
		}
		d, err := Parse(src)
		if err != nil || len(seen) == most {
			continue
		}
		seen[sha256.Sum256(src)] = true
		all := d.Tree().FindElements("//*")[1:]
		for i := 0; i < len(all); i += max(1, len(all)/45) {
			count++
			span, _ := d.Span(all[i])
			kind := 0
			if n := strings.Count(d.text[span.Start:span.End], "\n"); n > 10 {
				kind = 2
			} else if n > 0 {
				kind = 1
			}
			counts[kind]++
			out, err := takenOutAndBack(src, i+1)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if bytes.Equal(out, src) {
				same++
				sames[kind]++
			} else if os.Getenv("FIDELITY") != "" {
				showDifference(t, file, src, out)
			}
		}
	}
	if count == 0 {
		t.Skip("no files")
	}
	percent := 100 * float64(same) / float64(count)
	t.Logf("%d files: %d of %d elements (%.1f %%) come back as they were", len(seen), same, count, percent)
	for kind, name := range []string{"of one line", "of up to 10 lines", "of more lines"} {
		t.Logf("%s: %d of %d", name, sames[kind], counts[kind])
	}
	if percent < floor {
		t.Errorf("fewer than %.0f %%", floor)
	}
}

// takenOutAndBack removes the n-th element of a document, writes it, and inserts
// the element again without its layout, after what was before it.
func takenOutAndBack(src []byte, n int) ([]byte, error) {
	d, err := Parse(src)
	if err != nil {
		return nil, err
	}
	e := d.Tree().FindElements("//*")[n]
	parent := e.Parent()
	path, before := placeOf(parent), before(e)
	parent.RemoveChild(e)
	out, err := d.Bytes()
	if err != nil {
		return nil, err
	}
	if d, err = Parse(out); err != nil {
		return nil, err
	}
	parent = &d.Tree().Element
	for _, i := range path {
		parent = parent.ChildElements()[i]
	}
	fresh := e.Copy()
	stripLayout(fresh)
	at := 0
	for ; before > 0; at++ {
		if !isText(parent.Child[at]) {
			before--
		}
	}
	if next := at; next < len(parent.Child) {
		for next < len(parent.Child) && isText(parent.Child[next]) {
			next++
		}
		if next < len(parent.Child) {
			at = next // before what is next, if there is anything
		}
	}
	parent.InsertChildAt(at, fresh)
	return d.Bytes()
}

// placeOf is where an element is, as numbers of elements.
func placeOf(e *etree.Element) []int {
	if e.Parent() == nil {
		return nil
	}
	n := 0
	for _, other := range e.Parent().ChildElements() {
		if other == e {
			break
		}
		n++
	}
	return append(placeOf(e.Parent()), n)
}

// before counts what is before an element in its parent, texts aside.
func before(e *etree.Element) int {
	n := 0
	for _, t := range e.Parent().Child[:e.Index()] {
		if !isText(t) {
			n++
		}
	}
	return n
}

// showDifference logs the lines around the first difference.
func showDifference(t *testing.T, file string, want, got []byte) {
	i := 0
	for i < min(len(want), len(got)) && want[i] == got[i] {
		i++
	}
	start := max(0, i-120)
	t.Logf("%s at %d:\nWANT %q\nGOT  %q", file, i, want[start:min(len(want), i+120)], got[start:min(len(got), i+120)])
}
