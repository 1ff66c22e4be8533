package ping

import (
	"net/url"
	"strings"
	"unicode"

	"ispatch/internal/jdbc"
	"ispatch/internal/problem"
	"ispatch/internal/secret"
)

// maxDetail bounds what is taken over from a driver or a server, in bytes.
const maxDetail = 300

// minRun is the length, in bytes, from which a part of a secret is covered too: a
// driver may take what is after an @ of a password for a host, and a database
// quotes a statement from where it no longer understood it.
const minRun = 5

// secrets are the passwords that must not be shown.
type secrets []string

// secretsOf are the secrets of targets: the passwords among the settings, in the
// URLs and in connectionProperties.
func secretsOf(targets []Target) secrets {
	var all secrets
	for _, t := range targets {
		for _, s := range t.Settings {
			if secret.Name(s.Name) {
				all = append(all, s.Value)
			}
			all = append(all, jdbc.Passwords(s.Value)...)
			if s.Name != "connectionProperties" {
				continue
			}
			for pair := range strings.SplitSeq(s.Value, ";") {
				if name, value, _ := strings.Cut(pair, "="); secret.Name(name) {
					all = append(all, value)
				}
			}
		}
	}
	return all
}

// quote makes one short line of what a driver or a server says, with the secrets
// in it covered.
func (s secrets) quote(text string) string {
	text = problem.Printable(strings.TrimSuffix(oneLine(secret.Text(s.cover(text))), "."))
	if len(text) > maxDetail {
		text = strings.ToValidUTF8(text[:maxDetail], "") + "…"
	}
	return text
}

// cover covers the secrets and parts of them, as they are and as a URL has them.
func (s secrets) cover(text string) string {
	for _, one := range s {
		forms := []string{url.QueryEscape(one), url.PathEscape(one), one}
		if plain, err := url.PathUnescape(one); err == nil {
			forms = append(forms, plain)
		}
		for _, form := range forms {
			text = coverParts(text, form)
		}
	}
	return strings.ReplaceAll(text, secret.Mask+secret.Mask, secret.Mask)
}

// coverParts covers the parts of a text that are a part of a secret, from minRun
// bytes on. A shorter secret is covered where it is a word of its own.
func coverParts(text, password string) string {
	var b strings.Builder
	for at := 0; at < len(text); {
		length := 0
		for n := minRun; at+n <= len(text) && strings.Contains(password, text[at:at+n]); n++ {
			length = n
		}
		if 0 < len(password) && len(password) < minRun && strings.HasPrefix(text[at:], password) &&
			!isWord(text[:at], len(text[:at])-1) && !isWord(text, at+len(password)) {
			length = len(password)
		}
		if length > 0 {
			b.WriteString(secret.Mask)
			at += length
			continue
		}
		b.WriteByte(text[at])
		at++
	}
	return strings.ToValidUTF8(b.String(), "")
}

// isWord reports whether there is a letter or digit at a place of a text.
func isWord(text string, at int) bool {
	return at >= 0 && at < len(text) && (text[at] >= 0x80 || text[at] == '_' ||
		'0' <= text[at] && text[at] <= '9' || 'a' <= text[at]|0x20 && text[at]|0x20 <= 'z')
}

// oneLine puts one blank for every run of blanks and control characters.
func oneLine(s string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	return strings.Join(strings.FieldsFunc(s, blank), " ")
}
