package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// Value returns the text of an element as a server reads it: CDATA counts as text,
// references are resolved, and comments and processing instructions are ignored.
// The text of child elements is not included.
func Value(e *etree.Element) string {
	var b strings.Builder
	for _, t := range e.Child {
		if c, ok := t.(*etree.CharData); ok {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// SetValue changes the text of an element so that Value returns text. It does
// nothing if Value returns text already. Otherwise it replaces the first text or
// CDATA section, and removes the others. Comments and elements inside stay.
func SetValue(e *etree.Element, text string) {
	if Value(e) == text {
		return
	}
	done := false
	for i := 0; i < len(e.Child); i++ {
		c, ok := e.Child[i].(*etree.CharData)
		switch {
		case !ok:
		case !done: // even if text is empty, so that setting the old value restores the source
			c.SetData(text)
			done = true
		default:
			e.RemoveChildAt(i)
			i--
		}
	}
	if !done && text != "" {
		e.CreateText(text)
	}
}

// InsertAfter inserts a token after a sibling, and after a comment at the end of
// the sibling's line, because such a comment belongs to the sibling.
func InsertAfter(child, new etree.Token) {
	parent, at := child.Parent(), child.Index()+1
	for i := at; i < len(parent.Child); i++ {
		switch t := parent.Child[i].(type) {
		case *etree.CharData:
			if strings.Trim(t.Data, " \t") == "" {
				continue
			}
		case *etree.Comment:
			if !strings.Contains(t.Data, "\n") && endsLine(parent, i) {
				at = i + 1
				continue
			}
		}
		break
	}
	parent.InsertChildAt(at, new)
}

// endsLine reports whether only blanks and comments follow the i-th child on its
// line.
func endsLine(parent *etree.Element, i int) bool {
	for _, t := range parent.Child[i+1:] {
		switch t := t.(type) {
		case *etree.CharData:
			line, _, found := strings.Cut(t.Data, "\n")
			if strings.Trim(line, " \t") != "" {
				return false
			}
			if found {
				return true
			}
		case *etree.Comment:
		default:
			return false
		}
	}
	return false // the end tag follows
}
