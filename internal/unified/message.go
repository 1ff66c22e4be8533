package unified

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// MaskText covers the passwords in a message or a line of a report: the text of
// whole password elements, what follows password= and the like, the password in
// the user part of a URL and in Oracle's user/password@, and the given secrets
// wherever they stand, also as XML, a URL or a quoted Go string would escape
// them.
//
// A secret of less than eight characters that is a plain word (letters, digits,
// _) is only covered where it stands as a word: with the secret `user`, the name
// user-mgt.xml stays. A secret that is itself a word for password is only covered
// in quotes; otherwise no message could name the thing. Empty secrets are
// ignored. A value in a URL ends at a blank or a quote.
func MaskText(s string, secrets ...string) string {
	text := []byte(s)
	spans := credentials(text, true)
	for _, p := range passwords(text, nil) {
		// Half an element in a message is prose: "there is no <password> in …".
		if bytes.HasPrefix(text[p.end:], []byte("</")) || inQuotes(s, p) {
			spans = append(spans, p)
		}
	}
	// As it stands, and as a reader of XML would read it.
	unescaped := decode(text, []piece{{span{0, len(text)}, false}})
	for _, secret := range secrets {
		for _, form := range escapedForms(secret) {
			spans = append(spans, occurrences(s, form)...)
		}
		for _, found := range occurrences(string(unescaped.bytes), secret) {
			spans = append(spans, unescaped.source(found))
		}
	}
	return string(cover(text, mergeSpans(spans)))
}

// escapedForms are the ways other than XML's in which a message may show a secret.
func escapedForms(secret string) []string {
	if secret == "" {
		return nil
	}
	quoted, ascii := strconv.Quote(secret), strconv.QuoteToASCII(secret)
	quoted, ascii = quoted[1:len(quoted)-1], ascii[1:len(ascii)-1]
	forms := []string{
		secret, quoted, ascii,
		strings.NewReplacer("&", `\u0026`, "<", `\u003c`, ">", `\u003e`).Replace(quoted), // JSON
		url.QueryEscape(secret), url.PathEscape(secret),
		strings.TrimPrefix(url.UserPassword("", secret).String(), ":"),
	}
	if trimmed := strings.Trim(secret, blanks); trimmed != "" {
		forms = append(forms, trimmed)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// minAnywhere is the length from which a secret is covered within a word, too.
const minAnywhere = 8

// occurrences are the places where a secret stands in s.
func occurrences(s, secret string) (spans []span) {
	if secret == "" {
		return nil
	}
	plain := strings.IndexFunc(secret, func(r rune) bool { return r >= 0x80 || !isWordByte(byte(r)) }) < 0
	word := slices.Contains(secretWords, strings.ToLower(secret))
	for at := 0; ; {
		found := strings.Index(s[at:], secret)
		if found < 0 {
			return spans
		}
		here := span{at + found, at + found + len(secret)}
		at = here.start + 1
		switch {
		case word && !inQuotes(s, here), plain && len(secret) < minAnywhere && inWord(s, here):
		default:
			spans = append(spans, here)
		}
	}
}

func inQuotes(s string, here span) bool {
	return here.start > 0 && here.end < len(s) && s[here.start-1] == s[here.end] &&
		bytes.IndexByte([]byte("\"'`"), s[here.end]) >= 0
}

// inWord reports whether a part of s is only a part of a word. A dot or a hyphen
// joins words, if there is one on its other side.
func inWord(s string, here span) bool {
	before, after := s[:here.start], s[here.end:]
	if len(before) > 1 && before[len(before)-2] == '\\' { // \n, not a letter
		before = ""
	}
	return endsInWord(before) || startsWithWord(after)
}

func endsInWord(s string) bool {
	if joined := strings.TrimRight(s, ".-"); len(s)-len(joined) == 1 {
		s = joined
	}
	return s != "" && isWordByte(s[len(s)-1])
}

func startsWithWord(s string) bool {
	if joined := strings.TrimLeft(s, ".-"); len(s)-len(joined) == 1 {
		s = joined
	}
	return s != "" && isWordByte(s[0])
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
