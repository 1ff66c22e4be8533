package xmlpath

import (
	"fmt"
	"strings"
	"unsafe"

	"github.com/beevik/etree"
)

// A Document is a parsed XML document that can be changed and written back. It
// is made by Parse and must not be copied. It is not safe for concurrent use.
type Document struct {
	src   []byte
	codec codec
	text  string // src as UTF-8, without byte order mark
	main  *base  // text and its tape
	tree  *etree.Document
	top   *source // source of tree.Element, the parent of the root element
	whole bool    // the whole tree was built
	// extra has the sources of tokens that came from comments or became comments
	// after parsing.
	extra map[etree.Token]*derivedSource
	// index maps every token to its source. It is nil until span needs it.
	index map[etree.Token]*source
	style style
	// entities has the general entities that the document type declares.
	entities map[string]bool
	// declared maps the prefixes that the document declares to their namespaces.
	declared map[string]string
}

// Parse parses a document. It returns an *Error with the position if the
// document is not well-formed, is not in its declared encoding, or exceeds the
// limits of the package. A message never repeats a part of the document that
// may be a secret. Parse does not copy src, which must not be changed
// afterwards.
func Parse(src []byte) (*Document, error) {
	d, err := parse(src, map[string]int{})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// parse is Parse, but does not check prefixes if inScope is nil.
func parse(src []byte, inScope map[string]int) (*Document, *Error) {
	d := &Document{src: src, main: &base{}, tree: etree.NewDocument()}
	p, err := d.scan(src, inScope)
	if err != nil {
		return nil, err
	}
	d.text, d.main.tape = p.text, tape{text: p.text, nodes: p.nodes}
	d.entities, d.declared = p.entities, p.declared
	d.top = &source{end: int32(len(p.text)), element: &elementSource{node: -1, closeFrom: int32(len(p.text))}}
	d.expand(&d.tree.Element, d.top)
	return d, nil
}

// scan decodes and checks a document.
func (d *Document) scan(src []byte, inScope map[string]int) (*parser, *Error) {
	if len(src) > maxSize {
		return nil, &Error{Position: Position{1, 1}, Message: fmt.Sprintf("document of more than %d MiB", maxSize>>20)}
	}
	var err *Error
	if d.codec, err = detect(src); err != nil {
		return nil, err
	}
	decoded, err := d.codec.decode(src)
	if err != nil {
		return nil, err
	}
	text := unsafe.String(unsafe.SliceData(decoded), len(decoded)) // nobody changes decoded
	if err := checkChars(text); err != nil {
		return nil, err
	}
	// An element with an end tag has two < and yields about three nodes: the
	// element, its content, and the text after it.
	p := newParser(text)
	p.nodes = make([]node, 0, min(strings.Count(text, "<")*3/2, p.budget/otherCost)+16)
	return p, p.whole(inScope)
}

// Tree returns the whole tree, which callers may query and change. Write it
// with Bytes, not with etree's WriteTo, which does not know the source.
func (d *Document) Tree() *etree.Document {
	if !d.whole {
		d.whole = true
		d.completeFrom(&d.tree.Element, d.top)
	}
	return d.tree
}

// Root returns the root element of the tree.
func (d *Document) Root() *etree.Element { return d.Tree().Root() }

// Children returns the children of an element, or the top level of the document
// if e is nil. Unlike Tree it builds only these tokens: the Child field of an
// element among them stays empty until Children is called for that element. Use
// it to read a small part of a large document.
func (d *Document) Children(e *etree.Element) []etree.Token {
	if e == nil {
		e = &d.tree.Element
	}
	if s := d.span(e); s != nil {
		d.expand(e, s)
	}
	return e.Child
}

// root returns the root element, with the parts that were built so far.
func (d *Document) root() *etree.Element { return d.tree.Root() }

// Source returns the bytes that were parsed. They must not be changed.
func (d *Document) Source() []byte { return d.src }

// Position returns the position of a token in the source. It returns false for
// a token that was not parsed from the source: a new token has no position yet.
func (d *Document) Position(t etree.Token) (Position, bool) {
	s := d.span(t)
	if s == nil {
		return Position{}, false
	}
	b := s.base
	if b == nil {
		b = d.main
	}
	return b.position(int(s.start)), true
}

// errorAt returns an *Error at a token of the source, or without a position if
// the token is new.
func (d *Document) errorAt(t etree.Token, message, hint string) *Error {
	at, _ := d.Position(t)
	return &Error{Position: at, Message: message, Hint: hint}
}

// Changed reports whether the tree differs from the parsed document. It is true
// for a document that cannot be written.
func (d *Document) Changed() bool {
	edits, err := d.edits()
	return err != nil || len(edits) > 0
}
