package xmlpath

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// renderAll writes tokens one after the other.
func (w *writer) renderAll(tokens []etree.Token, l layout) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(w.render(t, l))
	}
	return b.String()
}

// render writes one token.
func (w *writer) render(t etree.Token, l layout) string {
	text, err := w.renderAt(t, l, l.indent)
	if err != nil {
		w.fail(t, err)
	}
	return text
}

// renderAt writes a token at an indentation. What was read elsewhere is written
// as it was there, with its edits.
func (w *writer) renderAt(t etree.Token, l layout, indent string) (string, error) {
	s := w.span(t)
	if s == nil || w.changedText(t, s) {
		return w.renderNew(t, l, indent)
	}
	if c, ok := t.(*etree.Comment); ok && w.swapped(t) != nil {
		if c.Data != s.data {
			return w.renderNew(t, l, indent)
		}
		return s.base.text, nil
	}
	inner := w.writer(s.base)
	inner.token(t, s)
	w.problems = append(w.problems, inner.problems...)
	return apply(inner.text[s.start:s.end], inner.list, s.from()), nil
}

// changedText reports whether a token is a text, instruction or directive that
// was changed and so has to be written as a whole.
func (w *writer) changedText(t etree.Token, s *source) bool {
	switch t := t.(type) {
	case *etree.CharData:
		return t.Data != s.data || t.IsCData() != s.cdata
	case *etree.ProcInst:
		in := scanner{text: w.textOf(s), pos: s.from() + len("<?")}
		return t.Inst != s.data || t.Target != in.name()
	case *etree.Directive:
		return t.Data != s.data
	}
	return false
}

func (w *writer) renderNew(t etree.Token, l layout, indent string) (string, error) {
	switch t := t.(type) {
	case *etree.Element:
		return w.renderElement(t, l, indent)
	case *etree.CharData:
		if t.IsCData() {
			if text, err := w.plain("CDATA", t.Data, l.eol); err == nil {
				return "<![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]>", nil
			}
		}
		return w.escape(t.Data, 0, l.eol)
	case *etree.Comment:
		text, err := w.commentText(t.Data, l.eol)
		return "<!--" + text + "-->", err
	case *etree.ProcInst:
		if strings.Contains(t.Inst, "?>") || t.Target == "" {
			return "", &Error{Message: "a processing instruction needs a name and cannot hold ?>"}
		}
		text, err := w.plain("the processing instruction", t.Target+" "+t.Inst, l.eol)
		return "<?" + strings.TrimSuffix(text, " ") + "?>", err
	case *etree.Directive:
		text, err := w.plain("the declaration", t.Data, l.eol)
		return "<!" + text + ">", err
	}
	return "", fmt.Errorf("internal error: unknown token %T", t)
}

func (w *writer) renderElement(e *etree.Element, l layout, indent string) (string, error) {
	name, err := w.tagName(e)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("<" + name)
	for _, attr := range e.Attr {
		text, err := w.attribute(attr, l.quote, l.columns.equals(attr))
		if err != nil {
			return "", err
		}
		b.WriteString(l.columns.before(attr, b.Len()) + text)
	}
	l.columns = nil // of the new element alone
	if len(e.Child) == 0 {
		switch end := l.empty; end {
		case "":
			b.WriteString("></" + name + ">")
		default:
			b.WriteString(end)
		}
		return b.String(), nil
	}
	b.WriteByte('>')
	lines := l.multi && w.onLines(l, e)
	depths := commented(e.Child)
	for i, t := range e.Child {
		before, below := "", indent
		if lines {
			before, below = w.childLine(l, e, i, indent)
			if depths != nil {
				deeper := strings.Repeat(l.unit, depths[i])
				before, below = before+deeper, below+deeper
			}
		}
		inner := l
		inner.like = nil
		text, err := w.renderAt(t, inner, below)
		if err != nil {
			return "", err
		}
		b.WriteString(before + text)
	}
	if lines {
		b.WriteString(l.eol + w.blankBefore(l, e, len(e.Child)) + w.endIndent(l, e.Tag, indent))
	}
	b.WriteString("</" + name + ">")
	return b.String(), nil
}

