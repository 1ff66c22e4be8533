package profile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"ispatch/internal/lazy"
)

// Limits for a profile. The parser's time grows with the square of the number of keys,
// its stack with the depth.
const (
	maxSize   = 1 << 20 // bytes
	maxTokens = 20000   // a datasource with all keys has about 100
	maxDepth  = 64
)

// A syntaxError is why a text is not YAML.
type syntaxError struct {
	at            origin
	message, hint string
}

// checkText checks the bytes of a profile.
func checkText(data []byte) *syntaxError {
	if len(data) > maxSize {
		return &syntaxError{at: start, message: fmt.Sprintf("is larger than %d bytes", maxSize)}
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			before := data[:at]
			line := bytes.LastIndexByte(before, '\n') + 1
			return &syntaxError{at: origin{line: bytes.Count(before, []byte("\n")) + 1,
				column: utf8.RuneCount(before[line:]) + 1}, message: "is not UTF-8", hint: "save the file as UTF-8"}
		}
		at += size
	}
	return nil
}

// start is the position at which a text begins.
var start = origin{line: 1, column: 1}

// parse reads YAML into the library's tree.
func parse(source string) (file *ast.File, failed *syntaxError) {
	defer func() {
		// The library may panic on malformed input.
		if recover() != nil {
			file, failed = nil, &syntaxError{at: start, message: "is not valid YAML"}
		}
	}()
	tokens := lexer.Tokenize(source)
	if failed := bounded(tokens); failed != nil {
		return nil, failed
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err == nil {
		return file, nil
	}
	failed = &syntaxError{at: start, message: "is not valid YAML"}
	var located interface {
		GetMessage() string
		GetToken() *token.Token
	}
	if errors.As(err, &located) {
		failed.describe(located.GetMessage())
		if at := located.GetToken(); at != nil {
			failed.at = tokenPosition(at)
		}
	}
	return nil, failed
}

// quoted matches a piece of the input in the library's messages.
var quoted = lazy.Regexp{Expr: `"(?:[^"\\]|\\.)*"`}

// describe returns the library's message without the pieces of the input that it quotes,
// which may be passwords.
func (e *syntaxError) describe(message string) {
	message = strings.ReplaceAll(message, "'\t'", "TAB")
	switch {
	case strings.Contains(message, "TAB") || strings.Contains(message, "tab character"):
		e.hint = "indent with spaces"
	case strings.Contains(message, "reserved character") || strings.Contains(message, "cannot start any token"):
		e.hint = "put the text in quotes"
	}
	e.message += ": " + shorten(quoted.Get().ReplaceAllString(message, "text"), 200)
}

// bounded rejects input that would take the parser too long or nest too deep.
func bounded(tokens token.Tokens) *syntaxError {
	count, flow := 0, 0
	var columns []int // of the block mappings and lists around
	previous := 1     // column of the token before
	for _, t := range tokens {
		if t.Type == token.CommentType {
			continue
		}
		if count++; count > maxTokens {
			return &syntaxError{at: tokenPosition(t),
				message: fmt.Sprintf("has more than %d keys, values and marks", maxTokens)}
		}
		column := t.Position.Column
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.MappingValueType:
			if flow > 0 {
				break
			}
			if t.Type == token.MappingValueType {
				column = previous // of the key
			}
			for len(columns) > 0 && columns[len(columns)-1] >= column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, column)
		}
		if flow+len(columns) > maxDepth {
			return &syntaxError{at: tokenPosition(t),
				message: fmt.Sprintf("is nested more than %d levels deep", maxDepth)}
		}
		previous = t.Position.Column
	}
	return nil
}

func tokenPosition(t *token.Token) origin {
	if t == nil || t.Position == nil {
		return start
	}
	return origin{line: max(1, t.Position.Line), column: max(1, t.Position.Column)}
}

// clip shortens a text that goes into a message.
func clip(s string) string { return shorten(s, 40) }

// shorten cuts a text and keeps it on one line.
func shorten(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '·'
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}
