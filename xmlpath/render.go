package xmlpath

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// renderAll returns tokens as they are written one after the other.
func (w *writer) renderAll(tokens []etree.Token, l layout) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(w.render(t, l))
	}
	return b.String()
}

// render returns a token as it is written. It records an error as a problem.
func (w *writer) render(t etree.Token, l layout) string {
	text, err := w.renderAt(t, l, l.indent)
	if err != nil {
		w.fail(t, err)
	}
	return text
}

// renderAt returns a token as it is written at an indentation. A token that was read
// elsewhere is written as it was there, with its edits.
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

// changedText reports whether a token is a text, processing instruction or
// directive that was changed. Such a token is written as a whole.
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

// renderNew returns a token as it is written without a source.
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
			return "", &Error{Message: "a processing instruction needs a name and cannot contain ?>"}
		}
		text, err := w.plain("the processing instruction", t.Target+" "+t.Inst, l.eol)
		return "<?" + strings.TrimSuffix(text, " ") + "?>", err
	case *etree.Directive:
		text, err := w.plain("the declaration", t.Data, l.eol)
		return "<!" + text + ">", err
	}
	return "", fmt.Errorf("internal error: unknown token %T", t)
}

// renderElement returns a new element as it is written.
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
	l.columns = nil // not for the elements inside
	if len(e.Child) == 0 {
		if l.empty == "" {
			return b.String() + "></" + name + ">", nil
		}
		return b.String() + l.empty, nil
	}
	b.WriteByte('>')
	lines := l.ownLine && w.childrenOnLines(l, e)
	depths := commentedTagDepths(e.Child)
	for i, t := range e.Child {
		before, below := "", indent
		if lines {
			below = w.childIndent(l, e, t, indent) + strings.Repeat(w.unit(), depths[i])
			before = l.eol + w.blankBefore(l, e, i) + below
		}
		inner := l
		inner.samples = nil
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

// attribute returns name="value". equals is the = with the white space around it.
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

// tagName returns the name of an element for its tags. A name that cannot be
// written is an error.
func (w *writer) tagName(e *etree.Element) (string, error) {
	return e.FullTag(), w.checkName(e.FullTag())
}

// checkName returns an error for a text that is not an XML name, or that the
// encoding lacks.
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
