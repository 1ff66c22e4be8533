package driver

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"ispatch/patch"
)

// A Use is a datasource and the driver class it names.
type Use struct {
	Datasource, Class string
}

// ChooseOptions are the options of File.Choose.
type ChooseOptions struct {
	// Entry is the name of a JAR in the archive, or the last part of it. If it
	// is empty, the JAR that fits is looked for.
	Entry string
	// Force accepts a JAR without a known driver class.
	Force bool
}

// Choose returns the JAR with a class that the datasources name, or else the
// JAR with any driver class: a driver may be installed before the datasources
// that use it. JARs with identical classes count as one; the first by name is
// returned. The error is a *patch.Problem that names the file: if no JAR fits
// (it lists the existing and the wanted classes), if several fit, if the wanted
// entry is missing or ambiguous, or if the chosen JAR is damaged.
func (f *File) Choose(uses []Use, o ChooseOptions) (*Candidate, error) {
	c, err := f.choose(uses, o)
	if err == nil {
		err = c.verify()
		if err != nil && f.Archive {
			err = fmt.Errorf("holds %s, which %w", quote(c.Name), err)
		}
		if err != nil {
			err = hinted{err, downloadAgain}
		}
	}
	if err != nil {
		return nil, &patch.Problem{File: quote(f.Name), Message: err.Error(), Hint: hint(err)}
	}
	return c, nil
}

func (f *File) choose(uses []Use, o ChooseOptions) (*Candidate, error) {
	among := f.Candidates
	if o.Entry != "" {
		var err error
		if among, err = f.named(o.Entry); err != nil {
			return nil, err
		}
	}
	which := func(fits func(Candidate) bool) (fitting []Candidate) {
		for _, c := range among {
			if fits(c) {
				fitting = append(fitting, c)
			}
		}
		return fitting
	}
	fitting := which(func(c Candidate) bool { return len(wantedOf(&c.JAR, uses)) > 0 })
	if len(fitting) == 0 {
		fitting = which(func(c Candidate) bool { return len(c.JAR.Drivers()) > 0 })
	}
	if len(fitting) == 0 && o.Force {
		fitting = slices.Clone(among)
	}
	slices.SortFunc(fitting, func(a, b Candidate) int { return strings.Compare(a.Name, b.Name) })
	var different []Candidate
	for _, c := range fitting {
		if !slices.ContainsFunc(different, func(other Candidate) bool { return same(&c.JAR, &other.JAR) }) {
			different = append(different, c)
		}
	}
	switch len(different) {
	case 1:
		return &different[0], nil
	case 0:
		return nil, f.nothingFits(among, uses)
	}
	return nil, hinted{fmt.Errorf("holds %d JARs that fit: %s", len(different), list(different)),
		"choose one of them as the entry, or unpack the archive and name the JAR itself"}
}

// wantedOf returns the classes of a JAR that datasources name, each once.
func wantedOf(jar *JAR, uses []Use) (classes []string) {
	for _, u := range uses {
		if jar.Has(u.Class) && !slices.Contains(classes, u.Class) {
			classes = append(classes, u.Class)
		}
	}
	return classes
}

// same reports whether two JARs have the same classes, byte for byte.
func same(a, b *JAR) bool { return len(a.classes) > 0 && maps.Equal(a.classes, b.classes) }

// named returns the candidates with a name.
func (f *File) named(entry string) ([]Candidate, error) {
	if !f.Archive {
		return nil, hinted{fmt.Errorf("is a JAR itself, so there is no %s in it to choose", quote(entry)),
			"choose no entry"}
	}
	meant := func(name string) bool {
		name = strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "./")
		return name == strings.TrimPrefix(entry, "./") || path.Base(name) == entry
	}
	var found []Candidate
	for _, c := range f.Candidates {
		if meant(c.Name) {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 1:
		return found, nil
	case len(found) > 1:
		return nil, hinted{fmt.Errorf("holds %d JARs named %s: %s", len(found), quote(entry), list(found)),
			"unpack the archive, and name the JAR itself"}
	case slices.ContainsFunc(f.links, meant):
		return nil, fmt.Errorf("holds %s only as a link, which is not followed; its JARs are %s", quote(entry),
			list(f.Candidates))
	}
	return nil, fmt.Errorf("holds no JAR named %s; there are %s", quote(entry), list(f.Candidates))
}

// nothingFits returns the error about a file without a driver.
func (f *File) nothingFits(among []Candidate, uses []Use) error {
	const hint = "name the JAR of the database's JDBC driver"
	wanted := ""
	if len(uses) > 0 {
		wanted = "; wanted: " + wantedClasses(uses)
	}
	if !f.Archive {
		if problem := f.Candidates[0].JAR.Problem; problem != "" {
			return fmt.Errorf("%s", problem)
		}
		return hinted{fmt.Errorf("holds no driver class%s", wanted), hint}
	}
	all := make([]string, len(among))
	for i := range among {
		all[i] = quote(among[i].Name)
		if among[i].JAR.Problem != "" {
			all[i] += " (which can't be read: it " + among[i].JAR.Problem + ")"
		}
	}
	return hinted{fmt.Errorf("holds no JAR with a driver class: %s%s", several(all), wanted), hint}
}

// contents lists the driver classes of a JAR.
func contents(jar *JAR) string {
	if drivers := jar.Drivers(); len(drivers) > 0 {
		return strings.Join(drivers, ", ")
	}
	return "no driver class"
}

// wantedClasses lists the wanted classes, each once, with the datasources that name
// them.
func wantedClasses(uses []Use) string {
	var classes []string
	by := map[string][]string{}
	for _, u := range uses {
		if by[u.Class] == nil {
			classes = append(classes, u.Class)
		}
		by[u.Class] = append(by[u.Class], quote(u.Datasource))
	}
	for i, class := range classes {
		name := quote(class)
		if class != strings.TrimSpace(class) {
			name = fmt.Sprintf("%q", class)
		}
		classes[i] = fmt.Sprintf("%s (%s)", name, strings.Join(by[class], ", "))
	}
	return strings.Join(classes, ", ")
}

// list lists the names of candidates.
func list(candidates []Candidate) string {
	names := make([]string, len(candidates))
	for i, c := range candidates {
		names[i] = quote(c.Name)
	}
	return several(names)
}

// several joins the texts of a list, up to a limit.
func several(texts []string) string {
	const most = 20
	if n := len(texts); n > most {
		return fmt.Sprintf("%s and %d more", strings.Join(texts[:most], ", "), n-most)
	}
	return strings.Join(texts, ", ")
}
