package xmlpath

import "strings"

// readSimple reads a path of steps to a child, or with // to anything below,
// whose predicates are equalities, as far as it is one:
//
//	/A/B[@name='x']//C[d/e='y'][f='z']/@attr
//
// It returns no steps for any other path.
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

type simpleReader struct{ rest string }

func (r *simpleReader) take(prefix string) bool {
	rest, found := strings.CutPrefix(r.rest, prefix)
	r.rest = rest
	return found
}

// name reads an element's or attribute's name, maybe with a prefix.
func (r *simpleReader) name() string {
	end := 0
	for i, c := range r.rest {
		if !isName(c) || i == 0 && (!isNameStart(c) || c == ':') {
			break
		}
		end = i + len(string(c))
	}
	name := r.rest[:end]
	// XPath has names with :: in it, which are axes.
	if strings.Count(name, ":") > 1 || strings.HasSuffix(name, ":") {
		return ""
	}
	r.rest = r.rest[end:]
	return name
}

// equality reads what is between [ and ].
func (r *simpleReader) equality() (equality, bool) {
	r.blanks()
	e, ok := r.relative()
	if !ok {
		return e, false
	}
	r.blanks()
	if !r.take("=") {
		return e, false
	}
	r.blanks()
	if r.rest == "" || r.rest[0] != '\'' && r.rest[0] != '"' {
		return e, false
	}
	quote := r.rest[:1]
	value, rest, found := strings.Cut(r.rest[1:], quote)
	if !found {
		return e, false
	}
	e.value, r.rest = value, rest
	r.blanks()
	return e, r.take("]")
}

// relative reads the path of an equality: @name, a/b, a/b/@name.
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
