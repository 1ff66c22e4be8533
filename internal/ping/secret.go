package ping

import (
	"net/url"
	"strings"
	"unicode"

	"ispatch/internal/jdbc"
	"ispatch/internal/problem"
	"ispatch/internal/secret"
	"ispatch/internal/span"
)

// maxDetail limits the text that is quoted from a driver or a server, in bytes.
const maxDetail = 300

// minRun is the shortest part of a secret, in bytes, that is masked too: a
// driver may take the part of a password after an @ for a host, and a database
// quotes a statement from where it stopped understanding it.
const minRun = 5

// secrets are passwords that must not be shown.
type secrets []string

// secretsOf returns the secrets of targets: the passwords in settings, in URLs
// and in connectionProperties.
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

// quote returns the words of a driver or a server as one short line, with
// secrets masked.
func (s secrets) quote(text string) string {
	text = problem.Printable(strings.TrimSuffix(oneLine(secret.Text(s.cover(text))), "."))
	if len(text) > maxDetail {
		text = strings.ToValidUTF8(text[:maxDetail], "") + "…"
	}
	return text
}

// cover masks the secrets and parts of them, plain or escaped as in a URL. All are looked
// for in the original text: after one of two similar secrets is masked, the rest of the
// other could not be found.
func (s secrets) cover(text string) string {
	var found []span.Span
	for _, one := range s {
		forms := []string{url.QueryEscape(one), url.PathEscape(one), one}
		if plain, err := url.PathUnescape(one); err == nil {
			forms = append(forms, plain)
		}
		for _, form := range forms {
			found = append(found, partsOf(form, text)...)
		}
	}
	return strings.ToValidUTF8(secret.Cover(text, span.Merge(found)), "")
}

// partsOf returns where a text has parts of a secret that are at least minRun bytes
// long, in order. They may overlap. A shorter secret is found only as a whole word.
func partsOf(password, text string) (found []span.Span) {
	if password == "" {
		return nil
	}
	end := 0
	for at := range len(text) {
		last := end
		// What follows the first byte of a part is in the secret too.
		for n := max(minRun, end-at); at+n <= len(text) && strings.Contains(password, text[at:at+n]); n++ {
			end = at + n
		}
		if len(password) < minRun && strings.HasPrefix(text[at:], password) &&
			!isWord(text, at-1) && !isWord(text, at+len(password)) {
			end = at + len(password)
		}
		if end > last {
			found = append(found, span.Span{at, end})
		}
	}
	return found
}

// isWord reports whether there is a letter or digit at an index of a text.
func isWord(text string, at int) bool {
	return at >= 0 && at < len(text) && (text[at] >= 0x80 || text[at] == '_' ||
		'0' <= text[at] && text[at] <= '9' || 'a' <= text[at]|0x20 && text[at]|0x20 <= 'z')
}

// oneLine replaces each run of blanks and control characters by one blank.
func oneLine(s string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	return strings.Join(strings.FieldsFunc(s, blank), " ")
}
