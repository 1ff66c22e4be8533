package xmlpath

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// Comment turns the element that a path matches into a comment, by adding only
// comment marks. It reports whether anything changed. Uncomment with the same
// path restores the original bytes.
//
// If a comment already contains the element, nothing changes. If nothing
// matches, the error wraps ErrNoMatch. If several elements match, the error
// wraps ErrManyMatches; with the option All each of them becomes a comment. It
// is an error if the path ends in text(), or matches the root element, an
// attribute, or an element that cannot be in a comment (see CommentOut). After an error the document is
// unchanged.
func (d *Document) Comment(path string, options ...Option) (changed bool, err error) {
	p, err := Compile(path, options...)
	if err != nil {
		return false, err
	}
	changes, err := p.Comment(d, options...)
	return anyChanged(changes), err
}

// Comment is like Document.Comment, and returns a Change for each match. The
// Element of a Change is no longer in the tree.
func (p *Path) Comment(d *Document, options ...Option) ([]Change, error) {
	if err := p.wholeElement("become a comment", ""); err != nil {
		return nil, err
	}
	o := gather(options)
	found, err := p.Find(d)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		twins, err := p.twins(d)
		if err != nil {
			return nil, err
		}
		if len(twins) == 0 {
			return nil, p.noMatch(d)
		}
		return nil, nil
	}
	if len(found) > 1 && !o.all {
		return nil, p.manyMatches(d, found)
	}
	var changes []Change
	for _, m := range found {
		if m.Attr != "" {
			return nil, d.errorAt(m.Element, fmt.Sprintf("path %s matches an attribute, which cannot become a comment",
				p.text), "")
		}
		if m.Element == d.root() {
			return nil, p.root(d, "a comment")
		}
	}
	var done []*etree.Comment
	for _, m := range found {
		c, err := d.CommentOut(m.Element)
		if err != nil {
			for _, c := range done {
				d.Activate(c)
			}
			return nil, err
		}
		done = append(done, c)
		changes = append(changes, Change{Match: m, Action: Removed})
	}
	return changes, nil
}

// Uncomment makes a commented element active. The path names the element as if
// it were active: Uncomment looks for it in the comments of its parent. It
// reports whether anything changed.
//
// If the element is already active, nothing changes. If no comment contains it,
// the error wraps ErrNoMatch. If several comments contain it, the error names
// their lines; with the option All each of them becomes active. A path that ends
// in text() is an error.
func (d *Document) Uncomment(path string, options ...Option) (changed bool, err error) {
	p, err := Compile(path, options...)
	if err != nil {
		return false, err
	}
	changes, err := p.Uncomment(d, options...)
	return anyChanged(changes), err
}

// Uncomment is like Document.Uncomment, and returns a Change for each element.
func (p *Path) Uncomment(d *Document, options ...Option) ([]Change, error) {
	if err := p.wholeElement("be taken out of a comment", ""); err != nil {
		return nil, err
	}
	o := gather(options)
	found, err := p.Find(d)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 && !o.all {
		return []Change{{Match: found[0], Action: Unchanged}}, nil
	}
	changes, err := p.uncomment(d, o)
	if err != nil && len(found) > 0 && o.all {
		return []Change{{Match: found[0], Action: Unchanged}}, nil
	}
	return changes, err
}

// uncomment makes the commented elements that match a path active.
func (p *Path) uncomment(d *Document, o options) ([]Change, error) {
	twins, err := p.twins(d)
	if err != nil {
		return nil, err
	}
	if len(twins) == 0 {
		none := p.noMatch(d)
		none.Message += ", not in a comment either"
		return nil, none
	}
	if len(twins) > 1 && !o.all {
		return nil, p.manyTwins(d, twins)
	}
	var changes []Change
	for len(twins) > 0 {
		e, err := d.activate(twins[0])
		if err != nil {
			return nil, err
		}
		changes = append(changes, Change{Match: Match{Element: e}, Action: Inserted})
		if len(changes) == maxTwins {
			break
		}
		// A comment may contain several elements; its rest became a new
		// comment.
		if twins, err = p.twins(d); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

func (p *Path) manyTwins(d *Document, twins []*twin) error {
	many := d.errorAt(twins[0].tokens[0], fmt.Sprintf("path %s is in comments %d times, at lines %d and %d", p.text,
		len(twins), d.lineOf(twins[0]), d.lineOf(twins[1])), "remove one of the two, or make the path more precise")
	many.cause = ErrManyMatches
	return many
}

// maxTwins is the maximum number of commented elements that one path makes
// active.
const maxTwins = 1000

// lineOf returns the line of a commented element.
func (d *Document) lineOf(t *twin) int {
	at, _ := d.Position(t.tokens[0])
	return at.Line + strings.Count(t.text[:t.start], "\n")
}

// twins finds the elements that match the path in the comments of its parent.
func (p *Path) twins(d *Document) ([]*twin, error) {
	if !p.Simple() {
		return p.evaluateTwins(d)
	}
	if p.attr != "" || len(p.steps) < 2 {
		return nil, nil
	}
	above := *p
	above.steps = p.steps[:len(p.steps)-1]
	parents, err := above.findSimple(d, func(*etree.Element) {})
	if err != nil {
		return nil, err
	}
	last, err := p.steps[len(p.steps)-1].resolve(p.prefixes(d))
	if err != nil {
		return nil, fmt.Errorf("path %s: %w", p.text, err)
	}
	var found []*twin
	for _, parent := range parents {
		found = append(found, d.twins(parent.Element, func(e *etree.Element) bool { return last.matches(d, e) })...)
	}
	return found, nil
}

// evaluateTwins finds elements in comments for any path: elements with the name
// of the last step that the path matches once they are put in the tree.
func (p *Path) evaluateTwins(d *Document) ([]*twin, error) {
	ends := stepEnds(p.query)
	if len(ends) == 0 {
		return nil, nil
	}
	last := p.query
	if len(ends) > 1 {
		last = last[ends[len(ends)-2]:]
	}
	name := (&simpleReader{strings.TrimLeft(last, "/")}).name()
	local := name[strings.IndexByte(name, ':')+1:]
	if local == "" {
		return nil, nil
	}
	var found []*twin
	for _, parent := range d.Tree().FindElements("//*") {
		for _, t := range d.twins(parent, func(e *etree.Element) bool { return e.Tag == local }) {
			if len(found) == maxTwins {
				break
			}
			at := t.tokens[0].Index()
			parent.InsertChildAt(at, t.element)
			matches, err := p.Find(d)
			parent.RemoveChildAt(at)
			if err != nil {
				return nil, err
			}
			for _, m := range matches {
				if m.Element == t.element && m.Attr == "" {
					found = append(found, t)
				}
			}
		}
	}
	return found, nil
}
