package finding

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"ispatch/internal/problem"
	"ispatch/internal/spelling"
)

// A Filter leaves problems out of a report: those with an ignored code, and those in a
// baseline. The zero Filter leaves out none.
type Filter struct {
	ignored []ignored
	known   []baseline
}

// An ignored is a code to ignore, in one file or in all.
type ignored struct{ code, file string }

// A baseline holds the known problems of one home.
type baseline struct {
	home   string
	counts map[key]int
}

// A key identifies a problem. Problems that differ only in the line, which moves with
// each edit above it, or in numbers in the message have the same key.
type key struct{ code, file, message string }

func keyOf(code, file, message string) key {
	message = strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, problem.Printable(message))
	return key{code, file, message}
}

// Ignore leaves out the problems with a code. The argument is CODE, or CODE@FILE for one
// file, relative to the home. It returns an error if no group has the code.
func (f *Filter) Ignore(text string, groups []Group) error {
	code, file, _ := strings.Cut(text, "@")
	if _, known := Lookup(groups, code); !known {
		message := fmt.Sprintf("there is no finding %q", code)
		if near := spelling.Nearest(code, Codes(groups)); near != "" {
			message += fmt.Sprintf("; did you mean %s?", near)
		}
		return errors.New(message)
	}
	f.ignored = append(f.ignored, ignored{code, strings.TrimPrefix(file, "./")})
	return nil
}

// Baseline leaves out the problems in a JSON report. The JSON may be the report of one
// home, several such reports in sequence, or an array of them. A single report is used
// even if it is of another home.
func (f *Filter) Baseline(name string, r io.Reader) error {
	decoder := json.NewDecoder(r)
	for {
		var value json.RawMessage
		switch err := decoder.Decode(&value); {
		case errors.Is(err, io.EOF):
			if f.known == nil {
				return notBaseline(name, "the baseline is empty")
			}
			return nil
		case err != nil:
			return notBaseline(name, "the baseline is not a report as JSON")
		}
		reports := []json.RawMessage{value}
		if strings.HasPrefix(string(value), "[") {
			if err := json.Unmarshal(value, &reports); err != nil {
				return notBaseline(name, "the baseline is not a report as JSON")
			}
		}
		for _, report := range reports {
			if err := f.report(name, report); err != nil {
				return err
			}
		}
	}
}

// CodeBaseline is the code of a file that is not a report with which Baseline works.
const CodeBaseline = "baseline"

func notBaseline(name, message string) *problem.Problem {
	return &problem.Problem{File: name, Code: CodeBaseline, Message: message}
}

func (f *Filter) report(name string, data json.RawMessage) error {
	var report struct {
		Home     string `json:"home"`
		Problems *[]struct {
			Code    string `json:"code"`
			File    string `json:"file"`
			Message string `json:"message"`
		} `json:"problems"`
	}
	if err := json.Unmarshal(data, &report); err != nil || report.Problems == nil {
		return notBaseline(name, "the baseline is not a report of verify: it has no problems array")
	}
	known := baseline{home: report.Home, counts: map[key]int{}}
	for _, p := range *report.Problems {
		known.counts[keyOf(p.Code, p.File, p.Message)]++
	}
	f.known = append(f.known, known)
	return nil
}

// Apply returns the remaining problems of a home. Of problems with the same key, it
// leaves out as many as the baseline has.
func (f *Filter) Apply(home string, problems problem.List) problem.List {
	known := map[key]int{}
	for _, b := range f.known {
		if b.home == home || len(f.known) == 1 {
			for k, n := range b.counts {
				known[k] += n
			}
		}
	}
	var left problem.List
	for _, p := range problems {
		k := keyOf(p.Code, p.File, p.Message)
		if f.ignores(p) {
			continue
		}
		if known[k] > 0 {
			known[k]--
			continue
		}
		left = append(left, p)
	}
	return left
}

func (f *Filter) ignores(p *problem.Problem) bool {
	for _, i := range f.ignored {
		if i.code == p.Code && (i.file == "" || i.file == p.File) {
			return true
		}
	}
	return false
}
