package xmlpath

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/antchfx/xpath"
	"github.com/beevik/etree"
)

// maxPath bounds the length of a path in bytes.
const maxPath = 4096

// ErrNoMatch and ErrManyMatches tell, with errors.Is, why a path that must
// match exactly once is refused.
var (
	ErrNoMatch     = errors.New("the path matches nothing")
	ErrManyMatches = errors.New("the path matches several times")
)

// A Path is a compiled XPath 1.0 location path. It can be used for any number
// of documents, also at the same time.
//
// An unprefixed name matches an element or attribute of any namespace. A prefix
// means what the option Namespace says, else what the document declares it to
// be. A last step text() is the same as none: the value of an element is its
// text. A path of child steps whose predicates are equalities can also be
// created: see Ensure.
type Path struct {
	text   string
	query  string      // text without a last step text()
	expr   *xpath.Expr // nil where it depends on the document's prefixes
	steps  []step      // of a path that needs no engine
	attr   string      // its attribute, of a path PATH/@name
	spaces map[string]string
	// anywhere is set of a path with a // in it. It has steps, but cannot be
	// ensured.
	anywhere bool
}

// A Match is what a path found: an element, or one of its attributes.
type Match struct {
	Element *etree.Element
	// Attr is the attribute's full name, empty where the element itself was
	// found.
	Attr string
}

// Value returns the text of the element as a server reads it (see the function
// Value), or the value of the attribute.
func (m Match) Value() string {
	if m.Attr != "" {
		if a := attribute(m.Element, m.Attr); a != nil {
			return a.Value
		}
		return ""
	}
	return Value(m.Element)
}

// attribute returns the attribute of an element by its full name, nil where
// there is none. (SelectAttr finds x:name where it is asked for name.)
func attribute(e *etree.Element, name string) *etree.Attr {
	for i := range e.Attr {
		if e.Attr[i].FullKey() == name {
			return &e.Attr[i]
		}
	}
	return nil
}

// Compile reads a path. Of the options, Namespace counts. A text that is not an
// XPath 1.0 location path is an error.
func Compile(text string, options ...Option) (*Path, error) {
	if len(text) > maxPath {
		return nil, fmt.Errorf("path of more than %d bytes", maxPath)
	}
	if !utf8.ValidString(text) {
		return nil, errors.New("the path is not valid UTF-8")
	}
	p := &Path{text: text, query: strings.TrimSpace(text), spaces: gather(options).spaces}
	if rest, found := strings.CutSuffix(p.query, "/text()"); found && rest != "" && !strings.HasSuffix(rest, "/") {
		p.query = rest
	}
	if p.steps, p.attr = readSimple(p.query); p.steps != nil {
		p.anywhere = slices.ContainsFunc(p.steps, func(s step) bool { return s.below })
		return p, nil // needs no engine
	}
	expr, err := compile(p.query, p.spaces)
	if err != nil {
		return nil, fmt.Errorf("path %s: %w", text, err)
	}
	if !strings.Contains(p.query, ":") {
		p.expr = expr
	}
	return p, nil
}

// compile calls the engine, which panics on some texts that are no paths.
func compile(text string, spaces map[string]string) (expr *xpath.Expr, err error) {
	defer func() {
		if r := recover(); r != nil {
			expr, err = nil, fmt.Errorf("not an XPath 1.0 expression: %v", r)
		}
	}()
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("the path is empty")
	}
	// The engine ignores what follows a path, but not in parentheses.
	if _, err := xpath.CompileWithNS("("+text+")", spaces); err != nil {
		return nil, err
	}
	return xpath.CompileWithNS(text, spaces)
}

// String returns the path as it was given.
func (p *Path) String() string { return p.text }

// Simple reports whether the path can be ensured.
func (p *Path) Simple() bool { return p.steps != nil && !p.anywhere }

// Attr returns the attribute's name of a path PATH/@name that can be ensured,
// empty for any other.
func (p *Path) Attr() string {
	if !p.Simple() {
		return ""
	}
	return p.attr
}

