package command

import (
	"bytes"
	"os"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/patch"
)

// Names of the options of set.
const (
	optValueFile = "value-file"
	optValueEnv  = "value-env"
	optFrom      = "from"
	optIfMissing = "if-missing"
	optUncomment = "uncomment"
)

// setCommand is ispatch set: it sets a text or an attribute of any XML file.
func setCommand() *command {
	return &command{
		usage:     "set a text or an attribute of any XML file",
		arguments: "FILE PATH VALUE",
		description: filePathDescription + "\n\nVALUE is a text, or - for standard input. A missing element or " +
			"attribute is created if the path says how: by child steps whose predicates are equalities, such as " +
			"/a/b[@name='x']/c. A value that is there already is not written again.",
		flags: []*flag{
			{kind: text, name: optValueFile, file: true,
				usage: "take the value from a `FILE`, without the newline at its end"},
			{kind: text, name: optValueEnv, usage: "take the value from the environment variable `NAME`"},
			{kind: text, name: optFrom, file: true,
				usage: "set the values in a `FILE`, one per line: PATH, a tab, VALUE; - is standard input"},
			{name: optIfMissing, usage: "leave an existing value alone"},
			{name: optUncomment, usage: "if what is missing is in a comment, uncomment it"},
			allFlag("set everything that the path matches"),
			namespaceFlag(),
		},
		shared:   changing,
		complete: xmlArguments,
		examples: []example{
			{"ispatch set --home IS_HOME repository/conf/carbon.xml /Server/Ports/Offset 1 --dry-run",
				"see what setting the port offset would change"},
			{"ispatch set settings.xml \"//server[id='central']/password\" --value-file pw.txt",
				"read a password from a file"},
		},
		action: func(c call) error {
			if err := c.exclude(optFrom, optValueFile, optValueEnv); err != nil {
				return err
			}
			names := []string{"FILE", "PATH", "VALUE"}
			switch {
			case c.isSet(optFrom):
				names = names[:1]
			case c.isSet(optValueFile) || c.isSet(optValueEnv):
				names = names[:2]
			}
			return editXML(prepareSet, names...)(c)
		},
	}
}

// filePathDescription explains FILE and PATH.
const filePathDescription = "FILE is relative to the home if --home is given on the command line, else any " +
	"path; - is standard input, and the new document goes to standard output. PATH is XPath 1.0; a name without a " +
	"prefix matches an element of any namespace."

func prepareSet(c call, place patch.Place) (edit, error) {
	operation := func(xpath, value string) patch.Set {
		at := place
		at.XPath = xpath
		return patch.Set{Place: at, Value: patch.Value{Text: value}, IfMissing: c.is(optIfMissing),
			Uncomment: c.is(optUncomment)}
	}
	if c.isSet(optFrom) {
		return c.prepareFrom(operation)
	}
	value, isSecret, from, err := c.value()
	if err != nil {
		return edit{}, err
	}
	if value == "" && from != "" { // by mistake, as of a command that failed
		return edit{}, problem.New("an empty value can be given as an argument: ''", "%s is empty", from)
	}
	e := edit{operations: sets([]patch.Set{operation(place.XPath, value)})}
	if isSecret {
		e.secrets = []secret.Place{{File: place.Path, Path: place.XPath}}
	}
	if value == secret.Mask {
		return e, problem.New("give the value itself",
			"%s is shown in place of a secret and is not a value", secret.Mask)
	}
	return e, nil
}

// sets returns operations that set values, with or without force.
func sets(all []patch.Set) apply.Operations {
	return func(force bool) []patch.Operation {
		var operations []patch.Operation
		for _, set := range all {
			set.Force = force
			operations = append(operations, set)
		}
		return operations
	}
}

// value returns the value to set, reports whether it came from a source of secrets, and
// says where it came from; from is empty if it is an argument.
func (c call) value() (value string, isSecret bool, from string, err error) {
	switch {
	case c.isSet(optValueFile):
		name := c.text(optValueFile)
		value, err = readValue(name)
		return value, true, dashed(optValueFile) + ": " + name, err
	case c.isSet(optValueEnv):
		name := c.text(optValueEnv)
		value, ok := c.env.Getenv(name)
		value = cutNewline(value)
		from = dashed(optValueEnv) + ": the environment variable " + name
		if !ok {
			return "", true, from, problem.New("set it, or give the value in another way", "%s is not set", from)
		}
		return value, true, from, nil
	case c.args[2] == "-" && c.args[0] == "-":
		return "", false, "", usagef("set: standard input cannot be both the document and the value")
	case c.args[2] == "-":
		data, err := apply.ReadAll(apply.StandardInput, c.env.In)
		return cutNewline(string(data)), false, apply.StandardInput, err
	}
	return c.args[2], false, "", nil
}

// readValue reads a value from a file, which may be a pipe.
func readValue(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fileError(name, err)
	}
	defer f.Close()
	data, err := apply.ReadAll(name, f)
	if err == nil && bytes.HasPrefix(data, []byte("\ufeff")) {
		err = problem.At(name, 0, 0, "save it without one", "begins with a byte order mark")
	}
	return cutNewline(string(data)), err
}

func fileError(name string, err error) error {
	if cause, ok := err.(*os.PathError); ok {
		err = cause.Err
	}
	return &problem.Problem{File: name, Message: err.Error(), Err: err}
}

// cutNewline cuts one newline, \n or \r\n, at the end.
func cutNewline(text string) string {
	if line, cut := strings.CutSuffix(text, "\n"); cut {
		return strings.TrimSuffix(line, "\r")
	}
	return text
}

// prepareFrom reads --from: one path, a tab and a value per line. Empty lines
// are skipped.
func (c call) prepareFrom(operation func(xpath, value string) patch.Set) (edit, error) {
	name, in := c.text(optFrom), c.env.In
	switch {
	case name == "-" && c.args[0] == "-":
		return edit{}, usagef("set: standard input cannot be both the document and the values")
	case name == "-":
		name = apply.StandardInput
	default:
		f, err := os.Open(name)
		if err != nil {
			return edit{}, fileError(name, err)
		}
		defer f.Close()
		in = f
	}
	data, err := apply.ReadAll(name, in)
	if err != nil {
		return edit{}, err
	}
	var all []patch.Set
	var bad problem.List
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		xpath, value, ok := strings.Cut(line, "\t")
		switch {
		case line == "":
		case !ok:
			bad = append(bad, problem.At(name, i+1, 0, "write a path, a tab and a value", "no tab on this line"))
		case value == secret.Mask:
			bad = append(bad, problem.At(name, i+1, 0, "give the value itself",
				"%s is shown in place of a secret and is not a value", secret.Mask))
		default:
			all = append(all, operation(xpath, value))
		}
	}
	return edit{operations: sets(all)}, bad.Err()
}
