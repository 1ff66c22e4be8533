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

// A Filter leaves problems out of a report: those of codes that are ignored, and
// those that a baseline has. The zero Filter leaves out none.
type Filter struct {
	ignored []ignored
	known   []baseline
}

// ignored is a code, in one file or everywhere.
type ignored struct{ code, file string }

// A baseline is what was known of one home.
type baseline struct {
	home   string
	counts map[key]int
}

// A key is what makes two problems the same: not the line, which moves with each
// edit above it, nor numbers in the message.
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

// Ignore leaves out the problems of CODE, or of CODE in one file: CODE@FILE, the file
// relative to the home. It is an error where no group has the code.
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

// Baseline leaves out the problems of a report as JSON: that of one home, of several
// one after the other, or an array of them. A report of another home counts where it
// is the only one.
func (f *Filter) Baseline(name string, r io.Reader) error {
	decoder := json.NewDecoder(r)
	for {
		var value json.RawMessage
		switch err := decoder.Decode(&value); {
		case errors.Is(err, io.EOF):
			if f.known == nil {
				return problem.At(name, 0, 0, hintBaseline, "the baseline is empty")
			}
			return nil
		case err != nil:
			return problem.At(name, 0, 0, hintBaseline, "the baseline is not a report as JSON")
		}
		reports := []json.RawMessage{value}
		if strings.HasPrefix(string(value), "[") {
			if err := json.Unmarshal(value, &reports); err != nil {
				return problem.At(name, 0, 0, hintBaseline, "the baseline is not a report as JSON")
			}
		}
		for _, report := range reports {
			if err := f.report(name, report); err != nil {
				return err
			}
		}
	}
}

const hintBaseline = "make one with: ispatch verify --output json > FILE"

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
		return problem.At(name, 0, 0, hintBaseline, "the baseline is not a report of verify: it has no problems array")
	}
	known := baseline{home: report.Home, counts: map[key]int{}}
	for _, p := range *report.Problems {
		known.counts[keyOf(p.Code, p.File, p.Message)]++
	}
	f.known = append(f.known, known)
	return nil
}

// Apply returns the problems of a home that are left. Of several that are the same,
// as many are left out as the baseline has.
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
