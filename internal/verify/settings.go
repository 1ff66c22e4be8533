package verify

import (
	"slices"
	"strings"

	"ispatch/internal/server"
)

// settings reports values of a datasource that the server silently replaces with
// defaults. It skips values from the secure vault, which are unknown.
func (c *check) settings(d *server.Datasource) {
	for _, s := range server.Settings() {
		v := d.Setting(s.Name)
		if !v.Known() || s.Since != "" && c.Before(5, 8) {
			continue
		}
		switch s.Kind {
		case server.Boolean:
			c.boolean(d, s, v)
		case server.Integer, server.Long:
			c.number(d, s, v)
		case server.Text:
			if strings.Contains(v.Text, "&amp;") {
				c.at(v.Syntax, "double-escaped", "write &amp; once",
					"<%s> has &amp;amp;: the server reads &amp; where & was meant", s.Name)
			}
		}
	}
	c.isolation(d)
	for _, v := range []server.Value{d.URL(), d.Username(), d.Password()} {
		if v.Known() && (blanked(v.Text) || strings.ContainsAny(v.Text, "\r\n\t")) {
			c.at(v.Syntax, "blanks-in-value", "write the value on one line, directly between its tags",
				"blanks or newlines around or in <%s>: the server treats them as part of the value", v.Element.Tag)
		}
	}
}

func (c *check) boolean(d *server.Datasource, s server.Setting, v server.Value) {
	if _, ok := s.Read(v.Text); !ok {
		c.at(v.Syntax, "bad-boolean", "write true or false, in lower case",
			"%q is not a boolean: the server uses the default of <%s>", clip(v.Text), s.Name)
	}
}

func (c *check) number(d *server.Datasource, s server.Setting, v server.Value) {
	const hint = "write a whole number, or remove the element"
	if strings.Trim(v.Text, " \t\r\n") == "" && s.Kind == server.Integer {
		c.at(v.Syntax, "bad-number", hint, "<%s> is empty: the server reads 0", s.Name)
		return
	}
	if _, ok := s.Read(v.Text); !ok {
		bits := 32
		if s.Kind == server.Long {
			bits = 64
		}
		c.at(v.Syntax, "bad-number", hint,
			"%q is not a %d-bit whole number: the server uses the default of <%s>", clip(v.Text), bits, s.Name)
	}
}

func (c *check) isolation(d *server.Datasource) {
	v := d.Setting("defaultTransactionIsolation")
	levels := server.IsolationLevels()
	if !v.Known() || slices.Contains(levels, v.Text) {
		return
	}
	c.at(v.Syntax, "unknown-isolation-level", "write one of "+strings.Join(levels, ", "),
		"%q is not an isolation level: the server uses the driver's default", clip(v.Text))
}
