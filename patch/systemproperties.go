package patch

import "strings"

// resolved returns a Reading that replaces the system properties that the
// server sets from its own files. A stock value written with such properties is
// then not rewritten if it already means the wanted value. Other properties
// stay as they are.
func (d *Documents) resolved() Reading {
	return func(text string) string {
		if text = Trimmed(text); !strings.Contains(text, "${") {
			return text
		}
		return d.server().Resolve(text)
	}
}
