package xmlpath

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antchfx/xpath"
	"github.com/beevik/etree"
)

// maxPath bounds the length of a path in bytes.
const maxPath = 4096

// A Path is an XPath 1.0 location path that finds elements and attributes in a
// Document. An unprefixed name matches an element of any namespace; a prefix
// means what the document declares it to be. A path of child steps whose
// predicates are equalities can also be ensured: see Ensure.
type Path struct {
	text  string
	steps []step // of a path that can be ensured
	attr  string // its attribute, of a path PATH/@name
}

// A step is one element of a path that can be ensured.
type step struct {
	name   string
	wanted []equality
}

// An equality is a predicate [@name='value'] or [child/child='value'].
type equality struct {
	path  []string // element names
	attr  string   // without @; empty for an equality of text
	value string
}

// A Match is what a path found: an element, or one of its attributes.
type Match struct {
	Element *etree.Element
	// Attr is the attribute's full name, empty where the element itself was
	// found.
	Attr string
}

// CompilePath reads a path. A path that is no XPath 1.0 location path is an
// error.
func CompilePath(text string) (*Path, error) {
	if len(text) > maxPath {
		return nil, fmt.Errorf("path of more than %d bytes", maxPath)
	}
	if _, err := compile(text, nil); err != nil {
		return nil, fmt.Errorf("path %s: %w", text, err)
	}
	p := &Path{text: text}
	p.steps, p.attr = readSimple(text)
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

// Simple says whether the path can be ensured.
func (p *Path) Simple() bool { return p.steps != nil }

// Attr returns the attribute's name of a path PATH/@name that can be ensured,
// empty for any other.
func (p *Path) Attr() string { return p.attr }

// Find returns what the path matches, in document order. Nothing found is no
// error; a prefix that the document does not declare is, and so is a path that
// yields something other than elements or attributes.
func (p *Path) Find(d *Document) (found []Match, err error) {
	expr, err := compile(p.text, d.declared)
	if err != nil {
		return nil, fmt.Errorf("path %s: %w", p.text, err)
	}
	defer func() {
		if r := recover(); r != nil {
			found, err = nil, fmt.Errorf("path %s: cannot be evaluated: %v", p.text, r)
		}
	}()
	nodes, ok := expr.Evaluate(newNavigator(d)).(*xpath.NodeIterator)
	if !ok {
		return nil, fmt.Errorf("path %s: yields a value, not elements or attributes", p.text)
	}
	for nodes.MoveNext() {
		n := nodes.Current().(*navigator)
		e := n.element()
		switch {
		case e == nil || e == n.top:
			return nil, fmt.Errorf("path %s: matches something other than elements or attributes", p.text)
		case n.attr >= 0:
			found = append(found, Match{e, e.Attr[n.attr].FullKey()})
		default:
			found = append(found, Match{Element: e})
		}
	}
	// A union comes in the order of its parts.
	slices.SortStableFunc(found, func(a, b Match) int { return slices.Compare(place(a.Element), place(b.Element)) })
	return found, nil
}

// place is where an element stands, as the indices that lead to it.
func place(e *etree.Element) []int {
	var indices []int
	for ; e.Parent() != nil; e = e.Parent() {
		indices = append(indices, e.Index())
	}
	slices.Reverse(indices)
	return indices
}
