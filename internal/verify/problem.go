package verify

import (
	"fmt"
	"strings"
	"unicode"
)

// A Severity says what a problem does to the server.
type Severity string

const (
	// Error: the server, or its logins, fail.
	Error Severity = "error"
	// Warning: the server silently does something else than it was told.
	Warning Severity = "warning"
)

// A Problem is one thing that is wrong with a home. Its JSON form is a
// promise: keys are only ever added.
type Problem struct {
	Severity Severity `json:"severity"`
	// Code is one of Kinds.
	Code string `json:"code"`
	// File is relative to the home, with slashes; empty where the problem is
	// of the home itself.
	File string `json:"file"`
	// Line counts from 1; 0 where it is of the file as a whole.
	Line int `json:"line"`
	// Message says what is wrong, in lower case and without a full stop.
	Message string `json:"message"`
	// Hint says what to do about it; it may be empty.
	Hint string `json:"hint"`
}

// Place returns file:line, or what of it is known.
func (p Problem) Place() string {
	if p.Line == 0 || p.File == "" {
		return printable(p.File)
	}
	return fmt.Sprintf("%s:%d", printable(p.File), p.Line)
}

// printable makes a text of the home fit for one line of a terminal: control
// characters, with which it could also be made to say something else, become
// blanks.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}

// String returns file:line: severity: code: message, without the hint.
func (p Problem) String() string {
	text := fmt.Sprintf("%s: %s: %s", p.Severity, p.Code, p.Message)
	if place := p.Place(); place != "" {
		text = place + ": " + text
	}
	return text
}
