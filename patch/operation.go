package patch

import "github.com/beevik/etree"

// An Operation is one idempotent change of a home.
type Operation interface {
	// File is the path of the file that the operation changes, relative to the
	// home, with forward slashes.
	File() string
	// Apply brings the documents to the wanted state and returns one Report for
	// each thing that the operation names. If it cannot, it returns Problems
	// (or a single *Problem) and leaves the documents unchanged.
	Apply(*Documents) ([]Report, error)
}

// An Action is what an operation did to one thing.
type Action string

// The actions of a Report.
const (
	Inserted  Action = "inserted"
	Updated   Action = "updated"
	Removed   Action = "removed"
	Unchanged Action = "unchanged"
)

// A Report is what an operation did to one thing that it names.
type Report struct {
	// File is the path of the document, relative to the home.
	File string
	// Name is the kind and the name of the thing: datasource WSO2AM_DB.
	Name   string
	Action Action
	// Fields are the names of the elements, properties and attributes that an
	// update changed, in that order; empty for any other action.
	Fields []string
	// Element is the thing in the edited document. It may be nil if the thing
	// was removed.
	Element *etree.Element
	// Note has more information, such as the nearest path that matches; it may
	// be empty.
	Note string
	// Operation is the index of the operation in the list given to NewPlan, or
	// -1 for a change that no operation reported. The Plan sets it.
	Operation int
	// Line is the line of Element, from 1: in the new file, or, if the thing
	// was removed, in the old file. The Plan sets it.
	Line int
}
