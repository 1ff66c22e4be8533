package ansible

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/spelling"
)

// The values of the argument state.
const (
	stateApplied  = "applied"
	stateVerified = "verified"
)

// maxArguments is the largest size of the file of arguments.
const maxArguments = 4 << 20

// arguments are the arguments of a task.
type arguments struct {
	home      string
	profiles  []profileArgument
	only      []string
	state     string
	set       []setting
	hostsFile string
	strict    bool
	force     bool
	backup    bool
	follow    bool

	check, diff bool
}

// A profileArgument is the path of a profile, or its text.
type profileArgument struct {
	path string
	text []byte
}

// A setting overrides one key of the profile.
type setting struct{ key, value string }

// Called reports whether a process was called by Ansible: its only argument is
// a file named args that holds a JSON object with Ansible's own keys.
func Called(args []string) bool {
	if len(args) != 2 || filepath.Base(args[1]) != "args" {
		return false
	}
	raw, err := readArguments(args[1])
	return err == nil && raw["_ansible_version"] != nil
}

// readArguments reads the file of arguments without checking them.
func readArguments(name string) (map[string]json.RawMessage, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxArguments+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxArguments {
		return nil, fmt.Errorf("the arguments are larger than %d bytes", maxArguments)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		// The text of the error may quote a secret.
		return nil, fmt.Errorf("the arguments are not a JSON object")
	}
	return raw, nil
}

// parse checks the arguments. The error has all problems.
func parse(raw map[string]json.RawMessage) (arguments, error) {
	a := arguments{state: stateApplied, backup: true}
	p := parser{raw: raw}
	p.text("home", &a.home)
	if a.home == "" && raw["home"] == nil {
		a.home = os.Getenv("IS_HOME")
	}
	if a.home == "" && p.problems == nil {
		p.wrong("home", "is required", "give the directory of the unpacked server")
	}
	p.profiles("profile", &a.profiles)
	p.list("only", &a.only)
	p.text("state", &a.state)
	if a.state != stateApplied && a.state != stateVerified {
		p.wrong("state", fmt.Sprintf("must be %s or %s, not %q", stateApplied, stateVerified, a.state), "")
	}
	p.settings("set", &a.set)
	p.text("hosts_file", &a.hostsFile)
	p.flag("strict", &a.strict)
	p.flag("force", &a.force)
	p.flag("backup", &a.backup)
	p.flag("follow_links", &a.follow)
	p.flag("_ansible_check_mode", &a.check)
	p.flag("_ansible_diff", &a.diff)
	p.unknown()
	return a, p.problems.Err()
}

// A parser takes one argument after another; those that are left at the end are
// unknown.
type parser struct {
	raw      map[string]json.RawMessage
	known    []string
	problems problem.List
}

func (p *parser) wrong(name, message, hint string) {
	p.problems = append(p.problems, problem.New(hint, "argument %s: %s", name, message))
}

// take removes an argument and returns it. It returns nil if it is missing or
// null.
func (p *parser) take(name string) json.RawMessage {
	p.known = append(p.known, name)
	value := p.raw[name]
	if bytes.Equal(value, []byte("null")) {
		return nil
	}
	return value
}

// scalar returns a string, a number or a boolean as a string, since templates
// often yield one for the other. A boolean becomes true or false.
func scalar(value json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text, true
	}
	switch first := value[0]; {
	case first == '{', first == '[':
		return "", false
	default:
		return string(value), true
	}
}

func (p *parser) text(name string, to *string) {
	if value := p.take(name); value != nil {
		text, ok := scalar(value)
		if !ok {
			p.wrong(name, "must be a string", "")
			return
		}
		*to = text
	}
}

// flag reads a boolean in the forms that Ansible's own modules accept.
func (p *parser) flag(name string, to *bool) {
	value := p.take(name)
	if value == nil {
		return
	}
	text, _ := scalar(value)
	switch strings.ToLower(text) {
	case "true", "yes", "on", "1", "y", "t":
		*to = true
	case "false", "no", "off", "0", "n", "f":
		*to = false
	default:
		p.wrong(name, "must be true or false", "")
	}
}

// list reads a list of strings, or one string with commas.
func (p *parser) list(name string, to *[]string) {
	value := p.take(name)
	if value == nil {
		return
	}
	if text, ok := scalar(value); ok {
		for one := range strings.SplitSeq(text, ",") {
			*to = append(*to, strings.TrimSpace(one))
		}
		return
	}
	if json.Unmarshal(value, to) != nil {
		p.wrong(name, "must be a list of strings", "")
	}
}

// profiles reads a path, an inline profile, or a list of these.
func (p *parser) profiles(name string, to *[]profileArgument) {
	value := p.take(name)
	if value == nil {
		return
	}
	all := []json.RawMessage{value}
	if value[0] == '[' {
		all = nil
		if json.Unmarshal(value, &all) != nil || len(all) == 0 {
			p.wrong(name, "must be a path, a profile, or a list of these", "")
		}
	}
	for _, one := range all {
		if one[0] == '{' {
			*to = append(*to, profileArgument{text: one})
			continue
		}
		var path string
		if json.Unmarshal(one, &path) != nil || path == "" || path == "-" {
			p.wrong(name, "must be a path, a profile, or a list of these", "")
			continue
		}
		*to = append(*to, profileArgument{path: path})
	}
}

// settings reads keys of the profile and their values.
func (p *parser) settings(name string, to *[]setting) {
	value := p.take(name)
	if value == nil {
		return
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(value, &all) != nil {
		p.wrong(name, "must be a mapping of keys and values", "for example {database.host: db.example.com}")
		return
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		text, ok := scalar(all[key])
		if !ok {
			p.wrong(name+"."+key, "must be a string, a number or a boolean", "sections go into the argument profile")
			continue
		}
		*to = append(*to, setting{key, text})
	}
}

// unknown reports the arguments that were not taken, except Ansible's own,
// which begin with _ansible_.
func (p *parser) unknown() {
	for _, name := range slices.Sorted(maps.Keys(p.raw)) {
		if slices.Contains(p.known, name) || strings.HasPrefix(name, "_ansible_") {
			continue
		}
		known := slices.DeleteFunc(slices.Clone(p.known), func(s string) bool { return strings.HasPrefix(s, "_") })
		hint := "known arguments: " + strings.Join(known, ", ")
		if near := spelling.Nearest(name, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		p.wrong(name, "is unknown", hint)
	}
}
