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
	if s.closed != nil {
		return []*twin{{tokens: []etree.Token{c}, element: s.closed, active: true}}
	}
	inner := outward.Replace(d.inside(c))
	if !strings.HasPrefix(strings.TrimLeft(inner, " \t\r\n"), "<") {
		// In <!--name …</name--> the marks are the first < and the last >.
		all := d.elements("<"+inner+">", c)
		if n := len(all); n > 0 && all[0].start == 0 && all[n-1].end == len(inner)+2 {
			return all
		}
	}
	return d.elements(inner, c)
}

// inside is the text of a comment of the source, as it is written.
func (d *Document) inside(c *etree.Comment) string {
	s := d.span(c)
	return d.writer(s.base).text[s.start+len("<!--") : s.end-len("-->")]
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
	p := &parser{scanner: scanner{text: text, pos: at, entities: d.entities}, declared: map[string]string{}}
	top := etree.NewElement("")
	for ; parent != nil; parent = parent.Parent() {
		for _, a := range parent.Attr {
			if isDeclaration(a) && attribute(top, a.FullKey()) == nil {
				top.CreateAttr(a.FullKey(), a.Value)
			}
		}
	}
	e, err := p.element(top)
	if err != nil {
		return nil, max(p.pos, at+1)
	}
	return e, p.pos
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
			b.WriteString(d.inside(c))
			pieces = append(pieces, piece{start, b.Len()})
		} else {
			s := d.span(t)
			b.WriteString(d.writer(s.base).text[s.start:s.end])
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
		return s != nil && s.closed == nil && c.Data == s.data
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
	for _, t := range parent.Child {
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
	tokens, err := d.read(d.rewritten(t), t)
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
		d.span(active).opened = c
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

// rewritten is the text that replaces the comments of a twin, as a base: with
// the beginning of the line before it and a line end after it.
func (d *Document) rewritten(t *twin) *base {
	s := d.span(t.tokens[0])
	w := d.writer(s.base)
	eol := w.eolAt(s.start)
	line := w.text[w.lineStart(s.start):s.start]
	before, element, after := t.text[:t.start], t.text[t.start:t.end], t.text[t.end:]
	origin := w.base.position(s.start)
	origin.Line += strings.Count(before, "\n")
	head := eol + line
	b := &base{origin: origin, offset: len(head)}
	if allBlank(before) && allBlank(after) {
		if len(t.tokens) > 1 && line == "" {
			element = before + element // the marks were before the indentation
		}
		b.text = head + element + eol
		return b
	}
	separator := " "
	lastLine := before[strings.LastIndexByte(before, '\n')+1:]
	if strings.Contains(before, "\n") && allBlank(lastLine) {
		separator = eol + lastLine
	} else if i := strings.IndexByte(after, '\n'); i >= 0 && allBlank(after[:i]) {
		separator = eol + line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	}
	if !allBlank(before) {
		head += "<!--" + inward.Replace(before) + "-->" + separator
	}
	b.offset = len(head)
	b.text = head + element
	if !allBlank(after) {
		b.text += separator + "<!--" + inward.Replace(after) + "-->"
	}
	b.text += eol
	return b
}

// read parses what replaces the comments of a twin.
func (d *Document) read(b *base, t *twin) ([]etree.Token, error) {
	s := d.span(t.tokens[0])
	w := d.writer(s.base)
	start := len(w.eolAt(s.start)) + s.start - w.lineStart(s.start)
	end := len(b.text) - len(w.eolAt(s.start))
	p := &parser{scanner: scanner{text: b.text[:end], pos: start, entities: d.entities}, declared: map[string]string{}}
	top := etree.NewElement("")
	own := &source{start: start, end: end, element: &elementSource{openEnd: start, close: end}}
	for p.pos < end {
		at := p.pos
		var err *Error
		switch {
		case p.blanks():
			p.blankText(top, at)
		case p.at("<!--"):
			err = p.misc(top)
		default:
			_, err = p.element(top)
		}
		if err != nil {
			return nil, d.errorAt(t.tokens[0], "the comment cannot be divided: "+err.Message, "")
		}
	}
	p.adopt(top, own, 0)
	d.made(top, own, b)
	tokens := append([]etree.Token(nil), top.Child...)
	for len(top.Child) > 0 {
		top.RemoveChildAt(0)
	}
	return tokens, nil
}
