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
	return refused(file, name, v, false)
}

// checkReadable returns a problem if the server, which trims the value, would read
// another one, else nil.
func checkReadable(file, name string, v Value) *Problem {
	return refused(file, name, v, true)
}

func refused(file, name string, v Value, trimmed bool) *Problem {
	reason, hint := Refusal(v, trimmed)
	if reason == "" {
		return nil
	}
	return &Problem{File: file, Message: name + " " + reason, Hint: hint}
}

// Refusal returns the reason why the operations refuse a value whatever the home has, and
// a hint. Both are empty if they accept it. They refuse what stops the server from loading
// the file and, if the server trims the value, what it would read as another one. Neither
// text shows the value, which may be a secret.
func Refusal(v Value, trimmed bool) (reason, hint string) {
	switch {
	case v.Alias != "":
		return "", ""
	case server.BraceBeforePlaceholder(v.Text):
		return "has a } before a ${, which stops the server from loading it",
			"choose another value, or leave it to the secure vault"
	case !trimmed || Trimmed(v.Text) == v.Text:
		return "", ""
	case Trimmed(v.Text) == "":
		return "is blank, which the server reads as empty", ""
	}
	return "begins or ends with a blank, which the server cuts off", "choose a value without blanks at its ends"
}
