package xmlpath

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// A resolvedStep is a step whose prefixes were looked up.
type resolvedStep struct {
	name   qualified
	wanted []resolvedEquality
}

type resolvedEquality struct {
	path  []qualified
	attr  qualified
	text  bool // of the text, not of attr
	value string
}

// resolve looks up the prefixes of a step. One that is not declared is an
// error.
func (s step) resolve(spaces map[string]string) (resolvedStep, error) {
	name, err := qualify(s.name, spaces)
	if err != nil {
		return resolvedStep{}, err
	}
	r := resolvedStep{name: name}
	for _, want := range s.wanted {
		q := resolvedEquality{text: want.attr == "", value: want.value}
		if !q.text {
			if q.attr, err = qualify(want.attr, spaces); err != nil {
				return resolvedStep{}, err
			}
		}
		for _, name := range want.path {
			part, err := qualify(name, spaces)
			if err != nil {
				return resolvedStep{}, err
			}
			q.path = append(q.path, part)
		}
		r.wanted = append(r.wanted, q)
	}
	return r, nil
}

// matches reports whether an element has the name of the step and what its
// predicates want.
func (s resolvedStep) matches(e *etree.Element) bool {
	if !s.name.element(e) {
		return false
	}
	for _, want := range s.wanted {
		if !want.holds(e, want.path) {
			return false
		}
	}
	return true
}

// holds reports whether any element that the rest of the equality's path leads
// to has the value.
func (q resolvedEquality) holds(e *etree.Element, path []qualified) bool {
	if len(path) == 0 {
		if q.text {
			return hasText(e, q.value)
		}
		for _, a := range e.Attr {
			if a.Value == q.value && q.attr.attribute(e, a) {
				return true
			}
		}
		return false
	}
	for _, t := range e.Child {
		if child, ok := t.(*etree.Element); ok && path[0].element(child) && q.holds(child, path[1:]) {
			return true
		}
	}
	return false
}

// hasText reports whether all the text below an element is value.
func hasText(e *etree.Element, value string) bool {
	if len(e.Child) == 1 {
		if c, ok := e.Child[0].(*etree.CharData); ok {
			return c.Data == value
		}
	}
	var b strings.Builder
	stringValue(&b, e)
	return b.String() == value
}

// findSimple finds the matches of a path that can be ensured, without the XPath
// engine.
func (p *Path) findSimple(d *Document) ([]Match, error) {
	spaces := p.prefixes(d)
	level := []*etree.Element{&d.tree.Element}
	for _, s := range p.steps {
		resolved, err := s.resolve(spaces)
		if err != nil {
			return nil, fmt.Errorf("path %s: %w", p.text, err)
		}
		var next []*etree.Element
		for _, e := range level {
			for _, t := range e.Child {
				if child, ok := t.(*etree.Element); ok && resolved.matches(child) {
					next = append(next, child)
				}
			}
		}
		level = next
	}
	var found []Match
	if p.attr == "" {
		for _, e := range level {
			found = append(found, Match{Element: e})
		}
		return found, nil
	}
	name, err := qualify(p.attr, spaces)
	if err != nil {
		return nil, fmt.Errorf("path %s: %w", p.text, err)
	}
	for _, e := range level {
		for _, a := range e.Attr {
			if name.attribute(e, a) {
				found = append(found, Match{e, a.FullKey()})
			}
		}
	}
	return found, nil
}
