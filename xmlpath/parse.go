package xmlpath

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// Limits of what Parse reads.
const (
	maxSize       = 64 << 20
	maxDepth      = 1024
	maxAttributes = 512
)

// A source is where in the text a token of the tree stands, and what was read
// there. All offsets are into Document.text.
type source struct {
	start, end int
	// parent and index say where in the tree the token was read.
	parent *etree.Element
	index  int

	// data is what was read: of a text, a comment, a directive, or behind the
	// target of a processing instruction.
	data   string
	target string
	// blank says that a text is white space in the source itself, and not by
	// way of references or CDATA.
	blank bool
	cdata bool

	element *elementSource // of an element only

	// base is the text that the offsets are in; nil is the document's.
	base *base

	// opened is set for an element that was a comment: the comment.
	opened *etree.Comment
	// closed is set for a comment that was an element: the element.
	closed *etree.Element
}

// An elementSource is the part of a source that only elements have.
type elementSource struct {
	space, tag  string
	name        int // offset of the name in the start tag
	nameEnd     int
	openEnd     int // behind the > of the start tag
	close       int // offset of the </ of the end tag; openEnd of a self-closing element
	last        int // the > that ends the element
	selfClosing bool
	attrs       []attrSource
	children    []etree.Token
	kids        []*source // of children
}

type attrSource struct {
	space, key, value string
	start             int // behind what stands before the attribute: of the blank before its name
	valueStart        int // of the value inside its quotes
	valueEnd          int // the closing quote
}

func (a attrSource) is(attr etree.Attr) bool { return a.space == attr.Space && a.key == attr.Key }

// A Document is a parsed XML document that can be changed and written back. It
// is made by Parse and must not be copied. It is not safe for concurrent use.
type Document struct {
	src   []byte
	codec codec
	text  string // src as UTF-8, without byte order mark
	tree  *etree.Document
	top   *source // of the tree's own element, which holds the root
	// spans is where each token stands; made by span when it is first asked.
	spans map[etree.Token]*source
	main  *base
	style style
	// entities are the general entities declared by the document type.
	entities map[string]bool
	// declared is the prefixes that the document declares, with their names.
	declared map[string]string
}

