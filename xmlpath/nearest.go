package xmlpath

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/spelling"
)

// Nearest returns a hint for a path that matches nothing: the longest beginning of
// the path that matches something, and the name that was probably meant instead of
// the next one. It returns "" if it has nothing to suggest.
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

// start returns the matches of the beginning of a path. It returns nil if that is
// not a path itself.
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

// hint returns the text of the hint: near is the beginning of the path, found its
// matches, and missing the rest of the path.
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
	guess := ""
	if near == "" && slashes == "//" {
		guess = spelling.Nearest(name, d.main.names(name))
	} else {
		guess = d.similar(found, name)
	}
	if guess != "" {
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

// names returns the local names of the elements in the text, each once, without the name
// other.
func (t *tape) names(other string) []string {
	var names []string
	seen := map[string]bool{other: true}
	for i := range t.nodes {
		if t.kind(i) != elementNode {
			continue
		}
		if _, local := cutName(t.name(i)); !seen[local] {
			seen[local] = true
			names = append(names, local)
		}
	}
	return names
}

// atLines returns the lines of matches, as words for a message.
func (d *Document) atLines(found []Match) string {
	if len(found) == 1 {
		return "line " + d.lines(found)
	}
	return "lines " + d.lines(found)
}

// similar returns the name of a child or attribute of the matches that is most
// similar to name, or "" if none is similar. The name of an attribute begins with
// @. If found is nil, only the root element is considered.
func (d *Document) similar(found []Match, name string) string {
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
		for _, t := range m.Element.Child[:min(len(m.Element.Child), 2000)] { // all built, because Find found it
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
