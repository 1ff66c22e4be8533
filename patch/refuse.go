package patch

import (
	"strings"

	"ispatch/internal/server"
)

// checkNotEscaped returns a problem if a URL is already escaped, else nil: the value
// is escaped when it is written.
func checkNotEscaped(file, name, url string) *Problem {
	if !strings.Contains(url, "&amp;") {
		return nil
	}
	return &Problem{File: file, Message: name + " holds &amp;",
		Hint: "write & alone: it is escaped when the file is written"}
}

// checkLoadable returns a problem if a value stops the server from loading the file,
// else nil. The message does not show the value, which may be a secret.
func checkLoadable(file, name string, v Value) *Problem {
	if v.Alias != "" || !server.BraceBeforePlaceholder(v.Text) {
		return nil
	}
	return &Problem{File: file, Hint: "choose another value, or leave it to the secure vault",
		Message: name + " has a } before a ${, which stops the server from loading it"}
}

// checkReadable returns a problem if the server, which trims the value, would read
// another one, else nil.
func checkReadable(file, name string, v Value) *Problem {
	if p := checkLoadable(file, name, v); p != nil || v.Alias != "" || v.Text == "" {
		return p
	}
	switch Trimmed(v.Text) {
	case v.Text:
		return nil
	case "":
		return &Problem{File: file, Message: name + " is blank, which the server reads as empty"}
	}
	return &Problem{File: file, Hint: "choose a value without blanks at its ends",
		Message: name + " begins or ends with a blank, which the server cuts off"}
}
