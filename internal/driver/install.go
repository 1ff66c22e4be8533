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

// An Installation describes what installing a driver would change in a home.
type Installation struct {
	// Path is the path of the JAR, in Lib.
	Path string
	// Old is the present content of Path, nil if there is no file; New is the
	// JAR.
	Old, New []byte
	// Classes are the wanted classes in the JAR. If it has none (it was
	// forced), they are all its driver classes, or if there are none, its file
	// name.
	Classes []string
	// Removed are other versions that are removed, if that was requested.
	Removed []Removal
	// Warnings are for the person who installs the driver.
	Warnings problem.List
}

// CodeOtherVersion is the code of another version of the driver that stays. A caller may
// offer an option to remove it.
const CodeOtherVersion = "other-driver-version"

// codeUnused is the code of a driver of which no datasource names a class.
const codeUnused = "unused-driver"

// A Removal is a JAR of the home that is removed.
type Removal struct {
	Path string
	Old  []byte
	// Class is the driver class that it also holds, or else the file's name.
	Class string
}

// Plan plans to install a JAR in Lib, under its own name. It writes nothing.
//
// An existing JAR with that name is replaced, or left alone if it is the same.
// Other versions of the driver in Lib and Dropins (JARs that share a driver
// class with it, or its name except for the version) are removed with replace,
// otherwise there is a warning. The bundle that the server created from this
// same JAR is not another version. A JAR that has the class but is more than a
// driver, and one that is a symbolic link, are always a warning. So are classes
// that no JAR has, and a home without the folder Lib, which is created.
func Plan(fsys fs.FS, c *Candidate, uses []Use, replace bool) (*Installation, error) {
	name := path.Base(strings.ReplaceAll(c.Name, `\`, "/"))
	if quote(name) != name {
		return nil, &patch.Problem{File: quote(c.Name), Message: "is not a valid file name for the server", Hint: "rename it"}
	}
	// The server only loads files whose names end exactly in .jar.
	name = name[:len(name)-len(path.Ext(name))] + ".jar"
	in := &Installation{Path: path.Join(Lib, name), New: c.Data}
	var err error
	if in.Old, err = readIfThere(fsys, in.Path); err != nil {
		return nil, err
	}
	if _, err := fs.Stat(fsys, Lib); errors.Is(err, fs.ErrNotExist) {
		in.warn("", Lib, "the folder is missing and will be created: is this the home of a whole server?")
	}
	in.Classes = wantedOf(&c.JAR, uses)
	if in.Classes == nil {
		wanted := ""
		if len(uses) > 0 {
			wanted = "; they name " + wantedClasses(uses)
		}
		in.warn(codeUnused, in.Path, "no datasource names a driver class of it: it has %s%s", contents(&c.JAR), wanted)
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
		in.warn("", "", "in no JAR of %s or %s: %s", Lib, Dropins, wantedClasses(missing))
	}
	return in, nil
}

// Changed reports whether the JAR differs from the present one.
func (in *Installation) Changed() bool { return in.Old == nil || !bytes.Equal(in.Old, in.New) }

func (in *Installation) warn(code, file, format string, values ...any) {
	in.Warnings = append(in.Warnings, &problem.Problem{Severity: problem.Warning, Code: code, File: file,
		Message: fmt.Sprintf(format, values...)})
}

// other handles another JAR of the home, and reports whether it is removed.
func (in *Installation) other(fsys fs.FS, fresh, jar *JAR, replace bool) (gone bool, err error) {
	if jar.Path == in.Path {
		return true, nil // the new one replaces it
	}
	if jar.Wraps == path.Base(in.Path) {
		return true, nil // the server creates it again
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
		what += fmt.Sprintf(", a bundle that the server created from %s,", jar.Wraps)
	}
	switch {
	case class != "" && !jar.mostly(class) && stem(jar.base()) != stem(fresh.base()):
		in.warn("", jar.Path, "also has %s, but is more than a driver: it stays, and the server may load either", class)
		return false, nil
	case jar.link:
		in.warn("", jar.Path, "%s is there too, as a symbolic link: remove it, because the server may load either", what)
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

// Missing returns the uses whose class no JAR has and the server does not ship.
func Missing(jars []JAR, uses []Use) []Use {
	return slices.DeleteFunc(slices.Clone(uses), func(u Use) bool {
		return Shipped(u.Class) || slices.ContainsFunc(jars, func(jar JAR) bool { return jar.Has(u.Class) })
	})
}

// readIfThere reads a JAR. It returns nil if there is none; an empty one is not
// nil.
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
