package xmlpath

import (
	"fmt"

	"github.com/beevik/etree"
)

// Comment makes the element that a path matches a comment, by comment marks
// alone, and reports whether it had to change anything. Uncomment with the same
// path gives the first bytes again.
//
// Missing: where a comment holds the element already, nothing changes; else it is an error
// that wraps ErrNoMatch. There several times: an error that wraps
// ErrManyMatches, but with the option All each becomes a comment. The root
// element, an attribute, and an element that cannot be in a comment (see
// CommentOut) are errors. A call that fails leaves the document as it was.
func (d *Document) Comment(path string, options ...Option) (changed bool, err error) {
	p, err := Compile(path, options...)
	if err != nil {
		return false, err
	}
	changes, err := p.Comment(d, options...)
	return anyChanged(changes), err
}

// Comment does what Document.Comment does, and returns what it did to each
// match. The Element of a Change is no longer in the tree.
func (p *Path) Comment(d *Document, options ...Option) ([]Change, error) {
	o := gather(options)
	found, err := p.Find(d)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		twins, err := p.commented(d)
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
		if m.Element == d.Root() {
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

// Uncomment makes the element that a path names, as if it were active, active:
// it is looked for in the comments of its parent. It reports whether it had to
// change anything.
//
// Active already: nothing changes. In no comment: an error that wraps
// ErrNoMatch. In comments several times: an error that names the lines, but
// with the option All each becomes active.
func (d *Document) Uncomment(path string, options ...Option) (changed bool, err error) {
	p, err := Compile(path, options...)
	if err != nil {
		return false, err
	}
	changes, err := p.Uncomment(d, options...)
	return anyChanged(changes), err
}

// Uncomment does what Document.Uncomment does, and returns what it did to each
// element.
func (p *Path) Uncomment(d *Document, options ...Option) ([]Change, error) {
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

// uncomment makes the commented elements of a path active.
func (p *Path) uncomment(d *Document, o options) ([]Change, error) {
	twins, err := p.commented(d)
	if err != nil {
		return nil, err
	}
	switch {
	case len(twins) == 0:
		none := p.noMatch(d)
		none.Message += ", in comments neither"
		return nil, none
	case len(twins) > 1 && !o.all:
		first, _ := d.Position(twins[0])
		second, _ := d.Position(twins[1])
		many := d.errorAt(twins[0], fmt.Sprintf("path %s is in several comments, at lines %d and %d", p.text, first.Line,
			second.Line),
			"remove one of them, or make the path more precise")
		many.cause = ErrManyMatches
		return nil, many
	}
	var changes []Change
	for _, c := range twins {
		e, err := d.Activate(c)
		if err != nil {
			return nil, err
		}
		changes = append(changes, Change{Match: Match{Element: e}, Action: Inserted})
	}
	return changes, nil
}

// commented finds the comments that hold an element of the path.
func (p *Path) commented(d *Document) ([]*etree.Comment, error) {
	if !p.Simple() || p.attr != "" || len(p.steps) < 2 {
		return nil, nil
	}
	last := p.steps[len(p.steps)-1]
	above := *p
	above.steps = p.steps[:len(p.steps)-1]
	parents, err := above.findSimple(d)
	if err != nil {
		return nil, err
	}
	resolved, err := last.resolve(p.prefixes(d))
	if err != nil {
		return nil, err
	}
	var twins []*etree.Comment
	for _, parent := range parents {
		for _, t := range parent.Element.Child {
			if c, ok := t.(*etree.Comment); ok {
				if e := d.Commented(c); e != nil && resolved.matches(e) {
					twins = append(twins, c)
				}
			}
		}
	}
	return twins, nil
}
