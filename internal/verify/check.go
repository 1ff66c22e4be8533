package verify

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/beevik/etree"

	"ispatch/internal/problem"
	"ispatch/internal/server"
)

// maxProblems limits the report if a file was crafted to have very many problems.
const maxProblems = 1000

// A check is one run over a configuration.
type check struct {
	*server.Config
	fsys      fs.FS
	problems  problem.List
	unchecked []string
	order     map[string]int // position of each file in the report
	// hidden are the files with an element that the server does not see because of its
	// namespace. That is reported, so the missing element is not reported again.
	hidden map[string]bool
	// commented are the names in comments in the files of datasources.
	commented map[string]commentAt
	// classes are the driver classes that are named, and where.
	classes []driverUse
}

func newCheck(config *server.Config, fsys fs.FS) *check {
	c := &check{Config: config, fsys: fsys, order: map[string]int{}, hidden: map[string]bool{},
		commented: map[string]commentAt{}}
	rank := func(path string) {
		if _, known := c.order[path]; !known {
			c.order[path] = len(c.order) + 1
		}
	}
	rank("")
	rank(server.DeploymentTOML)
	for _, f := range config.DatasourceFiles {
		rank(f.Path)
	}
	rank(server.UserManagement)
	rank(server.RegistryXML)
	for _, f := range config.Files {
		rank(f.Path)
	}
	return c
}

// at reports a problem at the given place. It returns the problem so that the caller can
// add related places or change the severity.
func (c *check) at(s server.Syntax, code, hint, format string, args ...any) *problem.Problem {
	if c.full() {
		return c.add("", 0, code, hint, "")
	}
	path := ""
	if s.File != nil {
		path = s.File.Path
	}
	return c.add(path, s.Line(), code, hint, format, args...)
}

// full reports whether maxProblems is exceeded, so that callers can skip costly checks.
func (c *check) full() bool { return len(c.problems) > maxProblems }

// add reports a problem.
func (c *check) add(path string, line int, code, hint, format string, args ...any) *problem.Problem {
	p := &problem.Problem{Severity: severityOf(code), Code: code, File: path, Line: line}
	switch n := len(c.problems); {
	case n < maxProblems:
		p.Message, p.Hint = oneLine(fmt.Sprintf(format, args...)), oneLine(hint)
		c.problems = append(c.problems, p)
	case n == maxProblems:
		p.Code, p.Severity = "too-many-problems", severityOf("too-many-problems")
		p.Message = fmt.Sprintf("there are more than %d problems; the others are left out", maxProblems)
		p.Hint = "fix these and check again"
		c.problems = append(c.problems, p)
	}
	return p
}

// A commentAt is a comment and the file that it is in.
type commentAt struct {
	file    *server.File
	comment *etree.Comment
}

// String returns file:line.
func (c commentAt) String() string { return fmt.Sprintf("%s:%d", c.file.Path, c.file.Line(c.comment)) }

// relate adds related places to a problem.
func relate(p *problem.Problem, places ...server.Syntax) {
	for _, s := range places {
		p.Related = append(p.Related, s.Place())
	}
}

// skip notes something that is not checked.
func (c *check) skip(format string, args ...any) {
	c.unchecked = append(c.unchecked, fmt.Sprintf(format, args...))
}

// report sorts the problems.
func (c *check) report() Report {
	slices.SortStableFunc(c.problems, func(a, b *problem.Problem) int {
		if last := func(p *problem.Problem) bool { return p.Code == "too-many-problems" }; last(a) != last(b) {
			if last(a) {
				return 1
			}
			return -1
		}
		if order := c.order[a.File] - c.order[b.File]; order != 0 {
			return order
		}
		return a.Line - b.Line
	})
	return Report{Product: string(c.Product), Version: c.Version, Problems: Problems(c.problems), Unchecked: c.unchecked,
		Config: c.Config}
}

// oneLine makes a text from the home safe to print on one line: control characters, which
// could forge output, become blanks.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

// clip shortens a text for a message.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}

// first returns the first child element with the given name in any namespace, or nil if
// there is none.
func first(e *etree.Element, tag string) *etree.Element {
	if e == nil {
		return nil
	}
	return e.SelectElement(tag)
}

// each calls a function for every token below an element, in document order.
func each(e *etree.Element, visit func(etree.Token)) {
	if e == nil {
		return
	}
	for _, t := range e.Child {
		visit(t)
		if child, ok := t.(*etree.Element); ok {
			each(child, visit)
		}
	}
}

// orParent returns the place of a value, or of its parent if nothing is written.
func orParent(v, parent server.Syntax) server.Syntax {
	if v.Written() {
		return v
	}
	return parent
}

// oddBlank returns the first blank at the start or end of a text that Java does not trim,
// and its name, or 0 if there is none.
func oddBlank(text string) (rune, string) {
	start, _ := utf8.DecodeRuneInString(text)
	end, _ := utf8.DecodeLastRuneInString(text)
	for _, r := range []rune{start, end} {
		switch {
		case r <= ' ' || text == "":
		case r == '\u00a0':
			return r, "no-break space (U+00A0)"
		case unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff':
			return r, fmt.Sprintf("blank U+%04X", r)
		}
	}
	return 0, ""
}

// blanked reports whether a text starts or ends with a blank of any kind.
func blanked(text string) bool {
	odd, _ := oddBlank(text)
	return odd != 0 || strings.TrimSpace(text) != text
}

// bare returns a text without leading and trailing blanks of any kind.
func bare(text string) string {
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
	})
}
