package ping

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// withheld stands for a text that holds a password. Masking the password alone
// would not do: who knows the text without it knows the password again.
const withheld = "(what the database says is left out, it holds the password)"

// maxDetail bounds what is taken over from a driver or a server, in bytes.
const maxDetail = 300

// secrets are the forms in which a password may be met in a text.
func secrets(passwords ...string) []string {
	var forms []string
	for _, p := range passwords {
		if p == "" {
			continue
		}
		inner := strconv.Quote(p)
		user := url.UserPassword("", p).String()
		forms = append(forms, p, url.QueryEscape(p), url.PathEscape(p), inner[1:len(inner)-1],
			strings.TrimPrefix(user, ":"), strings.ReplaceAll(p, "'", "''"), strings.ReplaceAll(p, "}", "}}"))
	}
	return forms
}

// quote makes one short line of what a driver or a server says, and nothing of
// it where it holds a secret.
func (c *call) quote(detail string) string {
	if c.holdsSecret(detail) {
		return withheld
	}
	detail = strings.TrimSuffix(oneLine(detail), ".")
	if len(detail) > maxDetail {
		detail = strings.ToValidUTF8(detail[:maxDetail], "") + "…"
	}
	return detail
}

// holdsSecret looks for the secrets with and without their blanks, since those
// of a text are not kept.
func (c *call) holdsSecret(text string) bool {
	plain := oneLine(text)
	for _, secret := range c.secrets {
		if strings.Contains(text, secret) || oneLine(secret) != "" && strings.Contains(plain, oneLine(secret)) {
			return true
		}
	}
	return false
}

// oneLine puts one blank for every run of blanks and control characters.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
