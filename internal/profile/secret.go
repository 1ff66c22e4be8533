package profile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ispatch/internal/secret"
	"ispatch/patch"
)

// A value is what a key that may be a secret resolved to.
type value struct {
	patch.Value
	ok bool
	// hidden says that it came from a file or a variable.
	hidden bool
}

// resolve reads a value of the shape textOrSecret or scalarOrSecret. Whatever
// is wrong is reported once, at the value.
func (l *loader) resolve(n *node, path string) value {
	if !n.ok() {
		return value{}
	}
	if v, known := l.values[n]; known {
		return v
	}
	v := l.resolveOnce(n, path)
	l.values[n] = v
	return v
}

func (l *loader) resolveOnce(n *node, path string) value {
	if n.kind != mapping {
		return value{Value: patch.Value{Text: n.text}, ok: true, hidden: n.at.secret}
	}
	if len(n.entries) != 1 {
		if !n.vague {
			l.reject(n, path, "", "takes exactly one of env, file and secretAlias")
		}
		return value{}
	}
	from := n.entries[0]
	if from.value.bad {
		return value{}
	}
	name := from.value.text
	var content string
	var err error
	switch from.key {
	case "secretAlias":
		return value{Value: patch.Value{Alias: name}, ok: true}
	case "env":
		content, err = l.readEnv(name)
	case "file":
		content, err = l.readFile(name, l.dir)
	}
	if err == nil {
		if at := unwritable(content); at >= 0 {
			err = fmt.Errorf("holds a character that XML can't (number %d of the text)", at+1)
		}
	}
	if err != nil {
		l.reject(from.value, path, "", "%v", err)
		return value{}
	}
	return value{Value: patch.Value{Text: content}, ok: true, hidden: true}
}

// readEnv returns a variable's value. One that is not set, or empty, is an
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

// readFile returns a file's content without one newline at its end. One that
// can't be read, or is empty, is an error that names it as it was given.
func (l *loader) readFile(name, dir string) (string, error) {
	if name == "" {
		return "", fmt.Errorf("no file is named")
	}
	data, err := l.read(within(dir, name))
	if err != nil {
		return "", fmt.Errorf("cannot read %s: %s", clip(name), reason(err))
	}
	if len(data) > maxSize {
		return "", fmt.Errorf("%s is larger than %d bytes", clip(name), maxSize)
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

// within is the path of a file that is named relative to a folder.
func within(dir, name string) string {
	if dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// reason is why a file can't be read, without its name, on one line.
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

// Secrets returns where the profile puts what a file or variable gave for a property
// of the user store or a patch: it is a secret there, whatever its name. Passwords
// have names that say so. Hosts and users are no secrets, wherever they came from.
func (p *Profile) Secrets() []secret.Place { return p.secrets }
