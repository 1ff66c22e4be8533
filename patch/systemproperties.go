package patch

import "strings"

// resolved returns a reading that puts in the system properties which the server
// sets from its own files, so that a value that a stock file writes with them is
// not written again as what it is already. Others stay as they are.
func (d *Documents) resolved() Reading {
	return func(text string) string {
		if text = Trimmed(text); !strings.Contains(text, "${") {
			return text
		}
		return d.server().Resolve(text)
	}
}
