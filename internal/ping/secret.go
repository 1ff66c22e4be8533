package ping

import (
	"strings"
	"unicode"

	"ispatch/internal/jdbc"
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
	text = secret.Text(text, s...)
	for _, one := range s {
		text = coverRuns(text, one)
	}
	text = strings.TrimSuffix(oneLine(text), ".")
	if len(text) > maxDetail {
		text = strings.ToValidUTF8(text[:maxDetail], "") + "…"
	}
	return text
}

// coverRuns covers the parts of a text that are a part of a secret, from minRun
// bytes on.
func coverRuns(text, password string) string {
	var b strings.Builder
	for at := 0; at < len(text); {
		length := 0
		for n := minRun; at+n <= len(text) && strings.Contains(password, text[at:at+n]); n++ {
			length = n
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

// oneLine puts one blank for every run of blanks and control characters.
func oneLine(s string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	return strings.Join(strings.FieldsFunc(s, blank), " ")
}
