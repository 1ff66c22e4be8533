package server

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// PropertyKeys returns the keys of a file of Java properties (java.util.Properties), such as
// the aliases in CipherTool, in the order of the file.
func PropertyKeys(src []byte) []string {
	var keys []string
	continued := false
	for _, line := range strings.FieldsFunc(string(src), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimLeft(line, " \t\f")
		slashes := len(line) - len(strings.TrimRight(line, `\`))
		if !continued && line != "" && line[0] != '#' && line[0] != '!' {
			keys = append(keys, propertyKey(line))
			continued = slashes%2 == 1
			continue
		}
		continued = continued && slashes%2 == 1
	}
	return keys
}

// propertyKey returns the key of a line: the text before the first separator that has no
// backslash before it. The file is in ISO-8859-1.
func propertyKey(line string) string {
	var key []uint16
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && i+5 < len(line) && line[i+1] == 'u':
			if code, err := strconv.ParseUint(line[i+2:i+6], 16, 16); err == nil {
				key = append(key, uint16(code))
			}
			i += 5
		case c == '\\' && i+1 < len(line):
			i++
			key = append(key, uint16(line[i]))
		case strings.IndexByte("=: \t\f", c) >= 0:
			return string(utf16.Decode(key))
		default:
			key = append(key, uint16(c))
		}
	}
	return string(utf16.Decode(key))
}
