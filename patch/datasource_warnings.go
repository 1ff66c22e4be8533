package patch

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// warnOfDuplicates warns of two datasources of one name or JNDI name that are
// not the operation's: they are not ours to mend, but the server drops some.
func (d *Documents) warnOfDuplicates(o Datasource, entries []DefinedDatasource) {
	names, jndis := map[string]DefinedDatasource{}, map[string]DefinedDatasource{}
	for _, entry := range entries {
		if one, twice := names[entry.Name]; twice && entry.Name != o.Name {
			d.warnAt(one, "duplicate datasource %s (also at %s): the server ignores every datasource after the second",
				one.Name, d.where(one.File, entry))
		}
		one, twice := jndis[entry.JNDI]
		if twice && entry.JNDI != "" && entry.JNDI != o.JNDI && one.Name != entry.Name {
			d.warnAt(one, "datasource %s binds the JNDI name %s, and so does %s at %s: the last wins",
				one.Name, one.JNDI, entry.Name, d.where(one.File, entry))
		}
		names[entry.Name], jndis[entry.JNDI] = entry, entry
	}
}

// warnAt warns of a datasource.
func (d *Documents) warnAt(at DefinedDatasource, format string, args ...any) {
	p := d.problemAt(at.File, at.Element, "", format, args...)
	p.Code = DuplicateName
	d.Warn(p)
}

// where is the line of a datasource, with its file if that is another.
func (d *Documents) where(file string, entry DefinedDatasource) string {
	line := d.line(entry.File, entry.Element)
	if entry.File == file {
		return fmt.Sprintf("line %d", line)
	}
	return fmt.Sprintf("%s:%d", entry.File, line)
}

// ambiguous is the problem of two datasources where one may be.
func (d *Documents) ambiguous(o Datasource, one, other DefinedDatasource) *Problem {
	again := d.where(one.File, other)
	if one.Name == other.Name {
		return d.problemAt(one.File, one.Element,
			"remove one of the two: the server ignores every datasource after the second",
			"duplicate datasource %s (also at %s)", one.Name, again)
	}
	return d.problemAt(one.File, one.Element, "remove one of the two, or give it another JNDI name",
		"datasource %s, and %s at %s, would both bind the JNDI name %s", one.Name, other.Name, again, o.JNDI)
}

// warnOfNearName warns, at the end of the run, of a datasource that is there
// under nearly the name of a new one, unless the run names both: a typo would
// leave the one that was meant as it is.
func (d *Documents) warnOfNearName(name string, entries []DefinedDatasource) {
	d.Finally(func() {
		for _, entry := range entries {
			if near(name, entry.Name) && !slices.Contains(d.named, entry.Name) {
				p := d.problemAt(entry.File, entry.Element, "if that one is meant, give its name",
					"datasource %s is there, and %s was added beside it", entry.Name, name)
				p.Code = NearName
				d.Warn(p)
			}
		}
	})
}

// near reports whether two different names may be meant to be one: they differ
// in case, in - and _, in one letter more or less, or in two that are swapped.
// Another letter or digit is no such thing: WSO2AM_DB and WSO2UM_DB are two.
func near(one, other string) bool {
	if one == other {
		return false
	}
	a, b := letters(one), letters(other)
	if len(a) > len(b) {
		a, b = b, a
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	switch {
	case len(a) == len(b) && at == len(a):
		return true
	case len(a) == len(b) && at+1 < len(a):
		return a[at] == b[at+1] && a[at+1] == b[at] && string(a[at+2:]) == string(b[at+2:])
	case len(a)+1 == len(b):
		return unicode.IsLetter(b[at]) && string(a[at:]) == string(b[at+1:])
	}
	return false
}

// letters returns the letters and digits of a name in lower case.
func letters(name string) []rune {
	return slices.DeleteFunc([]rune(strings.ToLower(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// warnIfUnbound warns, at the end of the run, where nothing binds a JNDI name
// any more that something in the home asks for.
func (d *Documents) warnIfUnbound(jndi, name string) {
	d.Finally(func() {
		if _, bound := d.Binder(jndi); bound {
			return
		}
		for _, asker := range d.askers(jndi) {
			p := d.problemAt(asker.file, asker.element, "let it keep its JNDI name, or change this reference too",
				"%s refers to the JNDI name %s, which datasource %s no longer binds", asker.what, jndi, name)
			p.Code = UnboundName
			d.Warn(p)
		}
	})
}
