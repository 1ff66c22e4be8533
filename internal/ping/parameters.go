package ping

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"ispatch/internal/database"
)

// parameters are those behind a URL. Each one that is asked for, or that
// doesn't matter, is crossed off; the rest is what ping doesn't know.
type parameters struct {
	list  []database.Parameter
	known []bool
	// fold says that the driver doesn't mind the case of names.
	fold bool
	// bad are those whose value is not of their kind.
	bad []string
}

// newParameters returns the parameters of a URL, their values decoded where
// the driver decodes them.
func newParameters(list []database.Parameter, fold, decode bool) *parameters {
	p := &parameters{list: append([]database.Parameter(nil), list...), known: make([]bool, len(list)), fold: fold}
	for i, item := range p.list {
		if value, err := url.QueryUnescape(item.Value); decode && err == nil {
			p.list[i].Value = value
		}
	}
	return p
}

func (p *parameters) same(a, b string) bool { return a == b || p.fold && strings.EqualFold(a, b) }

// get returns the value of a parameter by any of its names, and false where
// the URL has none. Of several the last counts, as for the drivers.
func (p *parameters) get(names ...string) (value string, ok bool) {
	for i, item := range p.list {
		for _, name := range names {
			if p.same(item.Name, name) {
				value, ok, p.known[i] = item.Value, true, true
			}
		}
	}
	return value, ok
}

// flag returns a parameter that is true or false; otherwise is its value where
// the URL has none, or another. A name alone is true.
func (p *parameters) flag(otherwise bool, names ...string) bool {
	value, ok := p.get(names...)
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "true", "yes", "1":
		return true
	case "false", "no", "0":
		return false
	case "":
		return ok || otherwise
	}
	p.bad = append(p.bad, names[0])
	return otherwise
}

// duration returns a parameter that is a number of units, 0 where the URL has
// none, or no limit.
func (p *parameters) duration(unit time.Duration, names ...string) time.Duration {
	value, ok := p.get(names...)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < 0 || n > 1<<31 {
		p.bad = append(p.bad, names[0])
		return 0
	}
	return time.Duration(n) * unit
}

// ignore crosses off parameters that have no say in whether a connection
// opens.
func (p *parameters) ignore(names ...string) { p.get(names...) }

// notes name what was left out. Values are not shown: one may be a secret.
func (p *parameters) notes() []string {
	var notes []string
	for _, name := range p.bad {
		notes = append(notes, fmt.Sprintf("the url's %s has a value that ping doesn't know, and was left out", name))
	}
	for i, item := range p.list {
		if !p.known[i] {
			notes = append(notes, fmt.Sprintf("the url's parameter %s is not known to ping, and was left out", item.Name))
		}
	}
	return notes
}
