package server

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// PropertyKeys returns the keys of a file of Java properties, such as the aliases in
// CipherTool, in the order of the file, as java.util.Properties.load reads them.
func PropertyKeys(src []byte) []string {
	var keys []string
	for rest := string(src); rest != ""; {
		var line string
		if line, rest = logicalLine(rest); line != "" {
			keys = append(keys, propertyKey(line))
		}
	}
	return keys
}

// logicalLine returns the first line of a text together with the lines that continue it, or
// "" for a blank line or a comment, and the text after it. A line is continued if it ends in
// an odd number of backslashes. A comment is not, and cannot continue a line.
func logicalLine(src string) (line, rest string) {
	var b strings.Builder
	rest = src
	for first := true; ; first = false {
		line, rest = naturalLine(rest)
		line = strings.TrimLeft(line, " \t\f")
		if first && (strings.HasPrefix(line, "#") || strings.HasPrefix(line, "!")) {
			return "", rest
		}
		slashes := len(line) - len(strings.TrimRight(line, `\`))
		b.WriteString(line[:len(line)-slashes%2])
		if slashes%2 == 0 || rest == "" {
			return b.String(), rest
		}
	}
}

// naturalLine cuts a text at the end of its first line.
func naturalLine(src string) (line, rest string) {
	end := strings.IndexAny(src, "\r\n")
	if end < 0 {
		return src, ""
	}
	after := end + 1
	if strings.HasPrefix(src[end:], "\r\n") {
		after++
	}
	return src[:end], src[after:]
}

// propertyKey returns the key of a logical line: the text before the first separator that has
// no backslash before it. The file is in ISO-8859-1.
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
			key = append(key, escaped(line[i]))
		case strings.IndexByte("=: \t\f", c) >= 0:
			return string(utf16.Decode(key))
		default:
			key = append(key, uint16(c))
		}
	}
	return string(utf16.Decode(key))
}

// escaped returns what a character stands for after a backslash.
func escaped(c byte) uint16 {
	switch c {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	}
	return uint16(c)
}
