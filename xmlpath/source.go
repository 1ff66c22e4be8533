package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A source records where a token was read, and the data that it had.
type source struct {
	start, end int32
	index      int32 // among the children of the parent
	blank      bool  // a text of nothing but white space, without references and CDATA
	cdata      bool
	base       *base // what the offsets count in; nil is the text of the document
	data       string
	element    *elementSource // nil unless the token is an element
}

// A derivedSource is the source of a token that was read from a comment after parsing, or
// of a comment that an element became.
type derivedSource struct {
	source
	// swapped is the comment that an element was made from, or the element that a
	// comment was made from. It may be nil.
	swapped etree.Token
	// parent is the parent that the swapped element had in the source.
	parent *etree.Element
}

// An elementSource is the part of a source that only elements have.
type elementSource struct {
	nameFrom, nameTo, openTo, closeFrom int32
	node                                int32 // on the tape
	selfClosing                         bool
	// read reports whether the children were built. children has the tokens as
	// they were read, and kids their sources.
	read     bool
	attrs    []attrSource
	children []etree.Token
	kids     []source
}

// name and nameEnd return where the name of an element begins and ends.
func (x *elementSource) name() int    { return int(x.nameFrom) }
func (x *elementSource) nameEnd() int { return int(x.nameTo) }

// openEnd returns the offset after the > of the start tag.
func (x *elementSource) openEnd() int { return int(x.openTo) }

// close returns the offset of the </ of the end tag, or openEnd if the element is
// self-closing.
func (x *elementSource) close() int { return int(x.closeFrom) }

// full returns the name of the element with its prefix. text is what the offsets
// count in.
func (x *elementSource) full(text string) string { return text[x.nameFrom:x.nameTo] }

// An attrSource is an attribute as it was read.
type attrSource struct {
	space, key, value string
	start             int // offset of the white space before the name
	valueStart        int // offset after the opening quote
	valueEnd          int // offset of the closing quote
}

// is reports whether the attribute has the name of another one.
func (a attrSource) is(attr etree.Attr) bool { return a.space == attr.Space && a.key == attr.Key }

// full returns the name with its prefix.
func (a attrSource) full() string { return tag{space: a.space, local: a.key}.full() }

// from and to return start and end as ints.
func (s *source) from() int { return int(s.start) }
func (s *source) to() int   { return int(s.end) }

// expand builds the children of an element, but not their children. It does
// nothing if they were built before.
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
	// One allocation for all elements, and one for all texts.
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
			newTexts[0].SetData(kid.data) // sets the white space flag, as etree's own reader does
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

// shallow fills in an element from its start tag, without its children.
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

// complete builds everything in an element.
func (d *Document) complete(e *etree.Element) {
	if s := d.span(e); s != nil {
		d.completeFrom(e, s)
		return
	}
	for _, t := range e.Child { // a new element may contain elements that were read
		if child, ok := t.(*etree.Element); ok {
			d.complete(child)
		}
	}
}

// completeFrom is complete, for an element with a known source.
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

// span returns the source of a token, or nil for a new token.
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

// note adds the tokens inside an element to the index.
func (d *Document) note(s *source) {
	if s.element == nil {
		return
	}
	for i := range s.element.kids {
		d.index[s.element.children[i]] = &s.element.kids[i]
		d.note(&s.element.kids[i])
	}
}

// textOf returns the text that the offsets of a source count in.
func (d *Document) textOf(s *source) string {
	if s.base == nil {
		return d.main.text
	}
	return s.base.text
}

// inner returns the text between the marks of a comment of the source.
func (d *Document) inner(s *source) string {
	return strings.TrimSuffix(strings.TrimPrefix(d.textOf(s)[s.start:s.end], "<!--"), "-->")
}
