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
	top   *source // of the tree's own element, which holds the root
	whole bool    // everything in the tree was made
	// extra are the sources of tokens that were read in comments, or that became
	// comments.
	extra map[etree.Token]*made
	// index is where every token was read; made by span when it is needed.
	index map[etree.Token]*source
	style style
	// entities are the general entities declared by the document type.
	entities map[string]bool
	// declared is the prefixes that the document declares, with their names.
	declared map[string]string
}

// Parse reads a document. It refuses, with an *Error that has the position,
// what is not well-formed, what is not in the encoding that it says it is in,
// and what lies beyond the limits of the package. No message repeats a piece of
// the document, which may be a secret. src is not copied and must not be
// changed afterwards.
func Parse(src []byte) (*Document, error) {
	d, err := parse(src, map[string]int{})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// parse reads a document. Prefixes are checked unless inScope is nil.
func parse(src []byte, inScope map[string]int) (*Document, *Error) {
	d := &Document{src: src, main: &base{}, tree: etree.NewDocument()}
	p, err := d.scan(src, inScope)
	if err != nil {
		return nil, err
	}
	d.text, d.main.tape = p.text, tape{p.text, p.nodes}
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
	text := unsafe.String(unsafe.SliceData(decoded), len(decoded)) // which nobody changes
	if err := checkChars(text); err != nil {
		return nil, err
	}
	// An element with an end tag has two < and about three nodes: itself, what is
	// in it, and the text after it.
	p := newParser(text)
	p.nodes = make([]node, 0, min(strings.Count(text, "<")*3/2, p.budget/otherCost)+16)
	return p, p.whole(inScope)
}

// Tree returns the tree that callers query and change. Write it with Bytes:
// etree's own WriteTo knows nothing of the source.
func (d *Document) Tree() *etree.Document {
	if !d.whole {
		d.whole = true
		d.completeFrom(&d.tree.Element, d.top)
	}
	return d.tree
}

// Root returns the root element of the tree.
func (d *Document) Root() *etree.Element { return d.Tree().Root() }

// root is the root element, with what was made of it so far.
func (d *Document) root() *etree.Element { return d.tree.Root() }

// Source returns the bytes that were parsed. They must not be changed.
func (d *Document) Source() []byte { return d.src }

// Position returns where in the source a token is. It is false for a token that
// is not of the source: a new one has no place yet.
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

// errorAt returns an *Error at a token of the source; without a position if the
// token is new.
func (d *Document) errorAt(t etree.Token, message, hint string) *Error {
	at, _ := d.Position(t)
	return &Error{Position: at, Message: message, Hint: hint}
}

// Changed reports whether the tree differs from what was parsed. A document that
// cannot be written counts as changed.
func (d *Document) Changed() bool {
	edits, err := d.edits()
	return err != nil || len(edits) > 0
}
