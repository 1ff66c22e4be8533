package xmlpath

import (
	"fmt"
	"strings"
)

// Limits on what Parse accepts.
const (
	maxSize       = 64 << 20
	maxDepth      = 1024
	maxAttributes = 512
)

// The memory that parts of a tree need, in bytes, rounded up.
const (
	elementCost = 296
	otherCost   = 176
	attrCost    = 136
)

// costLimit returns how much memory the tree of a document may need. With the
// bytes, the tape, the result and its tape, a document then needs less than 20
// times its size.
func costLimit(size int) int { return 64<<20 + 12*size }

// A parser checks that a text is well-formed, and builds its tape.
type parser struct {
	scanner
	nodes []node
	// declared maps the prefixes that are declared anywhere in the text to their
	// namespaces.
	declared map[string]string
	// inScope counts the declarations of each prefix that are in scope. If it is
	// nil, prefixes are not checked.
	inScope map[string]int
	opened  []openElement
	attrs   []span // the names of the attributes of a start tag
	budget  int    // what is left of costLimit
	known   []stretch
}

// An openElement is an element whose end tag is still to come.
type openElement struct {
	node     int
	name     span
	prefixes []string // declared by the element
}

type span struct{ start, end int }

func newParser(text string) *parser {
	return &parser{scanner: scanner{text: text, entities: map[string]bool{}}, declared: map[string]string{},
		budget: costLimit(len(text))}
}

// of returns the text of a span.
func (p *parser) of(s span) string { return p.text[s.start:s.end] }

// add appends a node for what was read since the offset start.
func (p *parser) add(start, cost int) *Error {
	if p.budget -= cost; p.budget < 0 {
		return p.failHint(start, "divide the document",
			"too many elements, texts and attributes for the size of the document: its tree would take too much memory")
	}
	p.nodes = append(p.nodes, node{start: uint32(start), end: uint32(p.pos), next: uint32(len(p.nodes) + 1)})
	return nil
}

// whole reads a whole document. Prefixes are checked unless inScope is nil.
func (p *parser) whole(inScope map[string]int) *Error {
	p.inScope = inScope
	p.declared["xml"] = xmlNamespace
	return p.document()
}

// Messages that readFragment words differently.
const (
	secondRoot  = "second root element"
	textOutside = "text outside the root element"
	noDocument  = "the document is empty"
	noRoot      = "the document has no root element"
)

// document reads a whole document.
func (p *parser) document() *Error {
	if _, found, err := p.declaration(); err != nil {
		return err
	} else if found {
		p.nodes = append(p.nodes, node{end: uint32(p.pos), next: 1})
	}
	root, doctype := false, false
	for p.pos < len(p.text) {
		start := p.pos
		var err *Error
		switch {
		case p.blanks():
			err = p.add(start, otherCost)
		case p.at("<!--"), p.at("<?"):
			err = p.misc()
		case p.at("<!DOCTYPE"):
			if doctype || root {
				return p.fail(start, "<!DOCTYPE out of place")
			}
			doctype = true
			if err = p.doctype(); err == nil {
				err = p.add(start, otherCost)
			}
		case p.at("</"), p.at("<!"):
			return p.fail(start, "%s outside the root element", p.stray())
		case p.at("<"):
			if root {
				return p.failHint(start, "a document has one root element", secondRoot)
			}
			root = true
			err = p.element()
		default:
			return p.fail(start, textOutside)
		}
		if err != nil {
			return err
		}
	}
	switch {
	case root:
		return nil
	case len(p.text) == 0:
		return p.fail(0, noDocument)
	}
	return p.fail(len(p.text), noRoot)
}

// misc reads a comment or a processing instruction.
func (p *parser) misc() *Error {
	start := p.pos
	if p.at("<!--") {
		if err := p.comment(); err != nil {
			return err
		}
		return p.add(start, otherCost)
	}
	if err := p.instruction(); err != nil {
		return err
	}
	return p.add(start, otherCost)
}

