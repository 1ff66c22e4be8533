package patch

import "github.com/beevik/etree"

// An Operation is one idempotent change of a home.
type Operation interface {
	// File is the path of the file that the operation changes, relative to the
	// home, with forward slashes.
	File() string
	// Apply brings the documents to the wanted state and reports what it did,
	// one Report for each thing it names. It returns Problems (or a single
	// *Problem) and leaves the documents as they were where it cannot.
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
	// Fields are the elements, properties and attributes that an update
	// changed, in the order of the change; empty for any other action.
	Fields []string
	// Element is the thing in the edited document. It may be nil for what was
	// removed.
	Element *etree.Element
	// Note is what else there is to say, such as the nearest path of one that
	// matches nothing; it may be empty.
	Note string
	// Operation is the index of the operation in the list that a Plan was made
	// of, -1 for a change that none reported on. A Plan fills it in.
	Operation int
	// Line is the line of Element, from 1: in the new file, for what was
	// removed in the old one. A Plan fills it in.
	Line int
}
