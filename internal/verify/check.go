package verify

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"ispatch/patch"
	"ispatch/xmlpath"
)

// maxProblems bounds the report of a file that is made to have too many.
const maxProblems = 1000

// A check is one run over a home.
type check struct {
	Subject
	docs     *patch.Documents
	problems []Problem
	notes    []string
	order    map[string]int // of the files, for the report

	datasources []*datasource // all, in the order of the files
	incomplete  bool          // a file of datasources can't be read
	commented   map[string]place
	binders     map[string]*datasource // by JNDI name
	references  []reference
}

// A file is an XML file of the home that could be read.
type file struct {
	path string
	doc  *xmlpath.Document
}

// A place is where something stands.
type place struct {
	file *file
	at   etree.Token
}

// line returns the line of a place, 0 where it is not known. Finding it takes
// time, so that messages name a place or its number, which are only looked up
// where a message is made.
func (p place) line() int {
	at, _ := p.file.doc.Position(p.at)
	return at.Line
}

// String returns file:line.
func (p place) String() string { return fmt.Sprintf("%s:%d", p.file.path, p.line()) }

// A number is the line of a place, for messages.
type number place

// String returns the line.
func (n number) String() string { return strconv.Itoa(place(n).line()) }

func newCheck(s Subject) *check {
	return &check{Subject: s, docs: patch.NewDocuments(s.FS), order: map[string]int{}, commented: map[string]place{}}
}

// at reports a problem at a token of a file.
func (c *check) at(f *file, t etree.Token, code, hint, format string, args ...any) {
	if !c.full() {
		c.add(f.path, place{f, t}.line(), code, hint, format, args...)
	}
}

// full says that no more problems are taken, so that nothing more need be found
// out about them.
func (c *check) full() bool { return len(c.problems) > maxProblems }

// add reports a problem.
func (c *check) add(path string, line int, code, hint, format string, args ...any) {
	switch n := len(c.problems); {
	case n < maxProblems:
		c.problems = append(c.problems, Problem{Severity: severityOf(code), Code: code, File: path, Line: line,
			Message: printable(fmt.Sprintf(format, args...)), Hint: printable(hint)})
	case n == maxProblems:
		c.problems = append(c.problems, Problem{Severity: severityOf("too-many-problems"), Code: "too-many-problems", File: path,
			Message: fmt.Sprintf("there are more than %d problems; the rest is left out", maxProblems), Hint: "mend these and check again"})
	}
}

// note says what was not checked.
func (c *check) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
}

// report sorts what was found.
func (c *check) report() Report {
	problems := append([]Problem{}, c.problems...)
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if last := func(p Problem) bool { return p.Code == "too-many-problems" }; last(a) != last(b) {
			if last(a) {
				return 1
			}
			return -1
		}
		if order := c.order[a.File] - c.order[b.File]; order != 0 {
			return order
		}
		return a.Line - b.Line
	})
	return Report{Version: c.Version, Problems: problems, Notes: c.notes}
}

// open reads a file, and reports why it can't be read. nil is a file that
// can't, or is not there.
func (c *check) open(path string, required bool) *file {
	if _, known := c.order[path]; !known {
		c.order[path] = len(c.order) + 1
	}
	doc, err := c.docs.Open(path)
	if err == nil {
		return &file{path, doc}
	}
	var p *patch.Problem
	if !errors.As(err, &p) {
		p = &patch.Problem{Message: err.Error()}
	}
	switch info, err := fs.Stat(c.FS, path); {
	case err == nil && info.IsDir():
		c.add(path, 0, "unreadable-file", "", "is a directory, not a file")
	case errors.Is(err, fs.ErrNotExist):
		if required {
			c.add(path, 0, "missing-file", "restore it from the server's distribution", "no such file")
		}
	case p.Line == 0:
		c.add(path, 0, "unreadable-file", p.Hint, "%s", p.Message)
	default:
		c.add(path, p.Line, "not-well-formed", p.Hint, "%s%s", p.Message, meanwhile[path])
	}
	return nil
}

// meanwhile says what the server does about a file that is not well-formed,
// where that is not to fail.
var meanwhile = map[string]string{
	patch.RegistryConfiguration: "; the server would only log it and go on with an empty registry",
}

// value returns the text of an element as the server's XML parser reads it,
// empty for nil.
func value(e *etree.Element) string {
	if e == nil {
		return ""
	}
	return xmlpath.Value(e)
}

// last returns the last child element of a name, which is the one that counts
// in a file of datasources; nil where there is none.
func last(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	if all := e.SelectElements(tag); len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// first returns the first child element of a name, which is the one that
// counts in the other files; nil where there is none.
func first(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	return e.SelectElement(tag)
}

// vaulted says that the secure vault provides the text of an element.
func vaulted(e *etree.Element) bool {
	return e != nil && slices.ContainsFunc(e.Attr, func(a etree.Attr) bool { return a.Key == "secretAlias" && a.Space != "" })
}

// depends says that a text depends on the properties of the running server.
func depends(text string) bool { return strings.Contains(text, "${") }

// each calls a function for every token below an element, in document order.
func each(e *etree.Element, visit func(etree.Token)) {
	for _, t := range e.Child {
		visit(t)
		if child, ok := t.(*etree.Element); ok {
			each(child, visit)
		}
	}
}

// orParent returns an element, or where there is none the one that it should
// stand in.
func orParent(e, parent *etree.Element) *etree.Element {
	if e != nil {
		return e
	}
	return parent
}
