package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// Commented returns the element that removing the marks of a comment would
// give: <!--name …>…</name--> or <!-- <name …>…</name> -->. It is nil if the
// comment contains anything else. The element is not in the tree; Activate puts
// it there.
func (d *Document) Commented(c *etree.Comment) *etree.Element {
	if t := d.alone(c); t != nil {
		return t.element
	}
	return nil
}

// Activate removes the marks of a comment, and returns the element inside it,
// which replaces the comment in the tree. Comments inside it that were written
// as &lt;!&ndash; … &ndash;&gt; become comments again. It is an *Error if the
// comment contains anything other than one element.
func (d *Document) Activate(c *etree.Comment) (*etree.Element, error) {
	if t := d.alone(c); t != nil {
		return d.activate(t)
	}
	return nil, d.errorAt(c, "the comment does not contain exactly one well-formed element", "")
}

// alone returns the element that is the only content of a comment, or nil.
func (d *Document) alone(c *etree.Comment) *twin {
	for _, t := range d.inComment(c) {
		if t.alone() {
			return t
		}
	}
	return nil
}

// activate replaces the comments of a twin with its element. Other content of the
// comments stays in comments around it.
func (d *Document) activate(t *twin) (*etree.Element, error) {
	first := t.tokens[0]
	if t.active {
		swap(first, t.element)
		return t.element, nil
	}
	parent := first.Parent()
	if prefix := undeclared(t.element, parent); prefix != "" {
		return nil, d.errorAt(first, "the element in the comment has the prefix "+prefix+", which is not declared here", "")
	}
	tokens, err := d.read(t)
	if err != nil {
		return nil, err
	}
	if c, ok := first.(*etree.Comment); ok && len(tokens) == 1 && len(t.tokens) == 1 {
		active := tokens[0].(*etree.Element)
		swap(c, active)
		d.extra[active].swapped = c
		return active, nil
	}
	at := first.Index()
	for range t.tokens {
		parent.RemoveChildAt(at)
	}
	var active *etree.Element
	for i, token := range tokens {
		parent.InsertChildAt(at+i, token)
		if e, ok := token.(*etree.Element); ok {
			active = e
		}
	}
	return active, nil
}

// undeclared returns a prefix used in an element that is declared neither there
// nor at outer. It returns "" if there is none.
func undeclared(e, outer *etree.Element) string {
	known := func(at *etree.Element, prefix string) bool {
		_, declared := namespace(at, prefix, outer)
		return declared
	}
	if !known(e, e.Space) {
		return e.Space
	}
	for _, a := range e.Attr {
		if a.Space != "" && a.Space != "xmlns" && !known(e, a.Space) {
			return a.Space
		}
	}
	for _, child := range e.ChildElements() {
		if prefix := undeclared(child, outer); prefix != "" {
			return prefix
		}
	}
	return ""
}

// rewritten returns a text that contains, from start to end, what replaces the
// comments of a twin. Before it is the beginning of its line, and after it a line
// end, so that the layout around it can be read from the text.
func (d *Document) rewritten(t *twin) (b *base, start, end int) {
	s := d.span(t.tokens[0])
	w := d.writer(s.base)
	eol := w.eolAt(s.from())
	line := shortened(w.text[w.lineStart(s.from()):s.start])
	before, element, after := t.text[:t.start], t.text[t.start:t.end], t.text[t.end:]
	b = &base{origin: w.base.position(s.from())}
	b.origin.Line += strings.Count(before, "\n")
	head := eol + line
	start = len(head)
	tail := ""
	switch {
	case !allBlank(before) || !allBlank(after):
		separator := d.separator(before, after, eol, line)
		if !allBlank(before) {
			head += "<!--" + inward(before) + "-->" + separator
		}
		if !allBlank(after) {
			tail = separator + "<!--" + inward(after) + "-->"
		}
	case len(t.tokens) > 1 && line == "":
		element = before + element // the indentation was inside the marks
	}
	b.offset = len(head)
	b.text = head + element + tail + eol
	return b, start, len(b.text) - len(eol)
}

// shortened returns the beginning of a line without its middle if it is long. Its
// indentation and its end are all that the layout depends on, and every comment on the
// line gets a copy.
func shortened(line string) string {
	const kept = 256
	indent := len(line) - len(strings.TrimLeft(line, " \t\u00a0"))
	if len(line)-indent <= kept+1 {
		return line
	}
	return line[:indent+1] + line[len(line)-kept:]
}

// separator returns the white space between an element and the rest of its
// comment.
func (d *Document) separator(before, after, eol, line string) string {
	lastLine := before[strings.LastIndexByte(before, '\n')+1:]
	if strings.Contains(before, "\n") && allBlank(lastLine) {
		return eol + lastLine
	}
	if i := strings.IndexByte(after, '\n'); i >= 0 && allBlank(after[:i]) {
		return eol + line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	}
	return " "
}

// read parses the tokens that replace the comments of a twin.
func (d *Document) read(t *twin) ([]etree.Token, error) {
	b, start, end := d.rewritten(t)
	p := newParser(b.text[:end])
	p.pos, p.entities = start, d.entities
	if err := p.content(); err != nil {
		return nil, d.errorAt(t.tokens[0], "the comment cannot be divided: "+err.Message, "")
	}
	b.nodes = p.nodes
	top := etree.NewElement("")
	own := &source{base: b, element: &elementSource{node: -1}}
	d.completeFrom(top, own)
	tokens := append([]etree.Token(nil), top.Child...)
	for i, token := range tokens {
		top.RemoveChildAt(0)
		d.remember(token, &derivedSource{source: own.element.kids[i]})
	}
	return tokens, nil
}
