package patch

import "strconv"

// PortOffset is the operation that sets the number which is added to every port
// of the server: /Server/Ports/Offset of carbon.xml.
//
// A missing element is inserted as the first child of <Ports>. A present
// element changes if the server would read another number. An element that is
// there twice is a problem that names both lines, and so is a file without
// <Ports>.
type PortOffset struct {
	Offset int
}

// File implements Operation.
func (PortOffset) File() string { return CarbonConfiguration }

// Apply implements Operation.
func (o PortOffset) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(CarbonConfiguration)
	if err != nil {
		return nil, err
	}
	ports, err := editor.path("Ports")
	if err != nil {
		return nil, err
	}
	offset, err := editor.slot(ports, "Offset")
	if err != nil {
		return nil, err
	}
	missing := offset.present == nil
	changed := offset.set(Value{Text: strconv.Itoa(o.Offset)}, number, false, "")
	return editor.outcome("Ports/Offset", offset, missing, changed), nil
}

// number reads a whole number, ignoring blanks, a plus sign and leading zeros.
func number(text string) string {
	if n, err := strconv.Atoi(Trimmed(text)); err == nil {
		return strconv.Itoa(n)
	}
	return text
}

// outcome returns the report on one element: a missing one was inserted; one
// from a comment counts as updated.
func (e *Editor) outcome(name string, s *slot, missing, changed bool) []Report {
	switch {
	case missing && s.comment == nil:
		return []Report{e.Inserted(name, s.present)}
	case changed:
		return []Report{e.Report(name, s.present, s.tag)}
	}
	return []Report{e.Report(name, s.present)}
}
