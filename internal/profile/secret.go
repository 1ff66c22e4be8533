package profile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/patch"
)

// A value is the resolved value of a key that may be a secret.
type value struct {
	patch.Value
	// hidden is set if it came from a file or a variable.
	hidden bool
}

// resolve reads a value that may be a reference. Each problem is reported once, at the
// value.
func (l *loader) resolve(k leaf) value {
	if !k.ok() {
		return value{}
	}
	if v, known := l.values[k.node]; known {
		return v
	}
	v := l.resolveOnce(k)
	l.values[k.node] = v
	return v
}

func (l *loader) resolveOnce(k leaf) value {
	at, dir := k.node, k.node.at.dir
	var from reference
	switch {
	case k.kind != mapping && k.node.at.from == nil:
		return value{Value: patch.Value{Text: k.text}}
	case k.kind != mapping:
		from = *k.node.at.from
	case len(k.entries) != 1:
		if !k.vague {
			l.reject(k.node, k.path, "", "takes exactly one of env, file and secretAlias")
		}
		return value{}
	case k.entries[0].value.bad:
		return value{}
	default:
		from, at = reference{k.entries[0].key, k.entries[0].value.text}, k.entries[0].value
	}
	if from.key == "secretAlias" {
		return value{Value: patch.Value{Alias: from.name}}
	}
	if l.blind {
		l.unlooked(at.at, k.path, from)
		return value{hidden: true}
	}
	content, err := l.content(dir, from)
	if err == nil {
		err = k.is.refuses(content)
	}
	if err != nil {
		l.reject(at, k.path, "", "%v", err)
		return value{}
	}
	if reason, hint := k.is.refusal(content); reason != "" {
		l.reject(at, k.path, hint, "%s", reason)
		return value{}
	}
	return value{Value: patch.Value{Text: content}, hidden: true}
}

// refuses returns the reason why a text from a file or variable is invalid.
func (s *shape) refuses(content string) error {
	if at := unwritable(content); at >= 0 {
		return fmt.Errorf("character %d of the text cannot be written in XML", at+1)
	}
	if s.holdsMask(content) {
		return fmt.Errorf("%s stands for a hidden password and is not a value", secret.Mask)
	}
	if must := s.check.must(content); must != "" {
		return fmt.Errorf("the content must be %s", must)
	}
	return nil
}

// unlooked records a reference that was not read.
func (l *loader) unlooked(at origin, path string, from reference) {
	what := "the environment variable"
	if from.key == "file" {
		what = "the file"
	}
	l.unread.add(at, path, "", "%s %s was not read", what, clip(from.name))
	l.unread.found[len(l.unread.found)-1].Severity = problem.Note
}

// content returns the text that a reference to a variable or a file leads to.
func (l *loader) content(dir string, from reference) (string, error) {
	if from.key == "env" {
		return l.readEnv(from.name)
	}
	return l.readFile(from.name, dir)
}

// readEnv returns a variable's value. If the variable is not set or empty, it returns an
// error that names it.
func (l *loader) readEnv(name string) (string, error) {
	if must := variableName(name); must != "" || name == "" {
		return "", fmt.Errorf("%q is not the name of an environment variable", clip(name))
	}
	content, set := l.getenv(name)
	if !set {
		return "", fmt.Errorf("the environment variable %s is not set", clip(name))
	}
	if content == "" {
		return "", fmt.Errorf("the environment variable %s is empty", clip(name))
	}
	return content, nil
}

// readFile returns a file's content without one newline at its end. If the file cannot be
// read or is empty, it returns an error that names it as it was given.
func (l *loader) readFile(name, dir string) (string, error) {
	if name == "" {
		return "", fmt.Errorf("the file name is empty")
	}
	data, err := l.read(within(dir, name))
	if err != nil {
		return "", fmt.Errorf("cannot read %s: %s", clip(name), reason(err))
	}
	if len(data) > maxSize {
		return "", fmt.Errorf("%s is larger than %d bytes", clip(name), maxSize)
	}
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		return "", fmt.Errorf("%s begins with a byte order mark: save it without one", clip(name))
	}
	content, cut := strings.CutSuffix(string(data), "\n")
	if cut {
		content = strings.TrimSuffix(content, "\r")
	}
	if content == "" {
		return "", fmt.Errorf("%s is empty", clip(name))
	}
	return content, nil
}

// within returns the path of a file that is named relative to a folder.
func within(dir, name string) string {
	if dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// reason says why a file cannot be read, without its name, on one line.
func reason(err error) string {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	if errors.Is(err, os.ErrNotExist) {
		return "no such file or directory"
	}
	return clip(err.Error())
}

// Secrets returns the places of the values from files or variables in properties of the
// user store and in patches: these are secrets whatever their name. Passwords have names
// that tell. Hosts and users are not secrets, wherever they come from.
func (p *Profile) Secrets() []secret.Place { return p.secrets }
