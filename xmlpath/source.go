package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A source is where in a text a token was read, and what was read there.
type source struct {
	start, end int32
	index      int32 // among the children of the parent
	blank      bool  // a text is white space in the source itself, and not by way of references or CDATA
	cdata      bool
	base       *base // the text; nil is the document's
	data       string
	element    *elementSource // of elements only
}

// A made source is that of a token that was read in a comment, or that became a
// comment, in this run.
type made struct {
	source
	// swapped is the comment that an element was, or the element that a comment
	// was; a comment is where parent had that element.
	swapped etree.Token
	parent  *etree.Element
}

// An elementSource is the part of a source that only elements have.
type elementSource struct {
	nameFrom, nameTo, openTo, closeFrom int32
	node                                int32 // on the tape
	selfClosing                         bool
	// read reports whether the children were made. children are the tokens as
	// they were read, and kids their sources.
	read     bool
	attrs    []attrSource
	children []etree.Token
	kids     []source
}

// The offsets of an element: of its name, after it, after the > of its start
// tag, and of the </ of its end tag, which is openEnd of a self-closing one.
func (x *elementSource) name() int    { return int(x.nameFrom) }
func (x *elementSource) nameEnd() int { return int(x.nameTo) }
func (x *elementSource) openEnd() int { return int(x.openTo) }
func (x *elementSource) close() int   { return int(x.closeFrom) }

// full is the name of an element in a text.
func (x *elementSource) full(text string) string { return text[x.nameFrom:x.nameTo] }

// An attrSource is an attribute as it was read.
type attrSource struct {
	space, key, value string
	start             int // after what comes before the attribute: of the blank before its name
	valueStart        int // of the value inside its quotes
	valueEnd          int // the closing quote
}

func (a attrSource) is(attr etree.Attr) bool { return a.space == attr.Space && a.key == attr.Key }

func (a attrSource) full() string { return tag{space: a.space, local: a.key}.full() }

// from and to are the offsets of a token as ints.
func (s *source) from() int { return int(s.start) }
func (s *source) to() int   { return int(s.end) }

// expand makes the children of an element, without theirs, if they were not
// made yet.
func (d *Document) expand(e *etree.Element, s *source) {
	x := s.element
	if x.read {
		return
	}
	x.read = true
	b := s.base
	if b == nil {
		b = d.main
	}
	elements, texts, count := 0, 0, 0
	b.children(int(x.node), func(i int) bool {
		switch b.kind(i) {
		case elementNode:
			elements++
		case textNode:
			texts++
		}
		count++
		return true
	})
	if count == 0 {
		return
	}
	d.index = nil
	// One allocation for many.
	newElements, newTexts := make([]etree.Element, elements), make([]etree.CharData, texts)
	sources := make([]elementSource, elements)
	x.kids = make([]source, 0, count)
	e.Child = make([]etree.Token, 0, count)
	b.children(int(x.node), func(i int) bool {
		n := b.nodes[i]
		kid := source{start: int32(n.start), end: int32(n.end), index: int32(len(x.kids)), base: s.base}
		switch kind := b.kind(i); kind {
		case elementNode:
			child := &newElements[0]
			kid.element = &sources[0]
			newElements, sources = newElements[1:], sources[1:]
			b.shallow(i, child, kid.element)
			e.AddChild(child)
		case textNode:
			_, kid.data = b.data(i)
			kid.blank = allBlank(b.text[n.start:n.end])
			newTexts[0].SetData(kid.data) // marks white space, as etree's own reader does
			e.AddChild(&newTexts[0])
			newTexts = newTexts[1:]
		default:
			var t etree.Token
			t, kid.data = b.token(i)
			kid.cdata = kind == cdataNode
			e.AddChild(t)
		}
		x.kids = append(x.kids, kid)
		return true
	})
	x.children = append(make([]etree.Token, 0, count), e.Child...)
}

// shallow fills in an element without its children.
func (t *tape) shallow(i int, e *etree.Element, x *elementSource) {
	g := t.tag(i, func(a attrSource) { x.attrs = append(x.attrs, a) })
	x.node, x.selfClosing = int32(i), g.selfClosing
	x.nameFrom, x.nameTo, x.openTo, x.closeFrom = int32(g.name), int32(g.nameEnd), int32(g.openEnd), int32(g.close)
	e.Space, e.Tag = g.space, g.local
	if len(x.attrs) > 0 {
		e.Attr = make([]etree.Attr, 0, len(x.attrs))
		for _, a := range x.attrs {
			e.CreateAttr(a.full(), a.value)
		}
	}
}

// complete makes everything in an element.
func (d *Document) complete(e *etree.Element) {
	if s := d.span(e); s != nil {
		d.completeFrom(e, s)
		return
	}
	for _, t := range e.Child { // a new one may hold some that was read
		if child, ok := t.(*etree.Element); ok {
			d.complete(child)
		}
	}
}

func (d *Document) completeFrom(e *etree.Element, s *source) {
	was := s.element.read
	d.expand(e, s)
	for i := range s.element.kids {
		if kid := &s.element.kids[i]; kid.element != nil {
			d.completeFrom(s.element.children[i].(*etree.Element), kid)
		}
	}
	if was && len(e.Child) != len(s.element.children) {
		for _, t := range e.Child {
			if child, ok := t.(*etree.Element); ok {
				d.complete(child)
			}
		}
	}
}

// span returns where a token of the source is, nil for a new one.
func (d *Document) span(t etree.Token) *source {
	if m := d.extra[t]; m != nil {
		return &m.source
	}
	if t == etree.Token(&d.tree.Element) {
		return d.top
	}
	if parent := t.Parent(); parent != nil {
		if s := d.span(parent); s != nil {
			if i := t.Index(); i < len(s.element.children) && s.element.children[i] == t {
				return &s.element.kids[i]
			}
		}
	}
	// It was moved or removed, or is new.
	if d.index == nil {
		d.index = map[etree.Token]*source{}
		d.note(d.top)
		for _, m := range d.extra {
			d.note(&m.source)
		}
	}
	return d.index[t]
}

// note puts the tokens that were read in an element into the index.
func (d *Document) note(s *source) {
	if s.element == nil {
		return
	}
	for i := range s.element.kids {
		d.index[s.element.children[i]] = &s.element.kids[i]
		d.note(&s.element.kids[i])
	}
}

// text is the text that a token was read in.
func (d *Document) textOf(s *source) string {
	if s.base == nil {
		return d.main.text
	}
	return s.base.text
}

// inner is what is between the marks of a comment of the source.
func (d *Document) inner(s *source) string {
	return strings.TrimSuffix(strings.TrimPrefix(d.textOf(s)[s.start:s.end], "<!--"), "-->")
}
