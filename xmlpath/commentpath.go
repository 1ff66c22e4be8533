package xmlpath

import (
	"errors"
	"fmt"
	"slices"
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
// in text() is an error, and so are more than 1,000 elements in one comment.
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
	if errors.Is(err, ErrNoMatch) && len(found) > 0 {
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
	if err := p.checkTwins(d, twins); err != nil {
		return nil, err
	}
	var changes []Change
	for len(twins) > 0 {
		for _, t := range twins {
			// A comment may contain several elements; its rest became a new comment.
			if slices.ContainsFunc(t.tokens, func(c etree.Token) bool { return c.Parent() == nil }) {
				continue
			}
			e, err := d.activate(t)
			if err != nil {
				return nil, err
			}
			changes = append(changes, Change{Match: Match{Element: e}, Action: Inserted})
			if p.steps == nil {
				break // the path may count the elements that are active
			}
		}
		if twins, err = p.twins(d); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// maxTwins is the maximum number of elements in one comment that a call makes active:
// the rest of the comment is parsed again for each of them. A path that needs the XPath
// engine is evaluated for each element, so for such a path it is the maximum of all.
const maxTwins = 1000

// checkTwins returns an error if there are too many elements to make active.
func (p *Path) checkTwins(d *Document, twins []*twin) error {
	hint := "make the path more precise"
	if p.steps == nil {
		if len(twins) > maxTwins {
			return d.errorAt(twins[0].tokens[0], fmt.Sprintf("path %s is in comments more than %d times", p.text, maxTwins),
				hint)
		}
		return nil
	}
	count := map[etree.Token]int{}
	for _, t := range twins {
		count[t.tokens[0]]++
	}
	for _, t := range twins {
		if n := count[t.tokens[0]]; n > maxTwins {
			return d.errorAt(t.tokens[0], fmt.Sprintf("path %s is %d times in one comment, more than %d", p.text, n,
				maxTwins), hint)
		}
	}
	return nil
}

func (p *Path) manyTwins(d *Document, twins []*twin) error {
	many := d.errorAt(twins[0].tokens[0], fmt.Sprintf("path %s is in comments %d times, at lines %d and %d", p.text,
		len(twins), d.lineOf(twins[0]), d.lineOf(twins[1])), "remove one of the two, or make the path more precise")
	many.cause = ErrManyMatches
	return many
}

// lineOf returns the line of a commented element.
func (d *Document) lineOf(t *twin) int {
	at, _ := d.Position(t.tokens[0])
	return at.Line + strings.Count(t.text[:t.start], "\n")
}

// twins finds the elements that match the path in the comments of its parent.
func (p *Path) twins(d *Document) ([]*twin, error) {
	if p.steps == nil {
		return p.evaluateTwins(d)
	}
	if p.attr != "" {
		return nil, nil
	}
	parents, err := p.twinParents(d)
	if err != nil {
		return nil, err
	}
	last, err := p.steps[len(p.steps)-1].resolve(p.prefixes(d))
	if err != nil {
		return nil, p.named(err)
	}
	var found []*twin
	for _, parent := range parents {
		found = append(found, d.twins(parent, func(e *etree.Element) bool { return last.matches(d, e) })...)
	}
	return found, nil
}

// twinParents returns the elements whose comments may contain what the path, which has
// steps, matches.
func (p *Path) twinParents(d *Document) ([]*etree.Element, error) {
	n := len(p.steps) - 1
	var parents []*etree.Element
	if n > 0 {
		above := *p
		above.steps = p.steps[:n]
		found, err := above.findSimple(d, func(*etree.Element) {})
		if err != nil {
			return nil, err
		}
		for _, m := range found {
			parents = append(parents, m.Element)
		}
	} else if p.steps[n].below {
		parents = []*etree.Element{d.Root()}
	}
	if !p.steps[n].below {
		return parents, nil
	}
	d.Tree()
	var all []*etree.Element
	seen := map[*etree.Element]bool{}
	var add func(e *etree.Element)
	add = func(e *etree.Element) {
		if seen[e] {
			return // one of the parents is in another
		}
		seen[e] = true
		all = append(all, e)
		for _, child := range e.ChildElements() {
			add(child)
		}
	}
	for _, e := range parents {
		add(e)
	}
	return all, nil
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
			if len(found) > maxTwins {
				return found, nil // checkTwins reports them
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
