package xmlpath

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/spelling"
)

// Nearest returns, for a path that matches nothing, a hint that names the
// longest start of it that does, and a name there that was probably meant. It
// is empty where nothing helps.
func (p *Path) Nearest(d *Document) string {
	starts := stepEnds(p.query)
	if len(starts) == 0 {
		return ""
	}
	for i := len(starts) - 1; i >= 0; i-- {
		near, missing := "", p.query
		if i > 0 {
			near, missing = p.query[:starts[i-1]], p.query[starts[i-1]:]
			if near == "" || strings.HasSuffix(near, "/") {
				continue
			}
		}
		var found []Match
		if near != "" {
			if found = p.start(d, near); len(found) == 0 {
				continue
			}
		}
		return p.hint(d, near, missing, found)
	}
	return ""
}

// start finds what the start of a path matches.
func (p *Path) start(d *Document, text string) []Match {
	q, err := Compile(text)
	if err != nil {
		return nil
	}
	q.spaces = p.spaces
	found, err := q.Find(d)
	if err != nil {
		return nil
	}
	return found
}

// hint words what Nearest found: what matches, and what comes next in the path
// but is not there.
func (p *Path) hint(d *Document, near, missing string, found []Match) string {
	step := missing
	if ends := stepEnds(missing); len(ends) > 0 {
		step = missing[:ends[0]]
	}
	slashes := step[:len(step)-len(strings.TrimLeft(step, "/"))]
	bare, _, predicate := strings.Cut(step, "[")
	if predicate {
		if all := p.start(d, near+bare); len(all) > 0 {
			return fmt.Sprintf("the nearest path that matches is %s, at %s; its predicate does not",
				near+bare, d.atLines(all))
		}
	}
	name := strings.TrimPrefix(bare, slashes)
	if guess := d.alike(found, name); guess != "" {
		text := fmt.Sprintf("did you mean %s%s%s?", near, slashes, guess)
		if near != "" {
			text = fmt.Sprintf("the nearest path that matches is %s, at %s; %s", near, d.atLines(found), text)
		}
		return text
	}
	if near == "" && slashes == "//" {
		return ""
	}
	if near == "" {
		return fmt.Sprintf("the root element is <%s>", d.root().FullTag())
	}
	return fmt.Sprintf("the nearest path that matches is %s, at %s", near, d.atLines(found))
}

func (d *Document) atLines(found []Match) string {
	if len(found) == 1 {
		return "line " + d.lines(found)
	}
	return "lines " + d.lines(found)
}

// alike returns the name of a child or an attribute of the matches, or without
// matches of the root, that differs little from a name that is not there. An
// attribute's name begins with @.
func (d *Document) alike(found []Match, name string) string {
	var names []string
	consider := func(other string) {
		if other != name && !slices.Contains(names, other) {
			names = append(names, other)
		}
	}
	if found == nil {
		consider(d.root().Tag)
		return spelling.Nearest(name, names)
	}
	for _, m := range found[:min(len(found), 100)] {
		if m.Attr != "" {
			continue
		}
		for _, a := range m.Element.Attr {
			consider("@" + a.Key)
		}
		for _, t := range m.Element.Child[:min(len(m.Element.Child), 2000)] { // complete, as it was found
			if e, ok := t.(*etree.Element); ok {
				consider(e.Tag)
			}
		}
	}
	return spelling.Nearest(name, names)
}

// stepEnds returns the offsets at which the steps of a path end. It is nil for
// a path that is not a plain sequence of steps from the root, such as a union.
func stepEnds(text string) []int {
	if !strings.HasPrefix(text, "/") {
		return nil
	}
	var ends []int
	depth, quote := 0, byte(0)
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '[' || c == '(':
			depth++
		case c == ']' || c == ')':
			depth--
		case depth == 0 && c == '|':
			return nil
		case depth == 0 && c == '/' && text[i-1] != '/':
			ends = append(ends, i)
		}
	}
	return append(ends, len(text))
}
