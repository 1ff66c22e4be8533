package profile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"ispatch/internal/secret"
	"ispatch/patch"
)

// A Source is everything that a profile is made from.
type Source struct {
	// Name of the profile in messages, as it was given.
	Name string
	// Data is the YAML text.
	Data []byte
	// Dir is the folder that {file: PATH} and driver.file are relative to;
	// empty for the working directory.
	Dir string
	// Overrides are applied in their order before anything is checked.
	Overrides []Override
	// Getenv looks a variable up; nil for os.LookupEnv.
	Getenv func(name string) (value string, set bool)
	// ReadFile reads a file, by a name relative to the working directory; nil
	// for one that reads no more than a mebibyte.
	ReadFile func(name string) ([]byte, error)
}

// DefaultName is what messages call the embedded default profile.
const DefaultName = "default profile"

// Open returns the Source that an option --profile names: a file, standard
// input for "-", and the embedded default for "". It returns a *patch.Problem
// that names a file which can't be read. A file larger than a profile may be
// is not read to its end, and refused by Load.
func Open(name string, stdin io.Reader) (Source, error) {
	var data []byte
	var err error
	source := Source{Name: name}
	switch name {
	case "":
		return Source{Name: DefaultName, Data: Default()}, nil
	case "-":
		source.Name = "standard input"
		data, err = io.ReadAll(io.LimitReader(stdin, maxSize+1))
	default:
		source.Dir = filepath.Dir(name)
		data, err = readBounded(name, maxSize+1)
	}
	if err != nil {
		return Source{}, &patch.Problem{File: source.Name, Message: "cannot read the profile: " + reason(err)}
	}
	source.Data = data
	return source, nil
}

// readBounded reads the first bytes of a file, which need not be a regular
// one: the shell's <(…) is a pipe.
func readBounded(name string, limit int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit))
}

// Load reads a profile, applies the overrides and checks the whole. The error
// is patch.Problems: everything that is wrong, first what stands in the
// profile, in its order, then what options gave. It is all or nothing: with an
// error there is no Profile.
//
// Variables and files that the profile refers to are read here; one that is
// not set, can't be read or is empty is a problem.
func Load(source Source) (*Profile, error) {
	l := &loader{problems: problems{file: source.Name}, dir: source.Dir, getenv: source.Getenv, read: source.ReadFile}
	if l.getenv == nil {
		l.getenv = os.LookupEnv
	}
	if l.read == nil {
		l.read = func(name string) ([]byte, error) { return readBounded(name, maxSize+1) }
	}
	n := readYAML(source.Data, &l.problems)
	if n == nil && len(l.found) > 0 {
		return nil, l.err()
	}
	n = l.override(n, source.Overrides)
	if n.kind == null && !n.bad {
		n.kind = mapping // an empty profile lacks what a profile needs
	}
	l.conform(n, root, "", n.at)
	p := &Profile{Name: source.Name}
	if n.kind == mapping {
		l.decode(n, p)
	}
	if err := l.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// A loader holds what reading one profile needs.
type loader struct {
	problems
	dir    string
	getenv func(string) (string, bool)
	read   func(string) ([]byte, error)

	values  map[*node]value // what values resolved to, so that each is read and reported once
	secrets []secret.Place
}

// decode turns a tree of the right shape into values. It goes around what is
// bad: that has been reported.
func (l *loader) decode(n *node, p *Profile) {
	l.values = map[*node]value{}
	l.datasources(n, p)
	l.userManagement(n, p)
	l.registry(n, p)
	l.driver(n, p)
	l.hosts(n, p)
	l.patches(n, p)
	p.secrets = l.secrets
}

// index is the path of an item of a section.
func index(section string, i int) string { return fmt.Sprintf("%s.%d", section, i) }

// textOf is the text of a value that may be missing or bad, "" then.
func textOf(n *node) string {
	if !n.ok() {
		return ""
	}
	return n.text
}
