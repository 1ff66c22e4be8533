package patch

import "strings"

// breaksLoading reports whether a value stops the server from loading what it
// is part of: a } before the first ${ makes it cut out a text of negative
// length, which throws (carbon-kernel 4.4.35: DataSourceUtils,
// UserStoreConfigXMLProcessor and RegistryConfigurationProcessor by way of
// CarbonUtils.replaceSystemProperty).
func breaksLoading(text string) bool {
	open := strings.Index(text, "${")
	brace := strings.IndexByte(text, '}')
	return open >= 0 && brace >= 0 && brace < open
}

// notEscaped returns a problem for a URL that is escaped already: escaping is
// done once, when the value is written.
func notEscaped(file, name, url string) *Problem {
	if !strings.Contains(url, "&amp;") {
		return nil
	}
	return &Problem{File: file, Message: name + " holds &amp;",
		Hint: "write & alone: it is escaped when the file is written"}
}

// loadable returns a problem for a value that stops the server from loading the
// file, nil for any other. The value itself, which may be a secret, is not
// shown.
func loadable(file, name string, v Value) *Problem {
	if v.Alias != "" || !breaksLoading(v.Text) {
		return nil
	}
	return &Problem{File: file, Hint: "choose another value, or leave it to the secure vault",
		Message: name + " has a } before a ${, which stops the server from loading it"}
}

// readable returns a problem for a value that the server, which trims it, would
// read as another one; nil for any other.
func readable(file, name string, v Value) *Problem {
	if p := loadable(file, name, v); p != nil || v.Alias != "" || v.Text == "" {
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
