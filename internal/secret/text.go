package secret

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Text covers the secrets in a message or a line of a report: whole elements and
// pairs of a secret's name, what follows password= and the like, passwords of URLs,
// and the given texts wherever they are, also as XML, a URL or a quoted Go string
// would escape them. A value in a URL ends at a blank or a quote.
//
// The given texts are for what others say, such as a database's driver that was
// handed a password: a message of the program's own is not made of secrets, and a
// password may be a common word. One of less than eight characters that is a plain
// word (letters, digits, _) is only covered where it is a word of its own: with
// `user`, the name user-mgt.xml stays. One that is itself a word for password is
// only covered in quotes. Empty ones are ignored.
func Text(s string, known ...string) string {
	text := []byte(s)
	spans := credentials(text, true)
	if mayBeMarkup(text) {
		// Half an element in a message is prose: "there is no <password> in …".
		if found, ok := inFragment(text, nil, maxDepth-1); ok {
			spans = append(spans, found...)
		}
	}
	if len(known) > 0 {
		// As it is, and as a reader of XML would read it.
		unescaped := decode(text, []piece{{Span{0, len(text)}, false}})
		for _, secret := range known {
			for _, form := range escapedForms(secret) {
				spans = append(spans, occurrences(s, form)...)
			}
			for _, found := range occurrences(string(unescaped.bytes), secret) {
				spans = append(spans, unescaped.source(found))
			}
		}
	}
	if len(spans) == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, span := range merge(spans) {
		b.WriteString(s[at:span.Start] + Mask)
		at = span.End
	}
	return b.String() + s[at:]
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
func occurrences(s, secret string) (spans []Span) {
	if secret == "" {
		return nil
	}
	plain := strings.IndexFunc(secret, func(r rune) bool { return r >= 0x80 || !isWordByte(byte(r)) }) < 0
	word := slices.Contains(words, strings.ToLower(secret))
	for at := 0; ; {
		found := strings.Index(s[at:], secret)
		if found < 0 {
			return spans
		}
		here := Span{at + found, at + found + len(secret)}
		at = here.Start + 1
		switch {
		case word && !inQuotes(s, here), plain && len(secret) < minAnywhere && inWord(s, here):
		default:
			spans = append(spans, here)
		}
	}
}

func inQuotes(s string, here Span) bool {
	return here.Start > 0 && here.End < len(s) && s[here.Start-1] == s[here.End] &&
		bytes.IndexByte([]byte("\"'`"), s[here.End]) >= 0
}

// inWord reports whether a part of s is only a part of a word. A dot or a hyphen
// joins words, if there is one on its other side.
func inWord(s string, here Span) bool {
	before, after := s[:here.Start], s[here.End:]
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
