// Package name decides by its name whether something holds a secret. It is a package
// of its own so that both internal/secret and internal/jdbc, which that uses, have one
// answer.
package name

import (
	"bytes"
	"strings"

	"ispatch/internal/lazy"
)

// reach is how many tags before and after a name its secret may be, as in
// <value>S3</value><name>password</name>.
const reach = 4

// maxLine is how much of a long line is taken for one.
const maxLine = 512

// Around returns the part of a text, from start to before end, in which the secret may
// be whose name is at a place in it: its line, some tags before that and some after.
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

// word is what may be a name.
var word = lazy.Regexp{Expr: `[A-Za-z_][\w.-]*`}

// In returns where names of secrets are in a text, as pairs of start and end.
func In(text []byte) [][]int {
	var found [][]int
	for _, m := range word.Get().FindAllIndex(text, -1) {
		if IsSecret(string(text[m[0]:m[1]])) {
			found = append(found, m)
		}
	}
	return found
}

// Near reports whether a secret may be at a place in a text of which nothing is known
// but its bytes: the name of one is around it, or a URL, which may hold a password.
func Near(text string, at int) bool {
	const most = 1 << 16 // of a text in which no tags are
	text = text[max(0, at-most):min(len(text), at+most)]
	at = min(at, most)
	from, to := Around([]byte(text), at, at)
	return bytes.Contains([]byte(text[from:to]), []byte("://")) || len(In([]byte(text[from:to]))) > 0
}

// words end the names of what holds a password.
var words = []string{"password", "passwd", "pwd", "pass", "passphrase", "secret", "secretkey", "accesstoken"}

// others are names that end in such a word and hold no password: English words, and
// a property of user stores that is true or false.
var others = []string{"bypass", "compass", "storesaltedpassword"}

// IsSecret reports whether an element, attribute, property or parameter of this name
// holds a secret. The case does not matter, nor do blanks around it or a namespace
// prefix. It is decided by the end of the name: PasswordJavaRegEx and
// PasswordHashMethod hold none, and neither does StoreSaltedPassword.
func IsSecret(name string) bool {
	name = strings.ToLower(strings.Trim(name, " \t\r\n"))
	name = name[strings.LastIndexByte(name, ':')+1:]
	name = strings.TrimRight(name, "0123456789") // MySQL's password1 to password3
	for _, other := range others {
		if strings.HasSuffix(name, other) {
			return false
		}
	}
	for _, word := range words {
		if strings.HasSuffix(name, word) {
			return true
		}
	}
	return false
}