// prefixes returns what prefixes mean in the path.
func (p *Path) prefixes(d *Document) map[string]string {
	if len(p.spaces) == 0 {
		return d.declared
	}
	all := maps.Clone(d.declared)
	maps.Copy(all, p.spaces)
	return all
}

// Find returns what the path matches, in document order. To find nothing is no
// error; a prefix that neither the document nor the caller declares is, and so
// is a path that yields something other than elements or attributes.
//
// The elements that it found, what is in them and what they are in can be
// looked at and changed; to go on from there to other parts of the tree, ask for
// Tree first, which makes all of it.
func (p *Path) Find(d *Document) ([]Match, error) {
	if p.steps != nil {
		return p.findSimple(d, d.complete)
	}
	return p.evaluate(d)
}

// evaluate finds the matches with the XPath engine.
func (p *Path) evaluate(d *Document) (found []Match, err error) {
	expr := p.expr
	if expr == nil {
		if expr, err = compile(p.query, p.prefixes(d)); err != nil {
			return nil, fmt.Errorf("path %s: %w", p.text, err)
		}
	}
	defer func() {
		if r := recover(); r != nil {
			found, err = nil, fmt.Errorf("path %s: cannot be evaluated: %v", p.text, r)
		}
	}()
	d.Tree()
	nodes, ok := expr.Evaluate(newNavigator(d)).(*xpath.NodeIterator)
	if !ok {
		return nil, fmt.Errorf("path %s: yields a value, not elements or attributes", p.text)
	}
	seen := map[Match]bool{} // the engine yields what is below several matches of //a//b several times
	for nodes.MoveNext() {
		n := nodes.Current().(*navigator)
		m := Match{Element: n.element()}
		if m.Element == nil || m.Element == n.top {
			return nil, fmt.Errorf("path %s: matches something other than elements or attributes", p.text)
		}
		if n.attr >= 0 {
			m.Attr = m.Element.Attr[n.attr].FullKey()
		}
		if !seen[m] {
			seen[m] = true
			found = append(found, m)
		}
	}
	// A union comes in the order of its parts.
	sortMatches(found)
	return found, nil
}

func sortMatches(found []Match) {
	if len(found) > 1 {
		slices.SortStableFunc(found, func(a, b Match) int { return slices.Compare(place(a.Element), place(b.Element)) })
	}
}

// place is where an element is, as the indices that lead to it.
func place(e *etree.Element) []int {
	var indices []int
	for ; e.Parent() != nil; e = e.Parent() {
		indices = append(indices, e.Index())
	}
	slices.Reverse(indices)
	return indices
}

// one returns the only match. None is an error that wraps ErrNoMatch and names
// the nearest path that matches; many are one that wraps ErrManyMatches and
// names their lines.
func (p *Path) one(d *Document) (Match, error) {
	found, err := p.Find(d)
	switch {
	case err != nil:
		return Match{}, err
	case len(found) == 0:
		return Match{}, p.noMatch(d)
	case len(found) > 1:
		return Match{}, p.manyMatches(d, found)
	}
	return found[0], nil
}

func (p *Path) noMatch(d *Document) *Error {
	return &Error{Message: fmt.Sprintf("path %s matches nothing", p.text), Hint: p.Nearest(d), cause: ErrNoMatch}
}

func (p *Path) manyMatches(d *Document, found []Match) *Error {
	err := d.errorAt(found[0].Element, fmt.Sprintf("path %s matches %d times, at lines %s", p.text, len(found),
		d.lines(found)),
		"make the path more precise")
	err.cause = ErrManyMatches
	return err
}

// lines names the lines of matches: the first ten.
func (d *Document) lines(found []Match) string {
	var lines []string
	for i, m := range found {
		if i == 10 {
			lines = append(lines, "…")
			break
		}
		at, ok := d.Position(m.Element)
		if ok {
			lines = append(lines, fmt.Sprint(at.Line))
		} else {
			lines = append(lines, "(new)")
		}
	}
	return strings.Join(lines, ", ")
}
