package problem_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"unicode"

	"ispatch/internal/problem"
)

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "",
		"plain, größer, 日本":     "plain, größer, 日本",
		"a\u00a0b":              "a\u00a0b",
		"a\nispatch: error: b":  `a\nispatch: error: b`,
		"\x1b[2J":               `\x1b[2J`,
		"\u009b31m":             `\u009b31m`,
		"a\u202eb":              `a\u202eb`,
		"a\u2028b\u2029":        `a\u2028b\u2029`,
		"\xff\xfe":              `\xff\xfe`,
		"tab\there":             `tab\there`,
		"\\ stays":              "\\ stays",
		"\ufffd is a character": "\ufffd is a character",
	} {
		if got := problem.Printable(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzPrintable: no text makes a second line or a control character.
func FuzzPrintable(f *testing.F) {
	f.Add("a\nb\x1b\u0085\u2028\xff")
	f.Fuzz(func(t *testing.T, text string) {
		p := &problem.Problem{File: text, Line: 1, Message: text}
		got := p.Error()
		ends := func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }
		if i := strings.IndexFunc(got, ends); i >= 0 {
			t.Errorf("%q holds a control character at %d", got, i)
		}
	})
}

func TestError(t *testing.T) {
	for _, test := range []struct {
		p    problem.Problem
		want string
	}{
		{problem.Problem{Message: "m", Hint: "h"}, "m"},
		{problem.Problem{File: "f", Message: "m"}, "f: m"},
		{problem.Problem{File: "f", Line: 3, Message: "m"}, "f:3: m"},
		{problem.Problem{File: "f", Line: 3, Column: 4, Message: "m"}, "f:3:4: m"},
		{problem.Problem{Line: 3, Column: 4, Message: "m"}, "m"},
		{problem.Problem{File: "f\n", Line: 3, Message: "m\n"}, `f\n:3: m\n`},
	} {
		if got := test.p.Error(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.p, got, test.want)
		}
	}
}

// TestFrom: whatever errors are joined or wrapped, each problem comes out once,
// in order.
func TestFrom(t *testing.T) {
	a, b, c := problem.New("", "a"), problem.New("", "b"), &problem.Problem{Message: "c", Err: fs.ErrNotExist}
	err := errors.Join(a, fmt.Errorf("wrapped: %w", problem.List{b, c}), errors.New("d"))
	if got := problem.From(err).Error(); got != "a\nb\nc\nd" {
		t.Errorf("%q", got)
	}
	if !errors.Is(problem.List{a, c}.Err(), fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
	if problem.From(nil) != nil || problem.List(nil).Err() != nil {
		t.Error("nothing is not nil")
	}
}
