package xmlpath

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// namespace returns what a prefix means at an element, and whether it is
// declared there: on the element, above it, or, where that ends, at outer. The
// empty prefix is the default namespace, which is always declared.
func namespace(e *etree.Element, prefix string, outer *etree.Element) (uri string, declared bool) {
	if prefix == "xml" {
		return xmlNamespace, true
	}
	for e != nil {
		for _, a := range e.Attr {
			if prefix == "" && a.Space == "" && a.Key == "xmlns" || prefix != "" && a.Space == "xmlns" && a.Key == prefix {
				return a.Value, true
			}
		}
		if e = e.Parent(); e == nil {
			e, outer = outer, nil
		}
	}
	return "", prefix == ""
}

// A qualified name of a path: its prefix's meaning, empty where any namespace
// will do.
type qualified struct {
	uri, local string
	any        bool
}

// qualify resolves a name of a path.
func qualify(name string, spaces map[string]string) (qualified, error) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		return qualified{local: name, any: true}, nil
	}
	uri, declared := spaces[prefix]
	if !declared {
		return qualified{}, fmt.Errorf("the prefix %s is not declared", prefix)
	}
	return qualified{uri: uri, local: local}, nil
}

// element reports whether an element has the name.
func (q qualified) element(e *etree.Element) bool { return q.elementIn(e, nil) }

// elementIn is element for one whose tree is to be in another element.
func (q qualified) elementIn(e, outer *etree.Element) bool {
	if e.Tag != q.local {
		return false
	}
	if q.any {
		return true
	}
	uri, _ := namespace(e, e.Space, outer)
	return uri == q.uri
}

// attribute reports whether an attribute of an element has the name. A
// namespace declaration is not an attribute.
func (q qualified) attribute(e *etree.Element, a etree.Attr) bool { return q.attributeIn(e, a, nil) }

// attributeIn is attribute for an element whose tree is to be in another one.
func (q qualified) attributeIn(e *etree.Element, a etree.Attr, outer *etree.Element) bool {
	if a.Key != q.local || a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns" {
		return false
	}
	if q.any {
		return true
	}
	if a.Space == "" {
		return q.uri == ""
	}
	uri, _ := namespace(e, a.Space, outer)
	return uri == q.uri
}

// newName returns how a name of a path is written for a new element or
// attribute at a place: with the prefix that its namespace has there. A
// namespace without one is declared on the new element, or on the element that
// gets the attribute.
func newName(name string, spaces map[string]string, at *etree.Element, attribute bool) (space, local string,
	declare *etree.Attr) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		return "", name, nil
	}
	uri := spaces[prefix]
	if here, declared := namespace(at, prefix, nil); declared && here == uri {
		return prefix, local, nil
	}
	if here, _ := namespace(at, "", nil); here == uri && !attribute {
		return "", local, nil
	}
	for e := at; e != nil; e = e.Parent() {
		for _, a := range e.Attr {
			if a.Space == "xmlns" && a.Value == uri {
				if here, _ := namespace(at, a.Key, nil); here == uri { // not declared anew below
					return a.Key, local, nil
				}
			}
		}
	}
	return prefix, local, &etree.Attr{Space: "xmlns", Key: prefix, Value: uri}
}
