package verify

import (
	"io/fs"
	"strings"

	"ispatch/internal/driver"
)

// The jars of a home, listed once and searched when something is looked for.
type jars struct {
	there     bool // the home has folders of JARs at all
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

// any says whether the home has any of the folders.
func (j *jars) any() bool { return j.there }

// remove takes those classes out of a set that some JAR has.
func (j *jars) remove(classes map[string]bool) {
	for class := range classes {
		for _, jar := range j.installed {
			if jar.Has(class) {
				delete(classes, class)
			}
		}
	}
}

// hint says what to do about a missing driver.
func (j *jars) hint() string {
	hint := "copy the driver's JAR to " + driver.Lib
	if len(j.damaged) > 0 {
		hint += "; not readable as a JAR: " + strings.Join(j.damaged[:min(3, len(j.damaged))], ", ")
	}
	return hint
}
