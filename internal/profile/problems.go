package profile

import (
	"fmt"
	"sort"

	"ispatch/patch"
)

// An origin is where a key or value was given: a place in the profile, or an
// option of the command line.
type origin struct {
	line, column int
	// option is how the option is called in messages, "--set database.port".
	// It is empty for what stands in the profile.
	option string
	// key is the option's key, database.port.
	key string
	// order counts the options from 1.
	order int
	// secret says that the text came from a file or a variable.
	secret bool
}

// fromOption says whether an option brought it.
func (o origin) fromOption() bool { return o.option != "" }

// before orders origins: the profile's by place, then options as given.
func (o origin) before(other origin) bool {
	if o.order != other.order {
		return o.order < other.order
	}
	if o.line != other.line {
		return o.line < other.line
	}
	return o.column < other.column
}

// problems collects what is wrong.
type problems struct {
	file  string // the profile's name
	found []problem
}

type problem struct {
	at origin
	patch.Problem
}

// add notes what is wrong with the key path ("" for the profile as a whole)
// given at a place.
func (p *problems) add(at origin, path, hint, format string, values ...any) {
	message := fmt.Sprintf(format, values...)
	if path != "" && path != at.key {
		message = path + ": " + message
	}
	one := patch.Problem{File: p.file, Line: at.line, Column: at.column, Message: message, Hint: hint}
	if at.fromOption() {
		one = patch.Problem{Message: at.option + ": " + message, Hint: hint}
	}
	p.found = append(p.found, problem{at, one})
}

// err returns what was found in the order of the input, nil where there is
// nothing. A problem that several uses of one value share is reported once.
func (p *problems) err() error {
	sort.SliceStable(p.found, func(i, j int) bool { return p.found[i].at.before(p.found[j].at) })
	var all patch.Problems
	seen := map[string]bool{}
	for i := range p.found {
		one := p.found[i].Problem
		if key := one.Error() + "\n" + one.Hint; !seen[key] {
			seen[key] = true
			all = append(all, &one)
		}
	}
	return all.Err()
}
