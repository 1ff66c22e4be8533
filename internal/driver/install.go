package driver

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// An Installation is what installing a driver would change in a home.
type Installation struct {
	// Path is where the JAR is to be, in Lib.
	Path string
	// Old is what is there now, nil where there is nothing; New is the JAR.
	Old, New []byte
	// Classes are the wanted classes that it holds. Where it holds none (it was
	// forced), all of its driver classes, and if there are none its file name.
	Classes []string
	// Removed are the other versions that go, where that was asked for.
	Removed []Removal
	// Warnings are for the person who installs it.
	Warnings problem.List
}

// Codes of warnings whose remedy may be an option of whoever calls.
const (
	// CodeOtherVersion is the code of another version of the driver that stays.
	CodeOtherVersion = "other-driver-version"
	// CodeUnused is the code of a driver that no datasource names a class of.
	CodeUnused = "unused-driver"
)

// A Removal is a JAR of the home that goes.
type Removal struct {
	Path string
	Old  []byte
	// Class is the driver class that it holds too, or the file's name.
	Class string
}

// Plan plans to install a JAR in Lib, under its own name. Nothing is written.
//
// A JAR of that name is replaced, or left where it is the same. Other versions
// of the driver in Lib and Dropins (JARs with a driver class of this one, or with
// its name but for the version) are removed with replace, and a warning without.
// The bundle that the server made of this same JAR is not one of these. A JAR with
// the class that is more than a driver, and one that is a symbolic link, are a
// warning at any rate. So are classes that are in no JAR, and a home without
// the folder Lib, which then is made.
func Plan(fsys fs.FS, c *Candidate, uses []Use, replace bool) (*Installation, error) {
	name := path.Base(strings.ReplaceAll(c.Name, `\`, "/"))
	if quote(name) != name {
		return nil, &patch.Problem{File: quote(c.Name), Message: "is no name for a file of the server", Hint: "rename it"}
	}
	// The server takes files for JARs whose names end in just that.
	name = name[:len(name)-len(path.Ext(name))] + ".jar"
	in := &Installation{Path: path.Join(Lib, name), New: c.Data}
	var err error
	if in.Old, err = readIfThere(fsys, in.Path); err != nil {
		return nil, err
	}
	if _, err := fs.Stat(fsys, Lib); errors.Is(err, fs.ErrNotExist) {
		in.warn("", Lib, "there is no such folder, and it is made: is this the home of a whole server?")
	}
	in.Classes = wantedOf(&c.JAR, uses)
	if in.Classes == nil {
		wanted := ""
		if len(uses) > 0 {
			wanted = "; they name " + Wanted(uses)
		}
		in.warn(CodeUnused, in.Path, "no datasource names a driver class of it: it has %s%s", contents(&c.JAR), wanted)
		in.Classes = c.JAR.Drivers()
	}
	if in.Classes == nil {
		in.Classes = []string{name}
	}
	jars, err := Installed(fsys)
	if err != nil {
		return nil, err
	}
	fresh := c.JAR
	fresh.Path = in.Path
	after := []JAR{fresh}
	for _, jar := range jars {
		gone, err := in.other(fsys, &fresh, &jar, replace)
		if err != nil {
			return nil, err
		}
		if !gone {
			after = append(after, jar)
		}
	}
	if missing := Missing(after, uses); len(missing) > 0 {
		in.warn("", "", "in no JAR of %s or %s: %s", Lib, Dropins, Wanted(missing))
	}
	return in, nil
}

// Changed reports whether the JAR itself is another one than what is there.
func (in *Installation) Changed() bool { return in.Old == nil || !bytes.Equal(in.Old, in.New) }

func (in *Installation) warn(code, file, format string, values ...any) {
	in.Warnings = append(in.Warnings, &problem.Problem{Severity: problem.Warning, Code: code, File: file,
		Message: fmt.Sprintf(format, values...)})
}

// other says what becomes of a JAR that is there, and whether it goes.
func (in *Installation) other(fsys fs.FS, fresh, jar *JAR, replace bool) (gone bool, err error) {
	if jar.Path == in.Path {
		return true, nil // it is replaced by the new one
	}
	if jar.Wraps == path.Base(in.Path) {
		return true, nil // the server makes it anew
	}
	class := fresh.shared(jar)
	if class == "" && stem(jar.base()) != stem(fresh.base()) {
		return false, nil
	}
	what := "another version of this driver"
	if jar.Version != "" {
		what = "version " + jar.Version + " of this driver"
	}
	if jar.Wraps != "" {
		what += fmt.Sprintf(", as the server had made a bundle of %s,", jar.Wraps)
	}
	switch {
	case class != "" && !jar.mostly(class) && stem(jar.base()) != stem(fresh.base()):
		in.warn("", jar.Path, "holds %s too, but is more than a driver: it is left, and the server may load either", class)
		return false, nil
	case jar.link:
		in.warn("", jar.Path, "%s is there too, as a symbolic link: remove it, for the server may load either", what)
		return false, nil
	case !replace:
		in.warn(CodeOtherVersion, jar.Path, "%s is there too, and the server may load either", what)
		return false, nil
	}
	if class == "" {
		class = path.Base(jar.Path)
	}
	data, err := readIfThere(fsys, jar.Path)
	if err != nil || data == nil {
		return false, err
	}
	in.Removed = append(in.Removed, Removal{Path: jar.Path, Old: data, Class: class})
	return true, nil
}

// Missing returns the uses whose class is in none of the JARs and not shipped
// with the server.
func Missing(jars []JAR, uses []Use) []Use {
	return slices.DeleteFunc(slices.Clone(uses), func(u Use) bool {
		return Shipped(u.Class) || slices.ContainsFunc(jars, func(jar JAR) bool { return jar.Has(u.Class) })
	})
}

// readIfThere reads a JAR, nil where there is none. An empty one is not nil.
func readIfThere(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := txn.ReadBounded(f, name, bounds.jar)
	if err != nil {
		return nil, err
	}
	if data == nil {
		data = []byte{}
	}
	return data, nil
}
