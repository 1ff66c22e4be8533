package patch

import (
	"fmt"
	"slices"
	"strings"

	"ispatch/internal/lazy"
	"ispatch/xmlpath"
)

// A Place is the file and the path that an operation on any XML file acts on.
type Place struct {
	// Path is the path of the file, relative to the home.
	Path string
	// XPath is the path of an element, or of an attribute: PATH/@name.
	XPath string
	// Namespaces maps the prefixes in XPath, and in the operation's other
	// paths, to namespaces. For other prefixes the document's declarations are
	// used.
	Namespaces map[string]string
	// All allows XPath to match several times. Without it several matches are a
	// problem that names their lines.
	All bool
}

// File implements Operation.
func (o Place) File() string { return o.Path }

// options returns the options for package xmlpath.
func (o Place) options() []xmlpath.Option {
	var options []xmlpath.Option
	for prefix, uri := range o.Namespaces {
		options = append(options, xmlpath.Namespace(prefix, uri))
	}
	if o.All {
		options = append(options, xmlpath.All())
	}
	return options
}

// open returns the file and the compiled path.
func (o Place) open(docs *Documents) (*Editor, *xmlpath.Path, error) {
	doc, err := docs.Edit(o.Path)
	if err != nil {
		return nil, nil, err
	}
	path, err := xmlpath.Compile(o.XPath, o.options()...)
	if err != nil {
		return nil, nil, asProblem(o.Path, err)
	}
	return doc, path, nil
}

// reports describes the changes. If there are none, it returns one report with
// no change.
func (o Place) reports(doc *Editor, changes []xmlpath.Change, err error) ([]Report, error) {
	if err != nil {
		return nil, asProblem(o.Path, err)
	}
	if len(changes) == 0 {
		return []Report{{File: o.Path, Name: o.XPath, Action: Unchanged, Element: doc.Root()}}, nil
	}
	reports := make([]Report, len(changes))
	for i, c := range changes {
		reports[i] = Report{File: o.Path, Name: o.XPath, Action: Action(c.Action), Fields: c.Fields, Element: c.Element}
	}
	return reports, nil
}

// Set is the operation that sets the text of an element, or the value of an
// attribute, of any XML file.
//
// If nothing matches, missing elements are created, provided that the path has
// only child steps and its predicates only test for equality; a warning names
// an existing element with nearly the same name. Any other path without a match
// is a problem, which names the nearest path that matches. An existing match
// changes if the server would read another value. Several matches are a problem
// that names their lines; with All, each of them is set.
type Set struct {
	Place
	Value Value
	// IfMissing keeps an existing value, whatever it is.
	IfMissing bool
	// Uncomment makes a missing element active if a comment contains it,
	// instead of creating a new one.
	Uncomment bool
	// Force allows a plain value to replace one that the secure vault provides.
	Force bool
}

// Apply implements Operation.
func (o Set) Apply(docs *Documents) ([]Report, error) {
	file, path, err := o.open(docs)
	if err != nil {
		return nil, err
	}
	options := o.options()
	if o.Uncomment {
		options = append(options, xmlpath.UncommentTwin())
	}
	if o.IfMissing {
		options = append(options, xmlpath.IfMissing())
	}
	if o.Value.Alias == "" && (o.Force || !o.inVault(file.Document, path)) {
		changes, err := path.Set(file.Document, o.Value.Text, options...)
		if err == nil {
			for _, c := range changes {
				o.leaveVault(c)
				file.warnOfTypo(c)
			}
		}
		return o.reports(file, changes, err)
	}
	changes, err := path.Ensure(file.Document, options...)
	for i := range changes {
		c := &changes[i]
		if c.Attr != "" {
			return nil, file.Problem(c.Element, "give the path of an element",
				"path %s matches an attribute, which cannot have an alias of the secure vault", o.XPath)
		}
		if o.IfMissing && c.Action == xmlpath.Unchanged {
			continue
		}
		if file.SetValue(c.Element, o.Value, Verbatim, o.Force) && c.Action == xmlpath.Unchanged {
			c.Action, c.Fields = xmlpath.Updated, []string{c.Element.Tag}
		}
		docs.rememberAlias(o.Value, o.Path, strings.TrimLeft(o.XPath, "/"))
		file.warnOfTypo(*c)
	}
	return o.reports(file, changes, err)
}

// warnOfTypo warns if an existing element or attribute has nearly the name of a
// created one.
func (e *Editor) warnOfTypo(c xmlpath.Change) {
	switch {
	case c.Action != xmlpath.Inserted:
	case c.Attr != "":
		e.warnOfNearAttribute(c.Element, c.Attr)
		fallthrough
	default:
		if _, there := e.Span(c.Element); !there {
			e.warnOfNearElement(c.Element)
		}
	}
}

// inVault reports whether any of the matches gets its value from the secure
// vault.
func (o Set) inVault(doc *xmlpath.Document, path *xmlpath.Path) bool {
	if !strings.Contains(doc.Text(), "secretAlias") {
		return false
	}
	found, _ := path.Find(doc)
	for _, m := range found {
		if m.Attr == "" && aliasOf(m.Element) != nil {
			return true
		}
	}
	return false
}

// leaveVault removes the alias of an element that now has a plain value.
func (o Set) leaveVault(c xmlpath.Change) {
	if alias := aliasOf(c.Element); alias != nil && c.Attr == "" && c.Action == xmlpath.Updated {
		c.Element.RemoveAttr(alias.FullKey())
	}
}

