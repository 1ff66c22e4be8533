// Package name decides from a name whether something holds a secret. It is a separate package so
// that internal/secret and internal/jdbc, which internal/secret imports, agree.
package name

import (
	"bytes"
	"strings"
)

// reach is the number of tags between a name and its secret, at most, as in
// <value>S3</value><name>password</name>.
const reach = 4

// maxLine is the largest part of a long line that is searched.
const maxLine = 512

// Around returns the part of a text, from start to before end, that may contain the secret whose
// name is at start: its line, and some tags before and after.
func Around(text []byte, start, end int) (from, to int) {
	line := bytes.LastIndexByte(text[:start], '\n') + 1
	start = max(line, start-maxLine)
	if after := bytes.IndexByte(text[end:], '\n'); after >= 0 {
		end = min(end+after, end+maxLine)
	} else {
		end = min(len(text), end+maxLine)
	}
	for range reach {
		if before := bytes.LastIndexByte(text[:start], '<'); before >= 0 {
			start = before
		}
		if after := bytes.IndexByte(text[end:], '<'); after >= 0 {
			end += after + 1
		} else {
			end = len(text)
		}
	}
	return start, end
}

// In returns the positions of names of secrets in a text, as pairs of start and end.
func In(text []byte) [][2]int {
	var found [][2]int
	for end := 0; end < len(text); end++ {
		start := end
		if c := text[start]; c != '_' && !isLetter(c) {
			continue
		}
		for end < len(text) && isWordByte(text[end]) {
			end++
		}
		if IsSecret(string(text[start:end])) {
			found = append(found, [2]int{start, end})
		}
	}
	return found
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isWordByte reports whether a byte can be in a name, as far as it is ASCII and without a prefix.
func isWordByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-'
}

// Near reports whether a secret may be near a position in a text of unknown syntax: there is a name
// of a secret around it, or a URL, which may hold a password.
func Near(text string, at int) bool {
	const most = 1 << 16 // limits the search if there are no tags
	text = text[max(0, at-most):min(len(text), at+most)]
	at = min(at, most)
	from, to := Around([]byte(text), at, at)
	return bytes.Contains([]byte(text[from:to]), []byte("://")) || len(In([]byte(text[from:to]))) > 0
}

// words are the ends of names that hold a secret.
var words = []string{"password", "passwd", "pwd", "pass", "passphrase", "secret", "secretkey", "accesstoken"}

// others are names that end in such a word but hold no secret: English words, and a boolean
// property of user stores.
var others = []string{"bypass", "compass", "storesaltedpassword"}

// HasSuffix reports whether a name ends in a word, whatever the case.
func HasSuffix(name, word string) bool {
	return len(name) >= len(word) && strings.EqualFold(name[len(name)-len(word):], word)
}

// IsSecret reports whether an element, attribute, property or parameter with a name holds a secret.
// Case, blanks around the name and a namespace prefix are ignored. The end of the name decides:
// PasswordJavaRegEx and PasswordHashMethod hold no secret. StoreSaltedPassword is an exception.
func IsSecret(name string) bool {
	name = strings.Trim(name, " \t\r\n")
	name = name[strings.LastIndexByte(name, ':')+1:]
	name = strings.TrimRight(name, "0123456789") // MySQL's password1 to password3
	for _, other := range others {
		if HasSuffix(name, other) {
			return false
		}
	}
	for _, word := range words {
		if HasSuffix(name, word) {
			return true
		}
	}
	return false
}
