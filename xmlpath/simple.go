package xmlpath

import "strings"

// readSimple reads a path that consists of child steps and // steps whose
// predicates are equalities, such as
//
//	/A/B[@name='x']//C[d/e='y'][f='z']/@attr
//
// It returns nil for any other path. attr is empty if the last step is not an
// attribute.
func readSimple(text string) (steps []step, attr string) {
	r := simpleReader{strings.TrimSpace(text)}
	if !r.take("/") {
		return nil, ""
	}
	for {
		below := r.take("/")
		if !below && r.take("@") {
			if attr = r.name(); attr == "" || r.rest != "" || len(steps) == 0 {
				return nil, ""
			}
			return steps, attr
		}
		s := step{name: r.name(), below: below}
		if s.name == "" {
			return nil, ""
		}
		for r.take("[") {
			e, ok := r.equality()
			if !ok {
				return nil, ""
			}
			s.wanted = append(s.wanted, e)
		}
		steps = append(steps, s)
		if r.rest == "" {
			return steps, ""
		}
		if !r.take("/") {
			return nil, ""
		}
	}
}

// A simpleReader reads the parts of such a path. Its methods remove what they read
// from rest.
type simpleReader struct{ rest string }

// take removes a prefix from rest, and reports whether rest began with it.
func (r *simpleReader) take(prefix string) bool {
	rest, found := strings.CutPrefix(r.rest, prefix)
	r.rest = rest
	return found
}

// name reads the name of an element or attribute, with or without a prefix. It
// returns "" if there is none.
func (r *simpleReader) name() string {
	end := 0
	for i, c := range r.rest {
		if !isName(c) || i == 0 && (!isNameStart(c) || c == ':') {
			break
		}
		end = i + len(string(c))
	}
	name := r.rest[:end]
	// A name with :: is an axis.
	if strings.Count(name, ":") > 1 || strings.HasSuffix(name, ":") {
		return ""
	}
	r.rest = r.rest[end:]
	return name
}

// equality reads a predicate after its [, up to and including its ]. It returns
// false if the predicate is not an equality.
func (r *simpleReader) equality() (equality, bool) {
	r.blanks()
	e, ok := r.relative()
	if !ok {
		return e, false
	}
	e.value, ok = r.literal()
	return e, ok
}

// literal reads the right side of an equality, from its = to its ].
func (r *simpleReader) literal() (value string, ok bool) {
	r.blanks()
	if !r.take("=") {
		return "", false
	}
	r.blanks()
	if r.rest == "" || r.rest[0] != '\'' && r.rest[0] != '"' {
		return "", false
	}
	quote := r.rest[:1]
	value, rest, found := strings.Cut(r.rest[1:], quote)
	if !found {
		return "", false
	}
	r.rest = rest
	r.blanks()
	return value, r.take("]")
}

// ownText reads a predicate [.='value'] or [text()='value'], and reports whether there was
// one.
func (r *simpleReader) ownText() bool {
	if !r.take("[") {
		return false
	}
	r.blanks()
	if !r.take(".") && !r.take("text()") {
		return false
	}
	_, ok := r.literal()
	return ok
}

// relative reads the left side of an equality: @name, a/b, or a/b/@name. It
// returns false for anything else.
func (r *simpleReader) relative() (equality, bool) {
	var e equality
	for {
		if r.take("@") {
			e.attr = r.name()
			return e, e.attr != ""
		}
		name := r.name()
		if name == "" {
			return e, false
		}
		e.path = append(e.path, name)
		if !r.take("/") {
			return e, true
		}
	}
}

func (r *simpleReader) blanks() { r.rest = strings.TrimLeft(r.rest, " \t\r\n") }
