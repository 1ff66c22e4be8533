package xmlpath

import (
	"sort"
	"strings"

	"github.com/beevik/etree"
)

// A twin is an element inside a comment, or inside several adjacent comments.
type twin struct {
	tokens  []etree.Token  // the comments, and the white space between them
	text    string         // the text inside the marks, with inner comments restored
	start   int            // offset of the element in text
	end     int            // offset after it
	element *etree.Element // not in the tree
	active  bool           // CommentOut made the comment from element
}

// alone reports whether the comments contain nothing but the element.
func (t *twin) alone() bool {
	return t.active || allBlank(t.text[:t.start]) && allBlank(t.text[t.end:])
}

// maxFailures limits how many bytes of a comment are parsed without finding an
// element.
const maxFailures = 1 << 20

// inComment returns the outermost elements inside a comment of the source. It
// returns nil for a new or changed comment.
func (d *Document) inComment(c *etree.Comment) []*twin {
	s := d.span(c)
	if s == nil || c.Data != s.data {
		return nil
	}
	if was, ok := d.swapped(c).(*etree.Element); ok {
		return []*twin{{tokens: []etree.Token{c}, element: was, active: true}}
	}
	inner := outward(d.inner(s))
	if !strings.HasPrefix(strings.TrimLeft(inner, " \t\r\n"), "<") {
		// In <!--name …</name--> the comment marks contain the first < and the last >.
		all := d.elements("<"+inner+">", c)
		if n := len(all); n > 0 && all[0].start == 0 && all[n-1].end == len(inner)+2 {
			return all
		}
	}
	return d.elements(inner, c)
}

// elements returns the outermost elements in the text of the comments in tokens.
func (d *Document) elements(text string, tokens ...etree.Token) []*twin {
	var found []*twin
	failures := 0
	parent := tokens[0].Parent()
	for at := 0; failures < maxFailures; {
		i := strings.IndexByte(text[at:], '<')
		if i < 0 {
			break
		}
		at += i
		e, end := d.readElement(text, at, parent)
		if e == nil {
			failures += end - at
			at++
			continue
		}
		found = append(found, &twin{tokens: tokens, text: text, start: at, end: end, element: e})
		at = end
	}
	return found
}

// readElement parses the element at an offset of a text, as a child of parent,
// whose prefixes it can use. If there is no element, e is nil, and end is the
// offset at which parsing failed.
func (d *Document) readElement(text string, at int, parent *etree.Element) (e *etree.Element, end int) {
	p := newParser(text)
	p.pos, p.entities = at, d.entities
	if err := p.element(); err != nil {
		return nil, max(p.pos, at+1)
	}
	top := etree.NewElement("")
	for ; parent != nil; parent = parent.Parent() {
		for _, a := range parent.Attr {
			if isDeclaration(a) && attribute(top, a.FullKey()) == nil {
				top.CreateAttr(a.FullKey(), a.Value)
			}
		}
	}
	b := &base{tape: tape{text: text, nodes: p.nodes}}
	s := &source{base: b, element: &elementSource{node: -1}}
	d.completeFrom(top, s)
	return top.ChildElements()[0], p.pos
}

// lineByLine returns the elements that are commented line by line:
//
//	<!--<name>-->
//	<!--  <child/>-->
//	<!--</name>-->
//
// first is the first of these comments.
func (d *Document) lineByLine(first *etree.Comment) []*twin {
	run := d.run(first)
	if len(run) < 3 {
		return nil
	}
	var b strings.Builder
	type piece struct{ start, end int } // of a comment, in the text
	var pieces []piece
	for _, t := range run {
		start := b.Len()
		if c, ok := t.(*etree.Comment); ok {
			b.WriteString(d.inner(d.span(c)))
			pieces = append(pieces, piece{start, b.Len()})
		} else {
			s := d.span(t)
			b.WriteString(d.textOf(s)[s.start:s.end])
		}
	}
	text := outward(b.String())
	if len(text) != b.Len() {
		return nil // no comments in comments are written line by line
	}
	var found []*twin
	for _, t := range d.elements(text, run...) {
		from := sort.Search(len(pieces), func(i int) bool { return pieces[i].start > t.start }) - 1
		to := sort.Search(len(pieces), func(i int) bool { return pieces[i].end >= t.end })
		if from < 0 || to <= from || to == len(pieces) || !allBlank(text[pieces[from].start:t.start]) ||
			!allBlank(text[t.end:pieces[to].end]) {
			continue
		}
		start, end := pieces[from].start, pieces[to].end
		found = append(found, &twin{tokens: run[2*from : 2*to+1], text: text[start:end],
			start: t.start - start, end: t.end - start, element: t.element})
	}
	return found
}

// run returns the comments on adjacent lines, starting with first, and the white
// space between them. It returns nil if first is new or changed.
func (d *Document) run(first *etree.Comment) []etree.Token {
	usable := func(c *etree.Comment) bool {
		s := d.span(c)
		return s != nil && d.swapped(c) == nil && c.Data == s.data
	}
	if !usable(first) {
		return nil
	}
	all := first.Parent().Child
	at := first.Index()
	end := at + 1
	for end+1 < len(all) {
		blank, between := all[end].(*etree.CharData)
		c, comment := all[end+1].(*etree.Comment)
		if !between || !comment || !oneLineEnd(blank.Data) || d.span(blank) == nil || !usable(c) {
			break
		}
		end += 2
	}
	return all[at:end:end]
}

// twins returns the wanted elements that are inside the comments of a parent.
func (d *Document) twins(parent *etree.Element, wanted func(*etree.Element) bool) []*twin {
	var found []*twin
	var last etree.Token // end of the last run
	for _, t := range d.Children(parent) {
		c, ok := t.(*etree.Comment)
		if !ok {
			continue
		}
		for _, one := range d.inComment(c) {
			if wanted(one.element) {
				found = append(found, one)
			}
		}
		if last != nil && last.Index() >= c.Index() {
			continue
		}
		for _, one := range d.lineByLine(c) {
			if wanted(one.element) {
				found = append(found, one)
			}
		}
		if run := d.run(c); len(run) > 0 {
			last = run[len(run)-1]
		}
	}
	return found
}
