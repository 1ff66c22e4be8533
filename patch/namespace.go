package patch

import "github.com/beevik/etree"

// editPlain opens a file that the server reads by local names without a
// namespace: user-mgt.xml, registry.xml and the files of datasources. The
// server does not see an element in a namespace, by a prefix or a default
// xmlns, or fails at it (carbon-kernel 4.4.35: StAX and AXIOM by QName, JAXB
// classes without a namespace). No edit would have an effect there, so such a
// file is a *Problem.
func (d *Documents) editPlain(file string) (*Editor, error) {
	e, err := d.Edit(file)
	if err != nil {
		return nil, err
	}
	if in := firstInNamespace(e.Root(), ""); in != nil {
		return nil, e.inNamespace(in, in)
	}
	return e, nil
}

// inNamespace returns the problem of an element in a namespace.
func (e *Editor) inNamespace(at etree.Token, in *etree.Element) *Problem {
	how := "its prefix"
	if in.Space == "" {
		how = "the xmlns attribute"
	}
	return e.Problem(at, "remove "+how,
		"<%s> is in a namespace, where the server does not look for it", in.FullTag())
}

// firstInNamespace returns the first element, in document order, that is in a
// namespace. xmlns is the default namespace of the parent.
func firstInNamespace(e *etree.Element, xmlns string) *etree.Element {
	for _, a := range e.Attr {
		if a.Space == "" && a.Key == "xmlns" {
			xmlns = a.Value
		}
	}
	if e.Space != "" || xmlns != "" {
		return e
	}
	for child := range e.ChildElementsSeq() {
		if in := firstInNamespace(child, xmlns); in != nil {
			return in
		}
	}
	return nil
}
