package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"

	"ispatch/internal/lazy"
	"ispatch/internal/problem"
	"ispatch/internal/secret"
)

// Everything printed for people is made by lineOf, unless all of it is the
// program's own words, and JSON by printJSON. A name or a message that comes
// from a file cannot start a second line or move the cursor, and no secret is
// shown. Data (a diff, a file's value, a profile) is printed as it is.

// say prints a line on standard error, where nothing can be done if that fails.
func say(w io.Writer, format string, args ...any) { _, _ = io.WriteString(w, lineOf(format, args...)) }

// lineOf returns a line, with its line feed.
func lineOf(format string, args ...any) string {
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			args[i] = problem.Printable(arg)
		case error:
			args[i] = problem.Printable(arg.Error())
		case fmt.Stringer:
			args[i] = problem.Printable(arg.String())
		}
	}
	return secret.Text(fmt.Sprintf(format, args...)) + "\n"
}

// printText prints data or lines on standard output.
func printText(w io.Writer, text string) error {
	if text == "" {
		return nil
	}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	return nil
}

// printJSON prints one value, indented so that people can read it too.
func printJSON(w io.Writer, value any) error {
	data, err := marshal(value)
	if err != nil {
		return err
	}
	return printText(w, string(data))
}

// printJSONLine prints one value on a line of its own, for output with several
// values.
func printJSONLine(w io.Writer, value any) error {
	data, err := marshal(value)
	if err != nil {
		return err
	}
	var line bytes.Buffer
	if err := json.Compact(&line, data); err != nil {
		return err
	}
	return printText(w, line.String()+"\n")
}

// marshal returns a value as indented JSON, without secrets in its strings.
func marshal(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	masked := jsonString.Get().ReplaceAllFunc(out.Bytes(), func(found []byte) []byte {
		var text string
		if isData.Get().Match(found) || json.Unmarshal(found, &text) != nil {
			return found
		}
		masked := secret.Text(text)
		if masked == text {
			return found
		}
		var quoted bytes.Buffer
		encoder := json.NewEncoder(&quoted)
		encoder.SetEscapeHTML(false)
		if encoder.Encode(masked) != nil {
			return found
		}
		return bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))
	})
	return escapeControls(masked), nil
}

// escapeControls escapes the characters that encoding/json leaves as they are
// but that move a terminal's cursor or reorder its line.
func escapeControls(data []byte) []byte {
	bad := func(r rune) bool { return r >= 0x7f && r <= 0x9f || unicode.Is(unicode.Cf, r) && r <= 0xffff }
	if bytes.IndexFunc(data, bad) < 0 {
		return data
	}
	var b bytes.Buffer
	for _, r := range string(data) {
		if bad(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// jsonString matches each string of a JSON value, and the key too if it is data.
var (
	jsonString = lazy.Regexp{Expr: `("(?:diff|profile|value|before|after)": )?"(?:[^"\\]|\\.)*"`}
	isData     = lazy.Regexp{Expr: `^"(diff|profile|value|before|after)": `}
)
