package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// CommentOut makes an element a comment, in the way that stock files do it:
// <name …>…</name> becomes <!--name …>…</name-->, by its marks alone. Uncomment
// on the comment gives the first bytes again. The comment is returned; it
// stands in the element's place.
//
// An element that holds -- (a comment, for instance) is an *Error with the
// position of the --, and so is one that is not of the source.
func (d *Document) CommentOut(e *etree.Element) (*etree.Comment, error) {
	s := d.span(e)
	if s == nil || e.Parent() == nil {
		return nil, &Error{Message: "only an element of the source can become a comment"}
	}
	raw := d.text[s.element.name:s.element.last]
	if i := strings.Index(raw, "--"); i >= 0 {
		return nil, &Error{Position: positionIn(d.text, s.element.name+i),
			Message: "the element <" + e.FullTag() + "> cannot become a comment: it holds --",
			Hint:    "take the comment out of it, or remove the element"}
	}
	if s.opened != nil && !d.elementChanged(e, s) {
		swap(e, s.opened)
		return s.opened, nil
	}
	c := etree.NewComment(newlines(raw))
	d.spans[c] = &source{start: s.start, end: s.end, parent: s.parent, index: s.index, data: c.Data, closed: e}
	swap(e, c)
	return c, nil
}

// elementChanged says whether an element differs from what was parsed, its
// comment marks aside.
func (d *Document) elementChanged(e *etree.Element, s *source) bool {
	w := &writer{Document: d}
	w.inside(e, s)
	return len(w.list) > 0 || len(w.problems) > 0
}

// swap puts a token in the place of another.
func swap(old, new etree.Token) {
	parent, at := old.Parent(), old.Index()
	parent.RemoveChildAt(at)
	parent.InsertChildAt(at, new)
}

// Commented returns the element that a comment would be if its marks were
// taken away: <!--name …>…</name--> or <!-- <name …>…</name> -->. It is nil
// where the comment holds anything else. The element is not in the tree;
// Activate puts it there.
func (d *Document) Commented(c *etree.Comment) *etree.Element {
	s := d.span(c)
	if s == nil || c.Data != s.data {
		return nil
	}
	if s.closed != nil {
		return s.closed
	}
	e, _ := d.readComment(s)
	return e
}

// Activate makes a comment the element that Commented shows, by taking away
// its marks, and returns the element, which stands in the comment's place.
// A comment that holds no element is an *Error.
func (d *Document) Activate(c *etree.Comment) (*etree.Element, error) {
	s := d.span(c)
	if s == nil || c.Data != s.data {
		return nil, &Error{Message: "only a comment of the source can become an element"}
	}
	if s.closed != nil {
		swap(c, s.closed)
		return s.closed, nil
	}
	e, own := d.readComment(s)
	if e == nil {
		return nil, d.errorAt(c, "the comment does not hold one well-formed element", "")
	}
	d.note(e, own)
	own.start, own.end, own.parent, own.index, own.opened = s.start, s.end, s.parent, s.index, c
	swap(c, e)
	return e, nil
}

// readComment parses what a comment holds, with spans in terms of the whole
// document.
func (d *Document) readComment(s *source) (*etree.Element, *source) {
	inner := d.text[s.start+len("<!--") : s.end-len("-->")]
	// In <!--name …</name--> the marks stand for the first < and the last >.
	text, shift := "<"+inner+">", s.start+len("<!--")-1
	if trimmed := strings.TrimLeft(inner, " \t\r\n"); strings.HasPrefix(trimmed, "<") {
		shift = s.end - len("-->") - len(trimmed)
		text = strings.TrimRight(trimmed, " \t\r\n")
	}
	p := &parser{
		scanner:  scanner{text: text, entities: d.entities},
		declared: map[string]string{},
	}
	top := etree.NewElement("")
	e, err := p.element(top)
	if err != nil || p.pos != len(text) {
		return nil, nil
	}
	own := p.pending[0]
	own.move(shift)
	top.RemoveChild(e)
	return e, own
}

// move shifts all offsets of a token and of those in it.
func (s *source) move(by int) {
	s.start += by
	s.end += by
	x := s.element
	if x == nil {
		return
	}
	x.name += by
	x.nameEnd += by
	x.openEnd += by
	x.close += by
	x.last += by
	for i := range x.attrs {
		x.attrs[i].start += by
		x.attrs[i].valueStart += by
		x.attrs[i].valueEnd += by
	}
	for _, kid := range x.kids {
		kid.move(by)
	}
}
