package profile

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/secret"
)

// A Source is one profile as it was read.
type Source struct {
	// Name of the profile in messages, as it was given.
	Name string
	// Data is the YAML text.
	Data []byte
	// Dir is the folder that {file: PATH} and driver.file are relative to;
	// empty for the working directory.
	Dir string

	embedded bool // the default profile
}

// An Input is everything that a profile is made from.
type Input struct {
	// Sources are the profiles in the order in which they are merged: mappings
	// by key, another value of a later one replaces the earlier, and null takes
	// a key away.
	Sources []Source
	// Overrides are applied after them, in their order.
	Overrides []Override
	// Getenv looks a variable up; nil for os.LookupEnv.
	Getenv func(name string) (value string, set bool)
	// ReadFile reads a file, by a name relative to the working directory; nil
	// for one that reads no more than a mebibyte.
	ReadFile func(name string) ([]byte, error)
}

// DefaultName is what messages call the embedded default profile.
const DefaultName = "default profile"

// Open reads the profile that a user names: a file, standard input for "-", and
// the embedded default for "". It returns a *problem.Problem that names a file
// which cannot be read. A file larger than a profile may be is not read to its
// end, and refused by Load.
func Open(name string, stdin io.Reader) (Source, error) {
	var data []byte
	var err error
	source := Source{Name: name}
	switch name {
	case "":
		return DefaultSource(), nil
	case "-":
		source.Name = "standard input"
		data, err = io.ReadAll(io.LimitReader(stdin, maxSize+1))
	default:
		source.Dir = filepath.Dir(name)
		data, err = readBounded(name, maxSize+1)
	}
	if err != nil {
		return Source{}, &problem.Problem{File: source.Name, Message: "cannot read the profile: " + reason(err), Err: err}
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

// Load reads, merges and checks profiles and overrides. The error is a
// problem.List: everything that is wrong, first what the profiles have, in their
// order, then what options gave. With an error there is no Profile.
//
// Variables and files that the profile refers to are read here; one that is
// not set, cannot be read or is empty is a problem.
func Load(in Input) (*Profile, error) {
	return newLoader(in).load(in)
}

// Check checks profiles and overrides as Load does, but looks at no variable and
// no file that they refer to. It returns the references that it did not look at,
// as notes.
func Check(in Input) (unread problem.List, err error) {
	l := newLoader(in)
	l.blind = true
	if _, err := l.load(in); err != nil {
		return nil, err
	}
	return l.unread.list(), nil
}

// A loader holds what reading one profile needs.
type loader struct {
	problems
	getenv func(string) (string, bool)
	read   func(string) ([]byte, error)
	// blind is set where no variable or file is read; unread are then those
	// that were not.
	blind  bool
	unread problems
	// printing is set where what an option gives by reference is read, though
	// blind, for a key that takes no reference.
	printing bool

	values  map[*node]value // what values resolved to, so that each is read and reported once
	secrets []secret.Place
}

func newLoader(in Input) *loader {
	l := &loader{getenv: in.Getenv, read: in.ReadFile, values: map[*node]value{}}
	if l.getenv == nil {
		l.getenv = os.LookupEnv
	}
	if l.read == nil {
		l.read = func(name string) ([]byte, error) { return readBounded(name, maxSize+1) }
	}
	return l
}

func (l *loader) load(in Input) (*Profile, error) {
	n, err := l.tree(in)
	if err != nil {
		return nil, err
	}
	p := &Profile{Name: in.Name()}
	if err := l.check(n, p); err != nil {
		return nil, err
	}
	return p, nil
}

// check decodes a tree into a Profile; the error is everything that is wrong.
func (l *loader) check(n *node, p *Profile) error {
	var keys documentKeys
	(&decoder{problems: &l.problems}).decode(n, root(), &keys, "", n.at)
	if n.kind == mapping {
		l.document(&keys, p)
	}
	return l.err()
}

// Name is what messages call the whole: the names of the profiles.
func (in Input) Name() string {
	names := make([]string, len(in.Sources))
	for i, s := range in.Sources {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// tree reads the profiles and merges them and the overrides into one tree.
func (l *loader) tree(in Input) (*node, error) {
	var all *node
	unreadable := false
	for i, s := range in.Sources {
		at := origin{file: s.Name, dir: s.Dir, embedded: s.embedded, order: i, line: 1, column: 1}
		before := len(l.found)
		n := readYAML(s.Data, at, &l.problems)
		unreadable = unreadable || n == nil && len(l.found) > before
		if n == nil || n.kind == null && !n.bad {
			n = &node{kind: mapping, at: at} // an empty profile lacks what a profile needs
		}
		if len(in.Sources) > 1 {
			// What another profile replaces is checked too.
			(&decoder{problems: &l.problems, layer: i > 0}).decode(n, root(), nil, "", n.at)
		}
		if i == 0 {
			all = n
			continue
		}
		all = merge(all, all, n, root())
	}
	if unreadable {
		return nil, l.err()
	}
	if all == nil {
		all = &node{kind: mapping, at: start}
	}
	l.override(all, in.Overrides, len(in.Sources))
	return all, nil
}

// document turns the keys into checked values. It goes around what is bad: that
// has been reported.
func (l *loader) document(keys *documentKeys, p *Profile) {
	l.datasources(keys, p)
	l.userManagement(keys, p)
	l.userStores(keys, p)
	l.registry(keys, p)
	l.identityServer(keys, p)
	l.apiManager(keys, p)
	l.driver(keys, p)
	l.hosts(keys, p)
	l.patches(keys, p)
	p.SingleTenant = keys.MultiTenant.value() == "false"
	p.secrets = l.secrets
}
