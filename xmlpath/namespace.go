package xmlpath

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"
)

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// namespace returns the namespace of a prefix at an element, and whether the
// prefix is declared there: on the element or an ancestor of it, then on outer or
// an ancestor of that. outer may be nil. The empty prefix stands for the default
// namespace, and is always declared.
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

// A qualified name is a name of a path whose prefix was looked up.
type qualified struct {
	uri, local string
	any        bool // the name has no prefix, and matches any namespace
}

// qualify looks up the prefix of a name of a path. An undeclared prefix is an
// error.
func qualify(name string, spaces map[string]string) (qualified, error) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		return qualified{local: name, any: true}, nil
	}
	uri, declared := spaces[prefix]
	if !declared {
		return qualified{}, undeclaredPrefix(prefix)
	}
	return qualified{uri: uri, local: local}, nil
}

// undeclaredPrefix returns the error for a prefix of a path.
func undeclaredPrefix(prefix string) *Error {
	return &Error{Code: UndeclaredPathPrefix,
		Message: fmt.Sprintf("the prefix %s is declared neither in the document nor by the caller", prefix)}
}

// checkPathPrefixes returns an error for the first prefix of a path that spaces does not
// have.
func checkPathPrefixes(path string, spaces map[string]string) error {
	for i := 0; i < len(path); {
		if c := path[i]; c == '\'' || c == '"' {
			end := strings.IndexByte(path[i+1:], c)
			if end < 0 {
				return nil
			}
			i += end + 2
			continue
		}
		end := i
		for end < len(path) && (path[end] >= utf8.RuneSelf || path[end] != ':' && isNameByte(path[end])) {
			end++
		}
		prefix := path[i:end]
		if prefix != "" && strings.HasPrefix(path[end:], ":") && !strings.HasPrefix(path[end:], "::") {
			if _, declared := spaces[prefix]; !declared {
				return undeclaredPrefix(prefix)
			}
			end++
			for end < len(path) && (path[end] >= utf8.RuneSelf || isNameByte(path[end])) {
				end++
			}
		}
		i = max(end, i+1)
	}
	return nil
}

// element reports whether an element has the name.
func (q qualified) element(e *etree.Element) bool { return q.elementIn(e, nil) }

// elementIn is like element, for an element in a tree that is to be inserted into
// outer.
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

// attributeIn is like attribute, for an element in a tree that is to be inserted
// into outer.
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

// newName returns the name of a new element or attribute inside or on the element
// at: the name of the path, with the prefix that its namespace has there. If it
// has none, declare is the declaration that the new element, or the element that
// gets the attribute, needs; otherwise it is nil.
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
				if here, _ := namespace(at, a.Key, nil); here == uri { // no element in between redeclares it
					return a.Key, local, nil
				}
			}
		}
	}
	return prefix, local, &etree.Attr{Space: "xmlns", Key: prefix, Value: uri}
}