// Insert is the operation that inserts an element into an element of any XML
// file.
//
// Without Keys, nothing happens if the parent already has an equal element.
// With Keys, the operation looks for an element with the same keys. If it is
// missing, the fragment is inserted. If it is present, whatever it lacks of the
// fragment is added and everything else stays. If there are several, that is a
// problem that names the lines. The parent must match exactly once; otherwise
// that is a problem.
type Insert struct {
	// Place is the parent. Its field All is ignored.
	Place
	// Fragment is the element as XML text. It gets the layout of its new place.
	Fragment string
	// Keys are the paths that identify the element: @name, id, jndiConfig/name.
	Keys []string
	// First inserts the element before all other elements of the parent. Before
	// and After are paths from the root; they insert it before or after the
	// element they match. By default it becomes the last. At most one of the
	// three may be given.
	First         bool
	Before, After string
}

// Apply implements Operation.
func (o Insert) Apply(docs *Documents) ([]Report, error) {
	file, path, err := o.open(docs)
	if err != nil {
		return nil, err
	}
	options := append(o.options(), xmlpath.Key(o.Keys...))
	places := 0
	if o.First {
		options = append(options, xmlpath.First())
		places++
	}
	if o.Before != "" {
		options = append(options, xmlpath.Before(o.Before))
		places++
	}
	if o.After != "" {
		options = append(options, xmlpath.After(o.After))
		places++
	}
	if places > 1 {
		return nil, &Problem{File: o.Path, Message: "only one of first, before and after can be given"}
	}
	change, err := path.Insert(file.Document, o.Fragment, options...)
	if err != nil {
		return nil, asProblem(o.Path, err)
	}
	return o.reports(file, []xmlpath.Change{change}, nil)
}

// Check returns an error if no file takes the fragment: it is not one element, or it lacks
// one of the keys. It ignores prefixes, which a file may declare.
func (o Insert) Check() error {
	doc, err := xmlpath.Parse([]byte("<x" + declarations(o.Fragment) + "/>"))
	if err != nil {
		return err
	}
	path, err := xmlpath.Compile("/x")
	if err != nil {
		return err
	}
	// The namespace of a prefix in a key may be known only in the file.
	keys := slices.DeleteFunc(slices.Clone(o.Keys), func(key string) bool { return strings.Contains(key, ":") })
	_, err = path.Insert(doc, o.Fragment, xmlpath.Key(keys...))
	return err
}

// mayBePrefix finds the prefixes of elements and attributes, and in text what looks like one.
var mayBePrefix = lazy.Regexp{Expr: `<([^\s<>"'=:/!?&]+):|\s([^\s<>"'=:/&]+):[^\s<>"'=:/]+\s*=`}

// declarations declares the prefixes in a fragment.
func declarations(fragment string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, found := range mayBePrefix.Get().FindAllStringSubmatch(fragment, -1) {
		p := found[1] + found[2]
		if seen[p] {
			continue
		}
		seen[p] = true
		declaration := fmt.Sprintf(` xmlns:%s="urn:%[1]s"`, p)
		// In text it may not be a name. The prefixes xml and xmlns cannot be declared.
		if _, err := xmlpath.Parse([]byte("<x" + declaration + "/>")); err == nil {
			b.WriteString(declaration)
		}
	}
	return b.String()
}

// Delete is the operation that removes an element or an attribute of any XML
// file.
//
// If nothing matches, nothing happens; the report's Note names the nearest path
// that matches. A match is removed, an element with its lines. Several matches
// are a problem that names their lines; with All each of them is removed.
type Delete struct{ Place }

// Apply implements Operation.
func (o Delete) Apply(docs *Documents) ([]Report, error) {
	file, path, err := o.open(docs)
	if err != nil {
		return nil, err
	}
	changes, err := path.Delete(file.Document, o.options()...)
	reports, err := o.reports(file, changes, err)
	if err == nil && len(changes) == 0 {
		// A path that matches nothing may be mistaken.
		reports[0].Note = "matches nothing"
		if near := path.Nearest(file.Document); near != "" {
			reports[0].Note += "; " + near
		}
	}
	return reports, err
}

// Comment is the operation that turns an element of any XML file into a
// comment.
//
// If a comment already contains the element, nothing happens. If nothing
// matches, that is a problem, which names the nearest path that matches. A
// match becomes a comment; only comment marks are added. Several matches are a
// problem that names their lines; with All, each of them becomes a comment.
type Comment struct{ Place }

// Apply implements Operation.
func (o Comment) Apply(docs *Documents) ([]Report, error) {
	file, path, err := o.open(docs)
	if err != nil {
		return nil, err
	}
	changes, err := path.Comment(file.Document, o.options()...)
	return o.reports(file, changes, err)
}

// Uncomment is the operation that makes a commented element of any XML file
// active. Place is its path as if it were active.
//
// If it is already active, nothing happens. If no comment contains it, that is
// a problem. If several comments contain it, that is a problem that names the
// lines; with All each of them becomes active.
type Uncomment struct{ Place }

// Apply implements Operation.
func (o Uncomment) Apply(docs *Documents) ([]Report, error) {
	file, path, err := o.open(docs)
	if err != nil {
		return nil, err
	}
	changes, err := path.Uncomment(file.Document, o.options()...)
	return o.reports(file, changes, err)
}
