package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// Value returns the text of an element as a server reads it: comments and
// instructions inside vanish, CDATA counts as text, references are resolved.
// The text of elements inside it is left out.
func Value(e *etree.Element) string {
	var b strings.Builder
	for _, t := range e.Child {
		if c, ok := t.(*etree.CharData); ok {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// SetValue makes Value(e) the text. Nothing happens where it is already.
// Otherwise the text goes where the first text of e is, CDATA stays CDATA,
// other text goes away, and comments and elements inside stay.
func SetValue(e *etree.Element, text string) {
	if Value(e) == text {
		return
	}
	done := false
	for i := 0; i < len(e.Child); i++ {
		c, ok := e.Child[i].(*etree.CharData)
		switch {
		case !ok:
		case !done: // also where text is empty: a later value may be the first one again
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

// InsertAfter puts a new child after one that is there: after a comment on
// the same line too, which belongs to it.
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

// endsLine reports whether nothing but blanks and comments follow on the line of
// the i-th child.
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