// Parse reads a document. It refuses, with an *Error that has the position,
// what is not well-formed, what is not in the encoding that it says it is in,
// and what lies beyond the limits of the package. src is not copied and must
// not be changed afterwards.
func Parse(src []byte) (*Document, error) {
	d, err := parse(src)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func parse(src []byte) (*Document, *Error) {
	if len(src) > maxSize {
		return nil, &Error{Position: Position{1, 1}, Message: fmt.Sprintf("document of more than %d MiB", maxSize>>20)}
	}
	codec, err := detect(src)
	if err != nil {
		return nil, err
	}
	decoded, err := codec.decode(src)
	if err != nil {
		return nil, err
	}
	text := string(decoded)
	if err := checkChars(text); err != nil {
		return nil, err
	}
	tree := etree.NewDocument()
	tree.ReadSettings = etree.ReadSettings{PreserveCData: true, PreserveDuplicateAttrs: true, MaxDepth: maxDepth}
	p := &parser{
		scanner:  scanner{text: text},
		declared: map[string]string{"xml": "http://www.w3.org/XML/1998/namespace"},
	}
	if err := p.document(&tree.Element); err != nil {
		return nil, err
	}
	top := &source{end: len(text), element: &elementSource{close: len(text)}}
	p.adopt(&tree.Element, top, 0)
	d := &Document{src: src, top: top, codec: codec, text: text, main: &base{text: text}, tree: tree,
		entities: p.entities, declared: p.declared}
	return d, nil
}

// A parser builds the tree.
type parser struct {
	scanner
	declared map[string]string
	block    []source  // sources are handed out of blocks: one allocation for many
	pending  []*source // of tokens whose parent is still open
}

// note records where a token stands and adds it to its parent's tree.
func (p *parser) note(parent *etree.Element, token etree.Token, start int) *source {
	if len(p.block) == 0 {
		p.block = make([]source, 256)
	}
	s := &p.block[0]
	p.block = p.block[1:]
	s.start, s.end, s.parent, s.index = start, p.pos, parent, token.Index()
	p.pending = append(p.pending, s)
	return s
}

// adopt gives an element the sources of its children: those that are pending
// since it was opened.
func (p *parser) adopt(e *etree.Element, s *source, since int) {
	s.element.children = slices.Clone(e.Child)
	s.element.kids = slices.Clone(p.pending[since:])
	p.pending = p.pending[:since]
}

// document reads everything into top.
func (p *parser) document(top *etree.Element) *Error {
	if data, found, err := p.declaration(); err != nil {
		return err
	} else if found {
		s := p.note(top, top.CreateProcInst("xml", data), 0)
		s.target, s.data = "xml", data
	}
	var root *etree.Element
	var doctype bool
	for p.pos < len(p.text) {
		start := p.pos
		switch {
		case p.blanks():
			p.blankText(top, start)
		case p.at("<!--"), p.at("<?"):
			if err := p.misc(top); err != nil {
				return err
			}
		case p.at("<!DOCTYPE"):
			if doctype || root != nil {
				return p.fail(start, "<!DOCTYPE out of place")
			}
			doctype = true
			data, err := p.doctype()
			if err != nil {
				return err
			}
			p.note(top, top.CreateDirective(data), start).data = data
		case p.at("</"), p.at("<!"):
			return p.fail(start, "%s outside the root element", p.quote(start, excerpt(p.rest()), "markup"))
		case p.at("<"):
			if root != nil {
				return p.failHint(start, "a document has one root element", "second root element")
			}
			var err *Error
			if root, err = p.element(top); err != nil {
				return err
			}
		default:
			return p.fail(start, "text outside the root element%s", p.quote(start, ": "+excerpt(p.rest()), ""))
		}
	}
	if root == nil {
		if len(p.text) == 0 {
			return p.fail(0, "the document is empty")
		}
		return p.fail(len(p.text), "the document has no root element")
	}
	return nil
}

// excerpt is the start of the rest of a line, for messages.
func excerpt(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	r := []rune(strings.TrimRight(text[:min(len(text), 200)], "\r"))
	if len(r) > 20 {
		return fmt.Sprintf("%q…", string(r[:20]))
	}
	return fmt.Sprintf("%q", string(r))
}

// blankText records white space between other tokens.
func (p *parser) blankText(parent *etree.Element, start int) {
	data := newlines(p.text[start:p.pos])
	text := parent.CreateText("")
	text.SetData(data) // marks it as white space, as etree's own reader does
	s := p.note(parent, text, start)
	s.data, s.blank = data, true
}

// misc reads a comment or a processing instruction.
func (p *parser) misc(parent *etree.Element) *Error {
	start := p.pos
	if p.at("<!--") {
		data, err := p.comment()
		if err != nil {
			return err
		}
		p.note(parent, parent.CreateComment(data), start).data = data
		return nil
	}
	target, data, err := p.instruction()
	if err != nil {
		return err
	}
	s := p.note(parent, parent.CreateProcInst(target, data), start)
	s.target, s.data = target, data
	return nil
}

// element reads an element with all that is in it. It keeps its own stack, so
// that depth costs no Go stack.
func (p *parser) element(top *etree.Element) (*etree.Element, *Error) {
	first, s, err := p.startTag(top)
	if err != nil || s.element.selfClosing {
		return first, err
	}
	type opened struct {
		element *etree.Element
		source  *source
		since   int
	}
	open := []opened{{first, s, len(p.pending)}}
	for len(open) > 0 {
		e := open[len(open)-1].element
		start := p.pos
		switch {
		case p.pos >= len(p.text):
			return nil, p.unclosed(open[len(open)-1].source.start, e.FullTag(), "")
		case p.at("</"):
			last := open[len(open)-1]
			if err := p.endTag(e, last.source); err != nil {
				return nil, err
			}
			p.adopt(e, last.source, last.since)
			open = open[:len(open)-1]
		case p.at("<!--"), p.at("<?"):
			if err := p.misc(e); err != nil {
				return nil, err
			}
		case p.take("<![CDATA["):
			raw, err := p.until(start, "CDATA section", "]]>")
			if err != nil {
				return nil, err
			}
			data := newlines(raw)
			s := p.note(e, e.CreateCData(data), start)
			s.data, s.cdata = data, true
		case p.at("<!"):
			return nil, p.fail(start, "%s inside an element", p.quote(start, excerpt(p.rest()), "<!"))
		case p.at("<"):
			if len(open) >= maxDepth {
				return nil, p.fail(start, "more than %d levels of elements", maxDepth)
			}
			child, s, err := p.startTag(e)
			if err != nil {
				return nil, err
			}
			if !s.element.selfClosing {
				open = append(open, opened{child, s, len(p.pending)})
			}
		default:
			data, err := p.characters()
			if err != nil {
				return nil, err
			}
			text := e.CreateText("")
			text.SetData(data)
			s := p.note(e, text, start)
			s.data, s.blank = data, allBlank(p.text[start:p.pos])
		}
	}
	return first, nil
}

// startTag reads a start tag or a self-closing element.
func (p *parser) startTag(parent *etree.Element) (*etree.Element, *source, *Error) {
	start := p.pos
	p.pos++ // <
	x := &elementSource{name: p.pos}
	name, space, tag, err := p.qualifiedName()
	if err != nil {
		return nil, nil, err
	}
	if name == "" {
		return nil, nil, p.failHint(start, "write &lt; for a less-than sign", "< that starts no tag: no name follows")
	}
	e := parent.CreateElement(tag)
	e.Space = space
	x.space, x.tag, x.nameEnd = space, tag, p.pos
	for {
		before := p.pos
		blank := p.blanks()
		switch {
		case p.take("/>"):
			x.selfClosing = true
			x.openEnd, x.close, x.last = p.pos, p.pos, p.pos-1
		case p.take(">"):
			x.openEnd, x.close, x.last = p.pos, p.pos, p.pos-1
		case p.pos >= len(p.text):
			return nil, nil, p.unclosed(start, name, ": > is missing")
		case !blank:
			return nil, nil, p.fail(p.pos, "blank, > or /> expected in %s",
				p.quote(start, "<"+name+"> before "+excerpt(p.rest()), "a start tag"))
		default:
			if err := p.attribute(e, x, before); err != nil {
				return nil, nil, err
			}
			continue
		}
		s := p.note(parent, e, start)
		s.element = x
		return e, s, nil
	}
}

// qualifiedName reads a name and splits it at its colon.
func (p *parser) qualifiedName() (name, space, local string, err *Error) {
	start := p.pos
	name = p.name()
	space, local, found := strings.Cut(name, ":")
	if !found {
		return name, "", name, nil
	}
	if space == "" || local == "" || strings.Contains(local, ":") {
		return "", "", "", p.fail(start, "%s is no qualified name", p.quote(start, name, "this"))
	}
	return name, space, local, nil
}

// attribute reads one attribute of e.
func (p *parser) attribute(e *etree.Element, x *elementSource, before int) *Error {
	start := p.pos
	name, space, key, err := p.qualifiedName()
	if err != nil {
		return err
	}
	if name == "" {
		return p.fail(start, "attribute name expected in %s", p.quote(start, "<"+e.FullTag()+">", "a start tag"))
	}
	for _, other := range x.attrs {
		if other.space == space && other.key == key {
			return p.fail(start, "%s in %s", p.quote(start, "second attribute "+name, "an attribute twice"),
				p.quote(start, "<"+e.FullTag()+">", "a start tag"))
		}
	}
	if len(x.attrs) >= maxAttributes {
		return p.fail(start, "more than %d attributes in an element", maxAttributes)
	}
	p.blanks()
	if !p.take("=") {
		return p.fail(start, "%s has no value: = is missing", p.quote(start, "attribute "+name, "an attribute"))
	}
	p.blanks()
	if !p.at(`"`) && !p.at("'") {
		return p.fail(p.pos, "the value of %s is not in quotes", p.quote(start, "attribute "+name, "an attribute"))
	}
	quote := p.text[p.pos]
	p.pos++
	end := strings.IndexByte(p.rest(), quote)
	if end < 0 {
		return p.fail(p.pos-1, "the value of %s is not closed", p.quote(start, "attribute "+name, "an attribute"))
	}
	end += p.pos
	value, err := p.value(p.pos, end, true)
	if err != nil {
		return err
	}
	x.attrs = append(x.attrs, attrSource{space: space, key: key, value: value, start: before, valueStart: p.pos,
		valueEnd: end})
	e.CreateAttr(name, value)
	p.pos = end + 1
	if space == "xmlns" {
		p.declared[key] = value
	}
	return nil
}

// unclosed returns the error of an element or start tag that is not closed.
func (p *parser) unclosed(at int, name, why string) *Error {
	return p.fail(at, "%s is not closed%s", p.quote(at, "<"+name+">", "an element"), why)
}

// endTag reads the end tag of e.
func (p *parser) endTag(e *etree.Element, s *source) *Error {
	start := p.pos
	p.pos += len("</")
	name := p.name()
	if name != e.FullTag() {
		at := start
		if strings.EqualFold(name, e.FullTag()) {
			at = s.start // it says no more than the name that is expected
		}
		open := p.quote(s.start, "<"+e.FullTag()+">", "the element")
		return p.failHint(start, fmt.Sprintf("%s was opened at line %d", open, positionIn(p.text, s.start).Line),
			"%s where %s is expected", p.quote(at, "</"+name+">", "an end tag"),
			p.quote(s.start, "</"+e.FullTag()+">", "another"))
	}
	p.blanks()
	if p.pos >= len(p.text) || !p.take(">") {
		return p.fail(p.pos, "> expected in %s",
			p.quote(start, "</"+name+"> before "+excerpt(p.rest()), "an end tag"))
	}
	s.end, s.element.close, s.element.last = p.pos, start, p.pos-1
	return nil
}
