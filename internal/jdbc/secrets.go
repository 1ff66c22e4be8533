package jdbc

import (
	neturl "net/url"
	"strings"

	"ispatch/internal/secret/name"
	"ispatch/internal/span"
)

// Secrets returns the spans of the passwords in a URL, in order: the values of parameters
// with the name of a secret, in every form that drivers accept, and the password before a
// host (user:password@, Oracle's user/password@). The text need not be well-formed or a
// JDBC URL. A text without a scheme has no passwords.
func Secrets(url string) []span.Span {
	start := 0
	switch scheme := strings.Index(url, "://"); {
	case strings.HasPrefix(strings.TrimSpace(url), "jdbc:"):
		start = strings.Index(url, "jdbc:") + len("jdbc:")
	case scheme >= 0:
		start = scheme + 1
	default:
		return nil
	}
	found := userSecrets(url, start)
	outer := 0 // the end of the value, in a query, that the position is in
	// Teradata's parameters follow h/.
	teradata := strings.Contains(cut(url[start:], "/"), "teradata:")
	for i := start; i < len(url); i++ {
		// The value of another parameter is searched too: u:a=b@h/d?password=c.
		begun := url[i]
		equals, ok := equalsAfter(url, i)
		if begun == '/' && teradata {
			begun = ','
			equals, ok = equalsIn(url, i+1)
		}
		query := begun == '?' || begun == '&'
		if !ok || !isSecret(url[i+1:equals]) {
			if ok && query && i >= outer {
				outer = valueEnd(url, equals+1, begun)
			}
			continue
		}
		from, to := equals+1, secretEnd(url, equals+1, begun)
		if !query && i < outer {
			to = min(to, outer)
		}
		i = to - 1
		if to-from >= 2 && url[from] == '{' && url[to-1] == '}' {
			from, to = from+1, to-1 // SQL Server's quotes
		}
		if from < to {
			found = append(found, span.Span{from, to})
		}
	}
	return span.Merge(found)
}

// Passwords returns the texts of Secrets.
func Passwords(url string) []string {
	var found []string
	for _, s := range Secrets(url) {
		found = append(found, url[s.Start:s.End])
	}
	return found
}

// userSecrets returns the passwords before hosts.
func userSecrets(url string, start int) (found []span.Span) {
	rest := url[start:]
	if oracle := oracleStart(rest); oracle > 0 {
		if kind, after, ok := strings.Cut(rest[oracle:], ":"); ok {
			from := start + oracle + len(kind) + 1
			at := oracleLogin(after)
			if at < 0 { // the local database
				at = len(cut(after, "?"))
			}
			if slash := strings.IndexByte(after[:max(at, 0)], '/'); slash >= 0 && slash+1 < at {
				found = append(found, span.Span{from + slash + 1, from + at})
			}
		}
		return found
	}
	slashes := strings.Index(rest, "//")
	if slashes < 0 {
		return nil
	}
	from := start + slashes + 2
	ends := "?#"
	if strings.Contains(rest[:slashes], "sqlserver") {
		ends += ";" // start of the parameters, which other URLs have after the database
	}
	for _, l := range logins(authority(url[from:], ends)) {
		if l.colon >= 0 && l.colon+1 < l.at {
			found = append(found, span.Span{from + l.colon + 1, from + l.at})
		}
	}
	return found
}

// oracleStart returns the position after oracle: in what follows jdbc:, which may be after
// the names of wrapper drivers, as in p6spy:oracle:. It returns 0 for another URL.
func oracleStart(rest string) int {
	scheme := cut(rest, "/@(?;")
	if at := strings.Index(":"+scheme, ":oracle:"); at >= 0 {
		return at + len("oracle:")
	}
	return 0
}