// onLines reports whether the children of a new element go on lines of their
// own: where it holds no text, and elements of its name do not have them on
// theirs.
func (w *writer) onLines(l layout, e *etree.Element) bool {
	lines, inline := 0, 0
	for _, t := range e.Child {
		if isText(t) {
			return false
		}
		if child, ok := t.(*etree.Element); ok {
			if s := w.related(l, e.Tag, child.Tag); s != nil {
				lines, inline = lines+s.lines, inline+s.inline
			}
		}
	}
	return lines >= inline
}

// blankBefore is the blank line that goes before the i-th child of a new element,
// or before its end tag, if there is to be one.
func (w *writer) blankBefore(l layout, e *etree.Element, i int) string {
	left, right := side{part: opening}, side{part: closing}
	if i > 0 {
		left = newSide(e.Child[i-1])
	}
	if i < len(e.Child) {
		right = newSide(e.Child[i])
	}
	in := spot{name: e.Tag, depth: depth(e), inner: true, like: l.like}
	if w.likely(in, left, right).blank() > 0.5 {
		return w.blankText(in, "") + l.eol
	}
	return ""
}

// childLine returns the line end and the indentation before a child of a new
// element, and that indentation alone.
func (w *writer) childLine(l layout, e *etree.Element, i int, indent string) (before, below string) {
	name := ""
	for _, t := range e.Child[i:] { // a comment is set as what it is about
		if child, ok := t.(*etree.Element); ok {
			name = child.Tag
			break
		}
	}
	below = indent + l.unit
	before = l.eol
	if s := w.related(l, e.Tag, name); s != nil {
		if usual, known := s.below(indent); known {
			below = usual
		}
	}
	before += w.blankBefore(l, e, i)
	return before + below, below
}

// attribute writes name="value", with white space around the = if equals has it.
func (w *writer) attribute(attr etree.Attr, quote byte, equals string) (string, error) {
	if err := w.checkName(attr.FullKey()); err != nil {
		return "", err
	}
	value, err := w.escape(attr.Value, quote, "\n")
	if err != nil {
		return "", err
	}
	return attr.FullKey() + equals + string(quote) + value + string(quote), nil
}

func (w *writer) tagName(e *etree.Element) (string, error) {
	return e.FullTag(), w.checkName(e.FullTag())
}

// checkName refuses what is not a name, or not in this encoding.
func (w *writer) checkName(name string) error {
	for i, r := range name {
		if !isName(r) || i == 0 && !isNameStart(r) {
			return &Error{Message: fmt.Sprintf("%q is not an XML name", name)}
		}
	}
	if name == "" {
		return &Error{Message: "a name is empty"}
	}
	_, err := w.plain("the name "+name, name, "\n")
	return err
}

// emptyNear is how the empty element nearest to an offset among the children of
// a parent, or else in the document, ends.
func (w *writer) emptyNear(parent *source, at int) string {
	best, distance := "", -1
	for i := range parent.element.kids {
		kid := &parent.element.kids[i]
		if kid.element == nil {
			continue
		}
		end, empty := w.base.endOf(int(kid.element.node))
		if away := max(kid.from()-at, at-kid.to()); empty && (distance < 0 || away < distance) {
			best, distance = end, away
		}
	}
	if distance < 0 {
		return w.emptyEnd()
	}
	return best
}

// endOf returns how an element ends if it is empty.
func (t *tape) endOf(i int) (end string, empty bool) {
	n := t.nodes[i]
	if int(n.next) != i+1 {
		return "", false
	}
	switch raw := t.text[n.start:n.end]; {
	case raw[len(raw)-2] != '/':
		return "", true
	case isBlank(raw[len(raw)-3]):
		return " />", true
	}
	return "/>", true
}

// emptyEnd is how the document ends an empty element: "/>", " />", or "" for an
// end tag of its own, whichever is the most common in it.
func (d *Document) emptyEnd() string {
	if !d.style.emptyKnown {
		d.style.empty, d.style.emptyKnown = d.main.emptyEnd(), true
	}
	return d.style.empty
}

func (t *tape) emptyEnd() string {
	closed, apart, tagged := 0, 0, 0
	for i, n := range t.nodes {
		if int(n.next) != i+1 || t.kind(i) != elementNode {
			continue
		}
		switch end, _ := t.endOf(i); end {
		case "":
			tagged++
		case " />":
			apart++
		default:
			closed++
		}
	}
	switch {
	case tagged > closed && tagged > apart:
		return ""
	case apart > closed:
		return " />"
	}
	return "/>"
}
