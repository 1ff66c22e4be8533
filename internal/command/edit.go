package command

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
)

// Names of the options of the commands that take any XML file.
const (
	optAll       = "all"
	optNamespace = "ns"
)

func namespaceFlag() *flag {
	return &flag{kind: list, name: optNamespace,
		usage: "declare a prefix for paths, `PREFIX=URI`; otherwise prefixes are those of the document"}
}

func allFlag(usage string) *flag { return &flag{name: optAll, usage: usage} }

// An edit is what a command does to one XML file.
type edit struct {
	operations apply.Operations
	secrets    []secret.Place
}

// editXML makes the action of a command that edits one XML file: a file of the
// home that --home names, any other file, or standard input. prepare returns
// the operations for the file at place.
func editXML(prepare func(call, patch.Place) (edit, error), names ...string) func(call) error {
	return action(func(c call) error {
		place, err := c.place()
		if err != nil {
			return err
		}
		e, err := prepare(c, place)
		if isUsage(err) {
			return err
		}
		if c.args[0] == "-" {
			return c.filter(e, err)
		}
		dirs := []string{""}
		if len(c.options.homes) > 0 {
			homes, err := c.homes()
			if err != nil {
				return err
			}
			dirs = homes
		}
		ctx, stop := c.untilSignal()
		defer stop()
		return c.eachHome(ctx, dirs, func(ctx context.Context, r *run) error {
			if len(c.options.homes) > 0 {
				do := parts(apply.XML(e.operations))
				do.secrets = e.secrets
				return r.change(ctx, do, err)
			}
			if err != nil {
				return r.finish(nil, nil, err)
			}
			result, err := apply.RunFile(ctx, r.applyOptions(), c.args[0], e.operations)
			return r.finish(result, e.secrets, err)
		})
	}, names...)
}

// place returns the file and the path that the arguments name.
func (c call) place() (patch.Place, error) {
	if len(c.args) > 1 && len(c.options.homes) == 0 && strings.HasPrefix(c.args[0], "/") && !isFile(c.args[0]) &&
		isFile(c.args[1]) {
		return patch.Place{}, usagef("%s: the file comes first, then the path: %s %s", c.command.short(), c.args[1],
			c.args[0])
	}
	place := patch.Place{Path: c.args[0], All: c.is(optAll), Namespaces: map[string]string{}}
	switch {
	case c.args[0] == "-":
		place.Path = apply.StandardInput
	case len(c.options.homes) > 0:
		place.Path = path.Clean(filepath.ToSlash(c.args[0]))
		if !filepath.IsLocal(place.Path) {
			return place, problem.At(c.args[0], 0, 0, "with --home, name it as seen from there: "+server.CarbonXML,
				"not inside the home")
		}
	}
	if len(c.args) > 1 {
		place.XPath = c.args[1]
	}
	for _, argument := range c.list(optNamespace) {
		prefix, uri, ok := strings.Cut(argument, "=")
		if !ok || prefix == "" || uri == "" {
			return place, problem.New("", "--%s: must be PREFIX=URI, not %q", optNamespace, argument)
		}
		place.Namespaces[prefix] = uri
	}
	return place, nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// largeFile reports whether the call names a single file, and that is large.
func (c call) largeFile() bool {
	if len(c.args) == 0 {
		return false
	}
	name := c.args[0]
	if len(c.options.homes) == 1 {
		name = filepath.Join(c.options.homes[0], name)
	}
	info, err := os.Stat(name)
	return err == nil && info.Size() > largeFile
}

// filter reads a document from standard input and prints the new document. A
// dry run prints the diff instead.
func (c call) filter(e edit, failed error) error {
	r := &run{options: c.options, env: c.env}
	if !r.dryRun && (r.json || r.diff) {
		return usagef("standard output is for the document: --%s and --%s json cannot be given with -",
			optDiff, optOutput)
	}
	if failed != nil {
		return r.finish(nil, nil, failed)
	}
	before, err := apply.ReadAll(apply.StandardInput, c.env.In)
	if err != nil {
		return r.finish(nil, nil, err)
	}
	after, result, err := apply.Filter(r.applyOptions(), before, e.operations)
	if err != nil || r.dryRun {
		return r.finish(result, e.secrets, err)
	}
	if err := printText(c.env.Out, string(after)); err != nil {
		return err
	}
	r.warn(r.newReport(result))
	if r.exitCode && result.Changed {
		return exit(exitChanged)
	}
	return nil
}

// xmlArguments completes the arguments of a command on any XML file.
var xmlArguments = []completer{files}