// oracleLogin returns the position of the @ after user and password in what follows
// thin: or oci:, or -1 if there is none.
func oracleLogin(text string) int {
	if strings.HasPrefix(text, "@") {
		return 0 // there is no user
	}
	for at := 0; ; {
		found := strings.Index(text[at:], "@(")
		if found < 0 {
			return strings.LastIndexByte(text, '@')
		}
		at += found
		if _, descriptor := equalsAfter(text, at+1); descriptor {
			return at
		}
		at++ // the password holds @(
	}
}

// authority returns the start of a text up to one of the characters in ends. A password
// may hold one of them: in u:a?b@h and u:a#b@h it ends at the @.
func authority(text, ends string) string {
	part := cut(text, ends)
	if len(part) == len(text) || strings.ContainsAny(part, "/[") {
		return part
	}
	rest := cut(text[len(part):], "/")
	at := strings.LastIndexByte(rest, '@')
	_, after, colon := strings.Cut(part[strings.LastIndexByte(part, '@')+1:], ":")
	parameters := strings.Contains(rest[:max(at, 0)], "=")
	if at < 0 || !colon || parameters && mayBePort(after) {
		return part
	}
	return cut(text, "/")
}

// mayBePort reports whether the text after a colon is a port, with the name of an instance
// after it or not, or a placeholder for one.
func mayBePort(s string) bool {
	return isPort(cut(s, `\`)) || strings.IndexByte("${%", s[0]) >= 0
}

// A login is a USER:PASSWORD@ before a host: the positions of its start, its colon (-1 if
// there is none) and its @.
type login struct{ start, colon, at int }

// logins finds the logins before hosts that are separated by commas, up to the
// slash that ends the hosts. A password may hold commas, slashes and @.
func logins(text string) (found []login) {
	start := 0
	for _, item := range loginItems(text) {
		at := strings.LastIndexByte(item, '@')
		head := item[:max(at, 0)]
		colon, slash := firstColon(head), strings.IndexByte(head, '/')
		ofPassword := colon >= 0 && colon < slash && !isPortPath(head[colon+1:])
		if at >= 0 && (slash < 0 || ofPassword) {
			l := login{start, -1, start + at}
			if item[0] == '[' { // Connector/J 8: [user@a,user@b]
				l.start++
			}
			if colon >= 0 {
				l.colon = start + colon
			}
			found = append(found, l)
			if strings.Contains(item[at:], "/") {
				break
			}
		} else if strings.Contains(item, "/") {
			break // the rest belongs to the path
		}
		start += len(item) + 1
	}
	return found
}

// firstColon returns the position of the first colon that is not in an address in
// brackets at the start, or -1 if there is none.
func firstColon(text string) int {
	after := addressEnd(text)
	if colon := strings.IndexByte(text[after:], ':'); colon >= 0 {
		return after + colon
	}
	return -1
}

// addressEnd returns the end of an IPv6 address in brackets at the start of a text, or 0
// if there is none.
func addressEnd(text string) int {
	const longest = len("[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255%]") + 16 // a zone is a network interface
	end := strings.IndexByte(text[:min(len(text), longest)], ']')
	if end > 0 && text[0] == '[' && isIPv6(text[1:end]) {
		return end + 1
	}
	return 0
}

// loginItems splits hosts at commas; the start of a password with a comma in it stays
// with the next piece.
func loginItems(text string) (items []string) {
	from := 0
	piece := loginPiece{}
	for i := 0; i < len(text); i++ {
		if i == from {
			i += addressEnd(text[i:])
		}
		if i == len(text) {
			break
		}
		if text[i] != ',' {
			piece.add(text[i])
		} else if piece.isWhole() {
			items = append(items, text[from:i])
			from, piece = i+1, loginPiece{}
		} else {
			piece.add(',')
		}
	}
	return append(items, text[from:])
}

// A loginPiece is what has been read of a login or a host. It is read once, not again at
// each comma.
type loginPiece struct {
	at, colon bool // it has an @, and a colon
	// What comes after its first colon: the number of digits that it begins with,
	// whether it begins with a port and a slash, and whether there is more.
	digits         int
	portPath, more bool
}

// add reads a byte.
func (p *loginPiece) add(c byte) {
	switch {
	case c == '@':
		p.at, p.more = true, true
	case !p.colon:
		p.colon = c == ':'
	case p.more:
	case '0' <= c && c <= '9':
		p.digits++
	default:
		p.more, p.portPath = true, c == '/' && p.digits > 0
	}
}

// isWhole reports whether a comma ends the piece. A user with the beginning of a password
// goes on after the comma.
func (p *loginPiece) isWhole() bool { return p.at || !p.colon || !p.more || p.portPath }

// isPort reports whether the text after a colon is a port.
func isPort(s string) bool { return strings.Trim(s, "0123456789") == "" }

// isPortPath reports whether the text after a colon begins with a port and a slash, so
// that a later @ does not end a user.
func isPortPath(s string) bool {
	digits, _, slash := strings.Cut(s, "/")
	return slash && digits != "" && isPort(digits)
}

// A pair holds the positions of a parameter: its start and its value.
type pair struct {
	name  string
	start int
	value span.Span
}

// pairs finds each name=value after one of the characters that begin a parameter in the
// URLs of some driver, and the end of its value.
func pairs(text string) (all []pair) {
	for i := 0; i < len(text); i++ {
		equals, ok := equalsAfter(text, i)
		if !ok {
			continue
		}
		end := valueEnd(text, equals+1, text[i])
		all = append(all, pair{strings.TrimSpace(text[i+1 : equals]), i + 1, span.Span{equals + 1, end}})
		i = end - 1
	}
	return all
}

// equalsAfter returns the position of the equals sign after the name of the parameter
// that begins after a position. It returns false if none does.
func equalsAfter(text string, at int) (int, bool) {
	if strings.IndexByte("?&;:,(", text[at]) < 0 {
		return 0, false
	}
	return equalsIn(text, at+1)
}

// equalsIn returns the position of the equals sign after the name at a position.
func equalsIn(text string, at int) (int, bool) {
	equals := at
	for equals < len(text) && nameByte(text[equals]) {
		equals++
	}
	return equals, equals > at && equals < len(text) && text[equals] == '='
}

// isSecret reports whether a parameter has the name of a secret. Connector/J decodes names.
func isSecret(parameter string) bool {
	if decoded, err := neturl.PathUnescape(parameter); err == nil {
		parameter = decoded
	}
	return name.IsSecret(strings.TrimSpace(parameter))
}

// secretEnd is valueEnd for a password, which in parentheses may hold a comma: it ends at
// one that is before another parameter.
func secretEnd(text string, at int, begun byte) int {
	end := valueEnd(text, at, begun)
	if begun != '(' && begun != ',' {
		return end
	}
	for end < len(text) && text[end] == ',' {
		if _, next := equalsIn(text, end+1); next {
			break
		}
		end = end + 1 + len(cut(text[end+1:], ",)"))
	}
	return end
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_-.% ", c) >= 0
}

// valueEnd returns the end of the value of a parameter, which depends on the character
// before the parameter: a comma or closing parenthesis in parentheses, an ampersand in a
// query, else a semicolon that is not escaped by a brace or backslash.
func valueEnd(text string, at int, begun byte) int {
	switch begun {
	case '(', ',':
		if at < len(text) && text[at] == '(' {
			return at // end of a nested value
		}
		return at + len(cut(text[at:], ",)"))
	case '?', '&':
		return at + len(cut(text[at:], "&"))
	}
	if strings.HasPrefix(text[at:], "{") {
		_, end, _ := bracedValue(text, at)
		return end
	}
	for ; at < len(text) && text[at] != ';'; at++ {
		if text[at] == '\\' && at+1 < len(text) {
			at++
		}
	}
	return min(at, len(text))
}

func cut(s, at string) string {
	if i := strings.IndexAny(s, at); i >= 0 {
		return s[:i]
	}
	return s
}
