package patch

import "github.com/beevik/etree"

// editPlain opens a file that the server reads by local names without a
// namespace: user-mgt.xml, registry.xml and those of datasources. An element in
// a namespace, by a prefix or a default xmlns, is not seen by the server, or
// breaks what it is part of (carbon-kernel 4.4.35: StAX and AXIOM by QName, JAXB
// classes without a namespace). Whatever an operation did there would have no
// effect, so that such a file is a *Problem.
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

// inNamespace is the problem of an element in a namespace.
func (e *Editor) inNamespace(at etree.Token, in *etree.Element) *Problem {
	how := "its prefix"
	if in.Space == "" {
		how = "the xmlns attribute"
	}
	return e.Problem(at, "take away "+how,
		"<%s> is in a namespace, where the server does not look for it", in.FullTag())
}

// firstInNamespace returns the first element, in document order, that is in a
// namespace; xmlns is the default one above it.
func firstInNamespace(e *etree.Element, xmlns string) *etree.Element {
	for _, a := range e.Attr {
		if a.Space == "" && a.Key == "xmlns" {
			xmlns = a.Value
		}
	}
	if e.Space != "" || xmlns != "" {
		return e
	}
	for _, child := range e.ChildElements() {
		if in := firstInNamespace(child, xmlns); in != nil {
			return in
		}
	}
	return nil
}
