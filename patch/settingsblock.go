package patch

import (
	"slices"

	"github.com/beevik/etree"
)

// A settingsBlock is an element below the root whose children an operation
// sets.
type settingsBlock struct {
	*Editor
	element  *etree.Element
	settings []Setting
	slots    []*slot
}

// settings finds an element below the root and its children. A missing element,
// a duplicate, and a value that the server would read as another one are
// problems.
func (e *Editor) settings(tag string, settings []Setting) (*settingsBlock, error) {
	element, err := e.path(tag)
	if err != nil {
		return nil, err
	}
	block := &settingsBlock{Editor: e, element: element, settings: settings}
	var problems Problems
	for _, s := range settings {
		found, err := e.slot(element, s.Name)
		if err != nil {
			problems = append(problems, err.(*Problem))
		}
		block.slots = append(block.slots, found)
		if p := checkReadable(e.Path, "<"+s.Name+"> of <"+tag+">", s.Value); p != nil {
			problems = append(problems, p)
		}
	}
	return block, problems.Err()
}

// set sets the values of the children and reports on the element.
func (b *settingsBlock) set(as Reading, force bool) Report {
	var fields, before []string
	for i, s := range b.settings {
		if b.slots[i].set(s.Value, as, force, append(before, "")...) {
			fields = append(fields, s.Name)
		}
		b.docs.rememberAlias(s.Value, b.Path, b.Root().Tag+"/"+b.element.Tag+"/"+s.Name)
		before = slices.Insert(before, 0, s.Name)
	}
	return b.Report(b.element.Tag, b.element, fields...)
}
