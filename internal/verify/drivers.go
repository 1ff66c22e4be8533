package verify

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"ispatch/internal/driver"
	"ispatch/internal/jdbc"
	"ispatch/internal/spelling"
)

// A driverUse is a place that names a driver class.
type driverUse struct {
	class string
	target
}

// drivers reports driver classes that are in no JAR of the home. They are not checked if
// the home has no folder of JARs and so is only a part of a server.
func (c *check) drivers() {
	var classes []string
	uses := map[string][]driverUse{}
	for _, use := range c.classes {
		if driver.Shipped(use.class) {
			continue
		}
		if uses[use.class] == nil {
			classes = append(classes, use.class)
		}
		uses[use.class] = append(uses[use.class], use)
	}
	if len(classes) == 0 {
		return
	}
	jars := openJARs(c.fsys)
	if !jars.there {
		c.skip("drivers were not looked for: the home has neither of the folders %s and %s", driver.Lib, driver.Dropins)
		return
	}
	for _, class := range classes {
		if jars.has(class) != "" || c.full() {
			continue
		}
		use := uses[class][0]
		p := c.at(orParent(use.driver.Syntax, use.parent), "missing-driver", jars.hint(use),
			"the driver %s of %s is in no JAR of %s or %s", class, titles(uses[class]), driver.Lib, driver.Dropins)
		for _, other := range uses[class][1:] {
			relate(p, other.driver.Syntax)
		}
	}
}

// titles names the places that use a driver, for a message.
func titles(all []driverUse) string {
	const most = 5
	var names []string
	for _, use := range all[:min(len(all), most)] {
		names = append(names, use.title)
	}
	if more := len(all) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), more)
	}
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], ", ") + " and " + names[n]
	}
	return names[0]
}

// jars are the JARs of a home, listed once.
type jars struct {
	there     bool // the home has at least one folder of JARs
	installed []driver.JAR
	damaged   []string
}

// openJARs lists the JARs of a home that drivers may be in.
func openJARs(fsys fs.FS) *jars {
	j := &jars{}
	for _, folder := range []string{driver.Lib, driver.Dropins} {
		if info, err := fs.Stat(fsys, folder); err == nil && info.IsDir() {
			j.there = true
		}
	}
	var err error
	if j.installed, err = driver.Installed(fsys); err != nil {
		j.damaged = append(j.damaged, err.Error())
	}
	for _, jar := range j.installed {
		if jar.Problem != "" {
			j.damaged = append(j.damaged, jar.Path)
		}
	}
	return j
}

// has returns the path of a JAR that holds a class, or "" if none does.
func (j *jars) has(class string) string {
	for _, jar := range j.installed {
		if jar.Has(class) {
			return jar.Path
		}
	}
	return ""
}

// hint says how to fix a missing driver: name another class, if a JAR holds one for the
// URL or the class is misspelt; else copy the JAR.
func (j *jars) hint(use driverUse) string {
	url, _, _ := use.known()
	for _, class := range jdbc.DriverClasses(url) {
		if path := j.has(class); path != "" {
			return "write " + class + ", which is in " + path
		}
	}
	known := jdbc.KnownDrivers()
	if near := spelling.Nearest(use.class, known); near != "" && !slices.Contains(known, use.class) {
		return "did you mean " + near + "?"
	}
	hint := "copy the driver's JAR to " + driver.Lib
	if len(j.damaged) > 0 {
		hint += "; not readable as a JAR: " + strings.Join(j.damaged[:min(3, len(j.damaged))], ", ")
	}
	return hint
}
