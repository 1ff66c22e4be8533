package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A twin is an element that one or several comments hold.
type twin struct {
	tokens  []etree.Token  // the comments, and the white space between them
	text    string         // what they hold, with the marks of comments in it turned back
	start   int            // of the element in text
	end     int            // after it
	element *etree.Element // not in the tree
	active  bool           // element was active in this run, and is to become so again
}

func (t *twin) alone() bool {
	return t.active || allBlank(t.text[:t.start]) && allBlank(t.text[t.end:])
}

// maxFailures bounds the bytes that are read in vain to find elements in one
// comment.
const maxFailures = 1 << 20

// held returns the elements that a comment holds, the outermost ones.
func (d *Document) held(c *etree.Comment) []*twin {
	s := d.span(c)
	if s == nil || c.Data != s.data {
		return nil
	}
	if was, ok := d.swapped(c).(*etree.Element); ok {
		return []*twin{{tokens: []etree.Token{c}, element: was, active: true}}
	}
	inner := outward.Replace(d.inner(s))
	if !strings.HasPrefix(strings.TrimLeft(inner, " \t\r\n"), "<") {
		// In <!--name …</name--> the marks are the first < and the last >.
		all := d.elements("<"+inner+">", c)
		if n := len(all); n > 0 && all[0].start == 0 && all[n-1].end == len(inner)+2 {
			return all
		}
	}
	return d.elements(inner, c)
}

// elements finds the outermost elements in a text that comments hold.
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

// readElement parses an element in a text. It has the prefixes of the place
// where it would be. It is nil where there is none; then end is how far was
// read.
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
	b := &base{tape: tape{text, p.nodes}}
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
// first is the first comment of such a run.
func (d *Document) lineByLine(first *etree.Comment) []*twin {
	run := d.run(first)
	if len(run) < 3 {
		return nil
	}
	var b strings.Builder
	type piece struct{ start, end int } // of the comments, in the text
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
	text := outward.Replace(b.String())
	if len(text) != b.Len() {
		return nil // comments in comments are not written line by line
	}
	var found []*twin
	for _, t := range d.elements(text, run...) {
		from, to := -1, -1
		for i, p := range pieces {
			if p.start <= t.start && allBlank(text[p.start:t.start]) {
				from = i
			}
			if to < 0 && t.end <= p.end && allBlank(text[t.end:p.end]) {
				to = i
			}
		}
		if from < 0 || to <= from {
			continue
		}
		start, end := pieces[from].start, pieces[to].end
		found = append(found, &twin{tokens: run[2*from : 2*to+1], text: text[start:end],
			start: t.start - start, end: t.end - start, element: t.element})
	}
	return found
}

// run returns the comments on adjacent lines from first on, with the white
// space between them.
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

// twins returns the elements that the comments of a parent hold and that are
// wanted.
func (d *Document) twins(parent *etree.Element, wanted func(*etree.Element) bool) []*twin {
	var found []*twin
	var last etree.Token // of the run that was looked at
	for _, t := range d.kids(parent) {
		c, ok := t.(*etree.Comment)
		if !ok {
			continue
		}
		for _, one := range d.held(c) {
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

// activate puts the element of a twin in the place of its comments. What else
// they hold stays in comments around it.
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
	if c, ok := first.(*etree.Comment); ok && len(tokens) == 1 && len(t.tokens) == 1 {
		d.extra[active].swapped = c
	}
	return active, nil
}

// undeclared returns a prefix in an element that is declared neither there nor
// at a place above it.
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

// rewritten is the text that replaces the comments of a twin, with the beginning
// of the line before it and a line end after it; start and end are where it is
// in the text.
func (d *Document) rewritten(t *twin) (b *base, start, end int) {
	s := d.span(t.tokens[0])
	w := d.writer(s.base)
	eol := w.eolAt(s.from())
	line := w.text[w.lineStart(s.from()):s.start]
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
			head += "<!--" + inward.Replace(before) + "-->" + separator
		}
		if !allBlank(after) {
			tail = separator + "<!--" + inward.Replace(after) + "-->"
		}
	case len(t.tokens) > 1 && line == "":
		element = before + element // the marks were before the indentation
	}
	b.offset = len(head)
	b.text = head + element + tail + eol
	return b, start, len(b.text) - len(eol)
}

// separator is what goes between an element and the rest of its comment.
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

// read parses what replaces the comments of a twin.
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
		d.remember(token, &made{source: own.element.kids[i]})
	}
	return tokens, nil
}
