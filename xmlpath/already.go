package xmlpath

import (
	"slices"
	"strings"
)

// setBefore returns the matches of a path that compares what it leads to, as in
// /a/b[@id='x']/@id, if value was set before: the path itself no longer finds them. If
// there is nothing to set at all, it returns an error, because what would be created would
// not meet the path. It returns no Change if there is something to set.
func (p *Path) setBefore(d *Document, value string, o options) ([]Change, error) {
	found, err := p.Find(d)
	if err != nil || len(found) > 0 {
		return nil, err
	}
	after := p.after(value)
	if found, err = after.Find(d); err != nil {
		return nil, err
	}
	switch {
	case len(found) == 0 && p.steps == nil:
		return nil, nil // a path for the engine is never created
	case len(found) == 0:
		none := p.noMatch(d)
		none.Hint = "an element with this value would not meet the path; compare something else in the predicate"
		return nil, none
	case len(found) > 1 && !o.all:
		return nil, after.manyMatches(d, found)
	}
	changes := make([]Change, len(found))
	for i, m := range found {
		changes[i] = Change{Match: m, Action: Unchanged}
	}
	return changes, nil
}

// after returns the path with value in the predicates that compare what the path leads to.
// It returns nil if they have that value already, or there are none.
func (p *Path) after(value string) *Path {
	if p.steps == nil {
		return p.ownText(value)
	}
	var names []string
	for _, s := range p.steps {
		names = append(names, s.name)
	}
	var after *Path
	for i, s := range p.steps {
		for j, want := range s.wanted {
			if want.value == value || want.attr != p.attr || !slices.Equal(want.path, names[i+1:]) {
				continue
			}
			if after == nil {
				changed := *p
				changed.steps = slices.Clone(p.steps)
				for k := range changed.steps {
					changed.steps[k].wanted = slices.Clone(p.steps[k].wanted)
				}
				after = &changed
			}
			after.steps[i].wanted[j].value = value
		}
	}
	return after
}

// ownText is after for a path that ends in [.='old'] or [text()='old']. Any other path has
// none, and so has a value with both kinds of quotes, which no literal can contain.
func (p *Path) ownText(value string) *Path {
	quote := "'"
	if strings.Contains(value, quote) {
		quote = `"`
	}
	if strings.Contains(value, quote) {
		return nil
	}
	for i, c := range p.query {
		if r := (simpleReader{p.query[i:]}); c != '[' || !r.ownText() || r.rest != "" {
			continue
		}
		after, err := Compile(p.query[:i] + "[.=" + quote + value + quote + "]")
		if err != nil {
			return nil // too long
		}
		after.text, after.spaces = p.text, p.spaces
		return after
	}
	return nil
}
