package ping

import (
	"ispatch/internal/jdbc"
	"ispatch/internal/secret"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// withheld is what is said in place of a text that holds a secret. Masking the
// secret alone would not do: who knows the text without it knows the secret.
const withheld = "(left out, as it holds a secret)"

// maxDetail bounds what is taken over from a driver or a server, in bytes.
const maxDetail = 300

// secrets are the texts that must not be shown, in the forms in which a driver
// may quote them.
type secrets []string

// secretsOf are the secrets of targets: the passwords among the settings and in
// the URLs, and pieces of them that a driver may take for a host or a name.
func secretsOf(targets []Target) secrets {
	var all secrets
	for _, t := range targets {
		for _, s := range t.Settings {
			if secret.Name(s.Name) {
				all = append(all, forms(s.Value)...)
			}
			for _, password := range jdbc.Passwords(s.Value) {
				all = append(all, forms(password)...)
			}
			if s.Name == "connectionProperties" {
				for pair := range strings.SplitSeq(s.Value, ";") {
					if name, value, _ := strings.Cut(pair, "="); secret.Name(name) {
						all = append(all, forms(value)...)
					}
				}
			}
		}
	}
	return all
}

// forms are a password as it may be met in a text, and its pieces of four
// characters and more between those that end a part of a URL.
func forms(password string) []string {
	if password == "" {
		return nil
	}
	quoted := strconv.Quote(password)
	user := url.UserPassword("", password).String()
	all := []string{password, url.QueryEscape(password), url.PathEscape(password), quoted[1 : len(quoted)-1],
		strings.TrimPrefix(user, ":"), strings.ReplaceAll(password, "'", "''"), strings.ReplaceAll(password, "}", "}}")}
	if plain, err := url.PathUnescape(password); err == nil {
		all = append(all, plain)
	}
	ends := func(r rune) bool { return strings.ContainsRune("@:/?&=;#% \t", r) }
	for _, piece := range strings.FieldsFunc(password, ends) {
		if len(piece) >= 4 {
			all = append(all, piece)
		}
	}
	return all
}

// quote makes one short line of what a driver or a server says, and nothing of
// it where it holds a secret.
func (s secrets) quote(text string) string {
	if s.in(text) {
		return withheld
	}
	text = strings.TrimSuffix(oneLine(text), ".")
	if len(text) > maxDetail {
		text = strings.ToValidUTF8(text[:maxDetail], "") + "…"
	}
	return text
}

// in reports whether a text holds a secret, with or without its blanks, since
// those of a text are not kept.
func (s secrets) in(text string) bool {
	plain := oneLine(text)
	for _, secret := range s {
		if strings.Contains(text, secret) || oneLine(secret) != "" && strings.Contains(plain, oneLine(secret)) {
			return true
		}
	}
	return false
}

// oneLine puts one blank for every run of blanks and control characters.
func oneLine(s string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	return strings.Join(strings.FieldsFunc(s, blank), " ")
}
