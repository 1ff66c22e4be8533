package patch

import (
	"slices"
	"strings"
	"unicode"

	"github.com/beevik/etree"
)

// near reports whether one of two different names may be a typo for the other:
// they differ only in case, in - and _, in one letter more or less, or in two
// swapped letters. Names that differ in one letter or digit are not near:
// WSO2AM_DB and WSO2UM_DB are two datasources.
func near(one, other string) bool {
	if one == other {
		return false
	}
	a, b := letters(one), letters(other)
	if len(a) > len(b) {
		a, b = b, a
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	switch {
	case len(a) == len(b) && at == len(a):
		return len(a) > 0
	case len(b) < 4: // too short to tell a typo from another name
		return false
	case len(a) == len(b) && at+1 < len(a):
		return a[at] == b[at+1] && a[at+1] == b[at] && string(a[at+2:]) == string(b[at+2:])
	case len(a)+1 == len(b):
		return unicode.IsLetter(b[at]) && string(a[at:]) == string(b[at+1:])
	}
	return false
}

// letters returns the letters and digits of a name in lower case.
func letters(name string) []rune {
	return slices.DeleteFunc([]rune(strings.ToLower(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// warnOfNearElement warns if a sibling has nearly the name of a created
// element, or nearly the value of one of its attributes: the path may have a
// typo, and then the intended element was not changed.
func (e *Editor) warnOfNearElement(created *etree.Element) {
	// If several were created, only the outermost has siblings.
	for {
		parent := created.Parent()
		if parent == nil {
			return
		}
		if _, there := e.Span(parent); there {
			break
		}
		created = parent
	}
	for _, sibling := range created.Parent().ChildElements() {
		if sibling == created {
			continue
		}
		if near(sibling.Tag, created.Tag) {
			e.Warn(sibling, NearName, "if that one is meant, give its name",
				"<%s> exists, and <%s> was added next to it", sibling.Tag, created.Tag)
			return
		}
		for _, a := range created.Attr {
			value := sibling.SelectAttrValue(a.FullKey(), "")
			if sibling.Tag == created.Tag && near(value, a.Value) {
				e.Warn(sibling, NearName, "if that one is meant, give its "+a.FullKey(),
					"<%s> with the %s %s exists, and one with %s was added next to it", sibling.Tag, a.FullKey(), value, a.Value)
				return
			}
		}
	}
}

// warnOfNearAttribute warns if the element of a created attribute has another
// one with nearly the same name.
func (e *Editor) warnOfNearAttribute(element *etree.Element, created string) {
	for _, a := range element.Attr {
		if near(a.FullKey(), created) {
			e.Warn(element, NearName, "if that one is meant, give its name",
				"the attribute %s exists, and %s was added next to it", a.FullKey(), created)
		}
	}
}
