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
	// Name is the name of the profile in messages, as it was given.
	Name string
	// Data is the YAML text.
	Data []byte
	// Dir is the folder that {file: PATH} and driver.file are relative to;
	// empty for the working directory.
	Dir string

	embedded bool // the default profile
}

// An Input holds everything that a profile is made from.
type Input struct {
	// Sources are the profiles in the order in which they are merged: mappings by key,
	// any other later value replaces the earlier, and null removes a key.
	Sources []Source
	// Overrides are applied after them, in their order.
	Overrides []Override
	// Getenv looks up an environment variable; nil means os.LookupEnv.
	Getenv func(name string) (value string, set bool)
	// ReadFile reads a file by a name relative to the working directory; nil means a
	// function that reads at most a mebibyte.
	ReadFile func(name string) ([]byte, error)
}

// defaultName is the name of the embedded default profile in messages.
const defaultName = "default profile"

// Open reads the profile with the given name: a file, standard input for "-", or the
// embedded default for "". If a file cannot be read, the error is a *problem.Problem that
// names it. A file that is too large is not read to its end; Load rejects it.
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

// Load reads, merges and checks profiles and overrides. The error is a problem.List of
// all problems: first those in the profiles, in their order, then those in options. The
// Profile is nil if there is an error.
//
// It reads the variables and files that the profile refers to. One that is not set,
// cannot be read or is empty is a problem.
func Load(in Input) (*Profile, error) {
	return newLoader(in).load(in)
}

// Check checks profiles and overrides as Load does, but reads no variable and no file
// that they refer to. It returns these references as notes.
func Check(in Input) (unread problem.List, err error) {
	l := newLoader(in)
	l.blind = true
	if _, err := l.load(in); err != nil {
		return nil, err
	}
	return l.unread.list(), nil
}

// A loader holds the state while one profile is read.
type loader struct {
	problems
	getenv func(string) (string, bool)
	read   func(string) ([]byte, error)
	// blind is set if no variable or file may be read; unread are then the references
	// that were skipped.
	blind  bool
	unread problems
	// printing is set if a reference in an option is read despite blind, for a key that
	// accepts no reference.
	printing bool

	values  map[*node]value // the resolved values, so that each is read and reported once
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

// check decodes a tree into a Profile. The error holds all problems.
func (l *loader) check(n *node, p *Profile) error {
	var keys documentKeys
	(&decoder{problems: &l.problems}).decode(n, root(), &keys, "", n.at)
	if n.kind == mapping {
		l.document(&keys, p)
	}
	return l.err()
}

// Name is the name of the whole in messages: the names of the profiles.
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
			n = &node{kind: mapping, at: at} // an empty profile lacks all required keys
		}
		if len(in.Sources) > 1 {
			// Values that a later profile replaces are checked too.
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

// document turns the keys into checked values. It skips bad values, which are already
// reported.
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
