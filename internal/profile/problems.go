package profile

import (
	"fmt"
	"sort"

	"ispatch/internal/problem"
)

// problems collects problems.
type problems struct {
	found []located
}

// A located is a problem with its sort position.
type located struct {
	at origin
	problem.Problem
}

// add adds a problem with the key path ("" for the profile as a whole) at a place.
func (p *problems) add(at origin, path, hint, format string, values ...any) {
	message := fmt.Sprintf(format, values...)
	if path != "" && path != at.key {
		message = path + ": " + message
	}
	one := problem.Problem{File: at.file, Line: at.line, Column: at.column, Message: message, Hint: hint}
	if at.fromOption() {
		one = problem.Problem{Message: at.option + ": " + message, Hint: hint}
	}
	p.found = append(p.found, located{at, one})
}

// reject reports a value and marks it.
func (p *problems) reject(n *node, path, hint, format string, values ...any) {
	n.bad = true
	p.add(n.at, path, hint, format, values...)
}

// list returns the problems in the order of the input. A problem that several uses of one
// value share is reported once.
func (p *problems) list() problem.List {
	sort.SliceStable(p.found, func(i, j int) bool { return p.found[i].at.before(p.found[j].at) })
	var all problem.List
	seen := map[string]bool{}
	for i := range p.found {
		one := p.found[i].Problem
		if key := one.Error() + "\n" + one.Hint; !seen[key] {
			seen[key] = true
			all = append(all, &one)
		}
	}
	return all
}

// err returns the list as an error, or nil if it is empty.
func (p *problems) err() error { return p.list().Err() }
