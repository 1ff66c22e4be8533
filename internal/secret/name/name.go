// Package name decides by its name whether something holds a secret. It is a package
// of its own so that both internal/secret and internal/jdbc, which that uses, have one
// answer.
package name

import "strings"

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
