package patch

import (
	"slices"
	"strings"
	"unicode"

	"github.com/beevik/etree"
)

// near reports whether two different names may be meant to be one: they differ
// in case, in - and _, in one letter more or less, or in two that are swapped.
// Another letter or digit is no such thing: WSO2AM_DB and WSO2UM_DB are two
// datasources.
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
	case len(b) < 4: // too short for a typo to be told from another name
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

// warnOfNearElement warns of an element that was created where a sibling has
// nearly its name, or nearly the value of one of its attributes: a typo in a
// path would leave the one that was meant as it is.
func (e *Editor) warnOfNearElement(created *etree.Element) {
	// Of several that were created, the outermost has siblings.
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
				"<%s> is there, and <%s> was added beside it", sibling.Tag, created.Tag)
			return
		}
		for _, a := range created.Attr {
			value := sibling.SelectAttrValue(a.FullKey(), "")
			if sibling.Tag == created.Tag && near(value, a.Value) {
				e.Warn(sibling, NearName, "if that one is meant, give its "+a.FullKey(),
					"<%s> with the %s %s is there, and one with %s was added beside it", sibling.Tag, a.FullKey(), value, a.Value)
				return
			}
		}
	}
}

// warnOfNearAttribute warns of an attribute that was created beside one of nearly
// its name.
func (e *Editor) warnOfNearAttribute(element *etree.Element, created string) {
	for _, a := range element.Attr {
		if near(a.FullKey(), created) {
			e.Warn(element, NearName, "if that one is meant, give its name",
				"the attribute %s is there, and %s was added beside it", a.FullKey(), created)
		}
	}
}
