package secret

import (
	"bytes"
	"strings"

	"ispatch/internal/lazy"
)

// sqlSecrets finds the passwords that statements of SQL set, such as those of initSQL.
func sqlSecrets(text []byte) (spans []Span) {
	if !maySetPassword(text) {
		return nil
	}
	for _, m := range setsPassword.Get().FindAllSubmatchIndex(text, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 {
				spans = append(spans, Span{m[group], m[group+1]})
			}
		}
	}
	return spans
}

// setsPassword matches how SQL sets a password: in CREATE and ALTER USER of Oracle, MySQL
// and MariaDB, of H2 and PostgreSQL, and in MySQL's SET PASSWORD.
var setsPassword = lazy.Regexp{Expr: `(?i)` +
	`\bidentified\s+(?:with\s+\S+\s+)?(?:by|as)\s+(?:password\s+|values\s+)?('[^']*'|"[^"]*"|[^\s;]+)` +
	`|\bpassword\s+('[^']*')` +
	`|\bpassword\s+for\s+\S+\s*=\s*(?:password\s*\(\s*)?('[^']*'|"[^"]*")`}

// maySetPassword reports whether a text has a word of SQL that comes before a password.
func maySetPassword(text []byte) bool {
	for ; len(text) > len("password"); text = text[1:] {
		switch text[0] | 0x20 {
		case 'i':
			if hasWord(text, "identified") {
				return true
			}
		case 'p':
			if !hasWord(text, "password") {
				continue
			}
			next := bytes.TrimLeft(text[len("password"):], blanks)
			if bytes.HasPrefix(next, []byte("'")) || hasWord(next, "for") {
				return true
			}
		}
	}
	return false
}

// hasWord reports whether a text begins with a word, in any case.
func hasWord(text []byte, word string) bool {
	return len(text) >= len(word) && strings.EqualFold(string(text[:len(word)]), word)
}