// element reads an element and its content. It keeps its own stack, so that deep
// nesting needs no Go stack.
func (p *parser) element() *Error {
	p.opened = p.opened[:0]
	if err := p.startTag(); err != nil {
		return err
	}
	for len(p.opened) > 0 {
		start := p.pos
		var err *Error
		switch {
		case p.pos >= len(p.text):
			last := p.opened[len(p.opened)-1]
			return p.unclosed(int(p.nodes[last.node].start), p.of(last.name), "")
		case p.text[p.pos] != '<':
			if err = p.characters(); err == nil {
				err = p.add(start, otherCost)
			}
		case p.at("</"):
			err = p.endTag()
		case !p.at("<!") && !p.at("<?"):
			err = p.child()
		case p.at("<!--"), p.at("<?"):
			err = p.misc()
		case p.take("<![CDATA["):
			if _, err = p.until(start, "CDATA section", "]]>"); err == nil {
				err = p.add(start, otherCost)
			}
		default:
			return p.fail(start, "%s inside an element", p.stray())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// child reads the start tag of a child element, or skips the whole element if its
// text is known.
func (p *parser) child() *Error {
	start := p.pos
	switch {
	case len(p.opened) >= maxDepth:
		return p.fail(start, "more than %d levels of elements", maxDepth)
	case p.skip():
		return p.add(start, 0)
	}
	return p.startTag()
}

// startTag reads a start tag or a self-closing element.
func (p *parser) startTag() *Error {
	start := p.pos
	p.pos++ // <
	name, err := p.qualifiedName()
	if err != nil {
		return err
	}
	if name.start == name.end {
		return p.failHint(start, "write &lt; for a less-than sign", "< that starts no tag: no name follows")
	}
	p.attrs = p.attrs[:0]
	open := openElement{node: len(p.nodes), name: name}
	for {
		blank := p.blanks()
		switch {
		case p.pos >= len(p.text):
			return p.unclosed(start, p.of(name), ": > is missing")
		case p.text[p.pos] == '>':
			p.pos++
			if err := p.add(start, elementCost+len(p.attrs)*attrCost); err != nil {
				return err
			}
			p.opened = append(p.opened, open)
			return p.checkPrefixes(name)
		case p.take("/>"):
			if err := p.add(start, elementCost+len(p.attrs)*attrCost); err != nil {
				return err
			}
			if err := p.checkPrefixes(name); err != nil {
				return err
			}
			p.leave(open)
			return nil
		case !blank:
			return p.fail(p.pos, "blank, > or /> expected in %s", p.tagged(start))
		}
		prefix, err := p.attribute(start)
		if err != nil {
			return err
		}
		if prefix != "" {
			open.prefixes = append(open.prefixes, prefix)
		}
	}
}

// checkPrefixes returns an error for an undeclared prefix in a start tag.
func (p *parser) checkPrefixes(name span) *Error {
	if p.inScope == nil {
		return nil
	}
	check := func(s span) *Error {
		full := p.of(s)
		i := strings.IndexByte(full, ':')
		if i < 0 || full[:i] == "xmlns" || full[:i] == "xml" || p.inScope[full[:i]] > 0 {
			return nil
		}
		err := p.failHint(s.start, "declare it, or remove it", "%s is not declared",
			p.quote(s.start, "the prefix "+full[:i], "a prefix"))
		err.Code = UndeclaredPrefix
		return err
	}
	if err := check(name); err != nil {
		return err
	}
	for _, a := range p.attrs {
		if err := check(a); err != nil {
			return err
		}
	}
	return nil
}

// leave ends the scope of the prefixes that an element declares.
func (p *parser) leave(e openElement) {
	for _, prefix := range e.prefixes {
		p.inScope[prefix]--
	}
}

// qualifiedName reads a name with at most one colon. The span is empty if there is
// no name.
func (p *parser) qualifiedName() (span, *Error) {
	start := p.pos
	name := p.name()
	if i := strings.IndexByte(name, ':'); i >= 0 {
		if i == 0 || i == len(name)-1 || strings.IndexByte(name[i+1:], ':') >= 0 {
			return span{}, p.fail(start, "%s is not a qualified name", p.quote(start, name, "this"))
		}
	}
	return span{start, p.pos}, nil
}

// attribute reads one attribute of the element that begins at an offset. It
// returns the prefix that the attribute declares, or "".
func (p *parser) attribute(element int) (prefix string, err *Error) {
	start := p.pos
	name, err := p.qualifiedName()
	if err != nil {
		return "", err
	}
	if name.start == name.end {
		return "", p.fail(start, "attribute name expected in %s", p.tagged(element))
	}
	full := p.of(name)
	for _, other := range p.attrs {
		if p.of(other) == full {
			return "", p.fail(start, "duplicate attribute%s in %s", p.quote(start, " "+full, ""), p.tagged(element))
		}
	}
	if len(p.attrs) >= maxAttributes {
		return "", p.fail(start, "more than %d attributes in an element", maxAttributes)
	}
	p.attrs = append(p.attrs, name)
	p.blanks()
	if !p.take("=") {
		return "", p.fail(start, "%s has no value: = is missing", p.attributeName(name))
	}
	p.blanks()
	if !p.at(`"`) && !p.at("'") {
		return "", p.fail(p.pos, "the value of %s is not in quotes", p.attributeName(name))
	}
	quote := p.text[p.pos]
	p.pos++
	length := strings.IndexByte(p.rest(), quote)
	if length < 0 {
		return "", p.fail(p.pos-1, "the value of %s is not closed", p.attributeName(name))
	}
	value := span{p.pos, p.pos + length}
	if i := strings.IndexByte(p.of(value), '<'); i >= 0 {
		return "", p.failHint(value.start+i, "write &lt; instead", "< in the value of an attribute")
	}
	if err := p.references(value.start, value.end); err != nil {
		return "", err
	}
	p.pos = value.end + 1
	if strings.HasPrefix(full, "xmlns:") {
		return p.declare(start, full[len("xmlns:"):], p.decoded(value.start, value.end, true))
	}
	return "", nil
}

// declare records the namespace of a prefix. It returns the prefix if prefixes are
// checked, otherwise "".
func (p *parser) declare(at int, prefix, uri string) (string, *Error) {
	switch {
	case prefix == "xmlns" || prefix == "xml" && uri != xmlNamespace:
		return "", p.fail(at, "xml and xmlns are prefixes that cannot be declared")
	case uri == "":
		return "", p.fail(at, "a prefix cannot be declared to mean no namespace")
	}
	p.declared[prefix] = uri
	if p.inScope == nil {
		return "", nil
	}
	p.inScope[prefix]++
	return prefix, nil
}

// endTag reads the end tag of the element that was opened last.
func (p *parser) endTag() *Error {
	start := p.pos
	p.pos += len("</")
	last := p.opened[len(p.opened)-1]
	opened := int(p.nodes[last.node].start)
	if expected := p.of(last.name); !p.takeName(expected) {
		return p.mismatch(start, p.text[start+len("</"):p.pos], opened, expected)
	}
	p.blanks()
	if !p.take(">") {
		return p.fail(p.pos, "> expected in %s", p.quote(start, "</"+p.of(last.name)+">", "an end tag"))
	}
	n := &p.nodes[last.node]
	n.end, n.next = uint32(p.pos), uint32(len(p.nodes))
	p.leave(last)
	p.opened = p.opened[:len(p.opened)-1]
	return nil
}

// mismatch returns the error of an end tag that is not the one expected.
func (p *parser) mismatch(at int, name string, opened int, expected string) *Error {
	quoted := at
	if strings.EqualFold(name, expected) {
		quoted = opened // this name is as secret as the expected one
	}
	return p.failHint(at, fmt.Sprintf("%s was opened at line %d", p.quote(opened, "<"+expected+">", "the element"),
		positionIn(p.text, opened).Line), "%s where %s is expected", p.quote(quoted, "</"+name+">", "an end tag"),
		p.quote(opened, "</"+expected+">", "another"))
}

// unclosed returns the error of an element or start tag that is not closed.
func (p *parser) unclosed(at int, name, why string) *Error {
	return p.fail(at, "%s is not closed%s", p.quote(at, "<"+name+">", "an element"), why)
}

// tagged returns the start tag at an offset, for messages.
func (p *parser) tagged(at int) string {
	in := scanner{text: p.text, pos: at + 1}
	return p.quote(at, "<"+in.name()+">", "a start tag")
}

// attributeName returns the name of an attribute, for messages.
func (p *parser) attributeName(name span) string {
	return p.quote(name.start, "attribute "+p.of(name), "an attribute")
}

// stray returns the beginning of the end tag or declaration at pos, for messages.
func (p *parser) stray() string {
	if p.at("<!DOCTYPE") {
		return "<!DOCTYPE"
	}
	if in := (scanner{text: p.text, pos: p.pos}); in.take("</") {
		return p.quote(p.pos, "</"+in.name()+">", "an end tag")
	}
	return "<!"
}

// content reads elements, comments and white space up to the end of the text.
func (p *parser) content() *Error {
	for p.pos < len(p.text) {
		start := p.pos
		var err *Error
		switch {
		case p.blanks():
			err = p.add(start, otherCost)
		case p.at("<!--"):
			err = p.misc()
		default:
			err = p.element()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
