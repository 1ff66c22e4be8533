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

// maxPath is the maximum length of a path in bytes.
const maxPath = 4096

// An error for a path that does not match exactly once, though it must, wraps one
// of these.
var (
	ErrNoMatch     = errors.New("the path matches nothing")
	ErrManyMatches = errors.New("the path matches several times")
)

// A Path is a compiled XPath 1.0 location path. It can be used for any number of
// documents, and by several goroutines at the same time.
//
// A name without a prefix matches elements or attributes of any namespace. A
// prefix has the namespace given by the option Namespace, or else the one that the
// document declares. If the path consists of child steps whose predicates are
// equalities, a missing element can be created: see Ensure.
//
// A path that ends in the step text() matches the element, because the value of an
// element is its text. Delete, Comment and Uncomment refuse such a path: they act on
// the whole element, of which the caller named only a part.
type Path struct {
	text   string
	query  string      // text without a last step text()
	ofText bool        // text has a last step text()
	expr   *xpath.Expr // nil if it depends on the document's prefixes, or steps is set
	steps  []step      // nil if the path needs the XPath engine
	attr   string      // with steps: the name of a path PATH/@name
	spaces map[string]string
	// anywhere is true if one of the steps comes after //. Such a path cannot be
	// ensured.
	anywhere bool
}

// A Match is what a path found: an element, or one of its attributes.
type Match struct {
	Element *etree.Element
	// Attr is the full name of the attribute, or empty if the path matches the
	// element itself.
	Attr string
}

// Value returns the value of the attribute, or the text of the element (see the
// function Value). It returns "" if the element no longer has the attribute.
func (m Match) Value() string {
	if m.Attr != "" {
		if a := attribute(m.Element, m.Attr); a != nil {
			return a.Value
		}
		return ""
	}
	return Value(m.Element)
}

// attribute returns the attribute of an element with a full name, or nil if there
// is none. (etree's SelectAttr("name") also finds x:name.)
func attribute(e *etree.Element, name string) *etree.Attr {
	for i := range e.Attr {
		if e.Attr[i].FullKey() == name {
			return &e.Attr[i]
		}
	}
	return nil
}

// Compile compiles a path. It uses only the option Namespace. A text that is not
// an XPath 1.0 location path is an error.
func Compile(text string, options ...Option) (*Path, error) {
	if len(text) > maxPath {
		return nil, fmt.Errorf("path of more than %d bytes", maxPath)
	}
	if !utf8.ValidString(text) {
		return nil, errors.New("the path is not valid UTF-8")
	}
	p := &Path{text: text, query: strings.TrimSpace(text), spaces: gather(options).spaces}
	if rest, found := strings.CutSuffix(p.query, "/text()"); found && rest != "" && !strings.HasSuffix(rest, "/") {
		p.query, p.ofText = rest, true
	}
	if p.steps, p.attr = readSimple(p.query); p.steps != nil {
		p.anywhere = slices.ContainsFunc(p.steps, func(s step) bool { return s.below })
		return p, nil // needs no engine
	}
	if p.query == "" {
		return nil, errors.New("the path is empty")
	}
	expr := compile(p.query, nil) // the document may declare the prefixes
	if expr == nil {
		return nil, p.invalid()
	}
	if !strings.Contains(p.query, ":") {
		p.expr = expr
	}
	return p, nil
}

// invalid returns the error for a path that the engine does not compile. The engine's own
// words are about its parser. The path comes last because a secret in it may have no end, and
// then the rest of the message is hidden.
func (p *Path) invalid() *Error {
	return &Error{Message: "cannot evaluate the path " + p.text,
		Hint: "close each bracket, parenthesis and quote; variables and functions such as id() and lang() are not supported"}
}

// compile compiles a path for the XPath engine, which panics on some invalid paths. It
// returns nil if the path is invalid or unsupported.
func compile(text string, spaces map[string]string) (expr *xpath.Expr) {
	defer func() {
		if r := recover(); r != nil {
			expr = nil
		}
	}()
	// The engine ignores garbage after a path, but not in parentheses.
	if _, err := xpath.CompileWithNS("("+text+")", spaces); err != nil {
		return nil
	}
	expr, err := xpath.CompileWithNS(text, spaces)
	if err != nil {
		return nil
	}
	return expr
}

// named returns an error with the path in front of its message.
func (p *Path) named(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return fmt.Errorf("path %s: %w", p.text, err)
	}
	named := *e
	named.Message = "path " + p.text + ": " + e.Message
	return &named
}

// String returns the path as it was given.
func (p *Path) String() string { return p.text }

// Simple reports whether Ensure can create what the path matches.
func (p *Path) Simple() bool { return p.steps != nil && !p.anywhere }

// Attr returns the name of the attribute if the path has the form PATH/@name and
// is Simple. Otherwise it returns "".
func (p *Path) Attr() string {
	if !p.Simple() {
		return ""
	}
	return p.attr
}

// prefixes maps the prefixes of the path to namespaces, for a document.
func (p *Path) prefixes(d *Document) map[string]string {
	if len(p.spaces) == 0 {
		return d.declared
	}
	all := maps.Clone(d.declared)
	maps.Copy(all, p.spaces)
	return all
}

// Find returns the matches of the path in document order, or none if nothing
// matches. It is an error if a prefix is declared neither by the document nor by
// the option Namespace, or if the path yields anything other than elements and
// attributes.
//
// Callers may read and change the elements, their content and their ancestors. To
// reach other parts of the tree, call Tree first, which builds all of it.
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
		if err := checkPathPrefixes(p.query, p.prefixes(d)); err != nil {
			return nil, p.named(err)
		}
		if expr = compile(p.query, p.prefixes(d)); expr == nil {
			return nil, p.invalid()
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
	seen := map[Match]bool{} // the engine yields a match of //a//b once for each a around it
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
	// The engine returns the matches of a union one operand after the other.
	sortMatches(found)
	return found, nil
}

func sortMatches(found []Match) {
	if len(found) > 1 {
		slices.SortStableFunc(found, func(a, b Match) int { return slices.Compare(place(a.Element), place(b.Element)) })
	}
}

// place returns the indices that lead from the top of the tree to an element.
func place(e *etree.Element) []int {
	var indices []int
	for ; e.Parent() != nil; e = e.Parent() {
		indices = append(indices, e.Index())
	}
	slices.Reverse(indices)
	return indices
}

// one returns the only match. If nothing matches, the error wraps ErrNoMatch and
// names the nearest path that matches. If there are several matches, it wraps
// ErrManyMatches and names their lines.
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

// wholeElement returns an error if the path ends in text(). what is to be done, such
// as "become a comment"; instead begins the hint, and may be empty.
func (p *Path) wholeElement(what, instead string) error {
	if !p.ofText {
		return nil
	}
	return &Error{Message: fmt.Sprintf("path %s names the text of an element, which cannot %s on its own", p.text, what),
		Hint: instead + "name the element: " + p.query}
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

// lines lists the lines of the first ten matches.
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
