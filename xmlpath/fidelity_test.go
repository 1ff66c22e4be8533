package xmlpath

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"ispatch/internal/homestest"
)

// floors are the lowest results that TestInsertedAsTheAuthorDid accepts, in percent: of elements that
// are inserted into a document from which they are missing, and of those that are taken out and
// inserted in one edit.
type floors struct{ missing, inOne float64 }

var (
	homesFloors = floors{missing: 91.7, inOne: 96.4}
	shareFloors = floors{missing: 97, inOne: 98}
)

// TestInsertedAsTheAuthorDid removes elements from real files, inserts them again
// without their layout, and counts how often the file is then the same, byte for
// byte. It cannot always be: nothing says that an author indented one element
// differently from all its neighbours.
//
// It does so for every n-th element of a file except the root, 45 to 90 of each
// file. An element is removed as Delete removes it, usually with a blank line after
// it, and the result is parsed again. The white space between the children of the
// element is removed, too, but its comments stay. The floor is for all of these
// elements. They are also counted by shape, and there is a second figure without
// the elements among text: once such an element is removed, nothing says where in
// the text it was.
//
// A third figure is for the same elements taken out and inserted in one edit of a document, in which
// the source still says how the place was.
func TestInsertedAsTheAuthorDid(t *testing.T) {
	t.Run("homes", func(t *testing.T) {
		shared := filepath.Dir(homestest.Dir(t))
		var files []string
		for _, folder := range []string{"homes", "pairs", "configured"} {
			files = append(files, xmlFiles(t, filepath.Join(shared, folder))...)
		}
		reinsert(t, files, 1<<30, homesFloors)
	})
	t.Run("share", func(t *testing.T) {
		reinsert(t, xmlFiles(t, "/usr/share"), 150, shareFloors)
	})
}

// A shape says how much layout an element has that can be lost.
type shape int

const (
	oneLine shape = iota // on one line
	lines                // on several
	inner                // on several lines, with comments or blank lines
	mixed                // among text
	shapes
)

func (k shape) String() string {
	return [...]string{"one line", "several lines", "with comments or blank lines", "among text"}[k]
}

// blank matches a blank line.
var blank = regexp.MustCompile(`\n[ \t\r]*\n`)

func shapeOf(e *etree.Element, text string) shape {
	for _, t := range e.Parent().Child {
		if c, ok := t.(*etree.CharData); ok && !allBlank(c.Data) {
			return mixed
		}
	}
	switch {
	case !strings.Contains(text, "\n"):
		return oneLine
	case strings.Contains(text, "<!--") || blank.MatchString(text):
		return inner
	}
	return lines
}

// A tally counts elements, and those whose file was the same again.
type tally struct{ same, count [shapes]int }

func (c *tally) add(k shape, same bool) {
	c.count[k]++
	if same {
		c.same[k]++
	}
}

// percent returns the share of the latter, without the elements of one shape.
func (c *tally) percent(but shape) float64 {
	same, count := 0, 0
	for k := range shapes {
		if k != but {
			same, count = same+c.same[k], count+c.count[k]
		}
	}
	return 100 * float64(same) / float64(count)
}

func (c *tally) log(t *testing.T, files int) {
	t.Logf("%d files: %.1f %%, without those among text %.1f %%", files, c.percent(shapes), c.percent(mixed))
	for k := range shapes {
		t.Logf("  %v: %d of %d", k, c.same[k], c.count[k])
	}
}

// reinsert removes and inserts elements of at most so many files. It fails if fewer of
// them than the floors say are then as they were.
func reinsert(t *testing.T, files []string, most int, lowest floors) {
	seen := map[[32]byte]bool{}
	var c, inOne tally
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
			span, _ := d.Span(all[i])
			k := shapeOf(all[i], d.text[span.Start:span.End])
			back, err := takenOutAndBack(src, i+1)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			same := bytes.Equal(back, src)
			c.add(k, same)
			if back, err = inOneEdit(src, i+1); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			inOne.add(k, bytes.Equal(back, src))
			if !same && os.Getenv("FIDELITY") != "" {
				t.Logf("%v", k)
				showDifference(t, file, src, back)
			}
		}
	}
	if len(seen) == 0 {
		t.Skip("no files")
	}
	c.log(t, len(seen))
	t.Logf("in one edit %.1f %%", inOne.percent(shapes))
	if c.percent(shapes) < lowest.missing || inOne.percent(shapes) < lowest.inOne {
		t.Errorf("fewer than %.1f %%, or in one edit fewer than %.1f %%", lowest.missing, lowest.inOne)
	}
}

// inOneEdit removes the n-th element of a document and inserts it again, without its layout, before the
// document is written.
func inOneEdit(src []byte, n int) ([]byte, error) {
	d, err := Parse(src)
	if err != nil {
		return nil, err
	}
	e := d.Tree().FindElements("//*")[n]
	parent, at, fresh := e.Parent(), e.Index(), e.Copy()
	stripLayout(fresh)
	parent.RemoveChild(e)
	parent.InsertChildAt(at, fresh)
	return d.Bytes()
}

// takenOutAndBack removes the n-th element of a document, parses the result, and
// inserts the element again at its old place, without its layout.
func takenOutAndBack(src []byte, n int) ([]byte, error) {
	d, err := Parse(src)
	if err != nil {
		return nil, err
	}
	e := d.Tree().FindElements("//*")[n]
	parent := e.Parent()
	path, before := placeOf(parent), before(e)
	fresh := e.Copy()
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

// placeOf returns the numbers of the elements that lead to an element.
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

// before counts the tokens before an element in its parent, without texts.
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
