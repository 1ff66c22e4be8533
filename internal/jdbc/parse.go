package jdbc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Parse parses a JDBC URL. It never fails: Err returns the error in a URL, and a URL of
// an unusual form is in Opaque.
//
// Type is never MySQL8, whose URLs are the same as those of MySQL.
func Parse(text string) URL {
	u := URL{text: text}
	if !strings.HasPrefix(text, "jdbc:") {
		u.Opaque, u.problem = text, "is not a JDBC URL: it doesn't begin with the word jdbc"
		return u
	}
	t, known := TypeOf(text)
	if !known {
		return parseOther(text)
	}
	preset, _ := Lookup(t)
	rest := text[len(preset.Scheme):]
	if rest == "" {
		return URL{Type: t, text: text, problem: "ends after " + preset.Scheme}
	}
	u, ok := takeApart(t, rest)
	switch {
	case u.problem != "":
		u = URL{Type: t, Opaque: rest, problem: u.problem}
	case !ok || u.Mode == "" && u.Descriptor == "" && (u.check() != nil || !u.namedBy(t, Base(text))):
		// A URL that Build would refuse, or would write differently, does not have a
		// usual form, and neither has one in which it is open where a password ends.
		u = URL{Type: t, Opaque: rest}
	default:
		u.Type = t
		u.credentials()
	}
	u.text = text
	return u
}

// namedBy reports whether a base of the URL names the same database.
func (u URL) namedBy(t Type, base string) bool {
	preset, _ := Lookup(t)
	of, ok := takeApart(t, strings.TrimPrefix(base, preset.Scheme))
	return ok && slices.Equal(of.Hosts, u.Hosts) && of.Database == u.Database && of.SID == u.SID &&
		of.Instance == u.Instance
}

// takeApart parses rest, the text after the scheme. It returns false if rest has no known form.
func takeApart(t Type, rest string) (u URL, ok bool) {
	switch t {
	case Oracle:
		return oracle(rest)
	case H2:
		return h2(rest)
	case SQLServer:
		rest, ok = strings.CutPrefix(rest, "//")
		if !ok {
			return URL{}, false
		}
		return sqlServer(rest)
	case DB2:
		rest, ok = strings.CutPrefix(rest, "//")
		if !ok {
			return URL{}, false
		}
		authority, name, _ := strings.Cut(rest, "/")
		database, parameters, _ := strings.Cut(name, ":")
		u = URL{Type: t, Database: database, Parameters: list(parameters, ";")}
		return u, u.authority(authority)
	}
	return network(t, rest)
}

// network reads [MODE:]//HOSTS/DATABASE?a=b&c=d, and PostgreSQL's DATABASE alone.
func network(t Type, rest string) (u URL, ok bool) {
	u.Type = t
	location, parameters, _ := strings.Cut(rest, "?")
	u.Parameters = list(parameters, "&")
	mode, after, found := strings.Cut(location, "//")
	if !found {
		u.Database = location
		return u, t == PostgreSQL && isWord(location)
	}
	if mode != "" {
		if u.Mode, found = strings.CutSuffix(mode, ":"); !found || !isWord(u.Mode) {
			return URL{}, false
		}
	}
	slash := slashAfter(after)
	authority := after
	if slash >= 0 {
		authority, u.Database = after[:slash], after[slash+1:]
	}
	return u, u.authority(authority)
}

// slashAfter returns the end of the hosts of a URL, which is the first slash outside
// parentheses, or -1 if there is none.
func slashAfter(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case '/':
			if depth <= 0 {
				return i
			}
		}
	}
	return -1
}

// list reads name=value, or name alone, which means an empty value.
func list(text, separator string) (all []Parameter) {
	for _, item := range strings.Split(text, separator) {
		if item != "" {
			name, value, _ := strings.Cut(item, "=")
			all = append(all, Parameter{name, value})
		}
	}
	return all
}

// authority reads USER:PASSWORD@HOST:PORT,HOST:PORT and reports whether it could.
func (u *URL) authority(text string) bool { return u.hostList(text, false) }

// hostList is authority. listed means that the text is in brackets, which cannot be nested.
func (u *URL) hostList(text string, listed bool) bool {
	if text == "" {
		return true
	}
	for _, item := range hostItems(text) {
		inner, bracketed := strings.CutPrefix(item, "[")
		if bracketed && strings.HasSuffix(inner, "]") && !isIPv6(strings.TrimSuffix(inner, "]")) {
			return !listed && u.hostList(strings.TrimSuffix(inner, "]"), true) // Connector/J 8: [a,b]
		}
		if strings.Contains(item, "(") {
			if !u.keyed(item) {
				return false
			}
			continue
		}
		if at := strings.LastIndexByte(item, '@'); at >= 0 {
			user, password, _ := strings.Cut(item[:at], ":")
			if u.User == "" {
				u.User, u.Password = user, password
			}
			item = item[at+1:]
		}
		h, ok := u.hostPort(item)
		if !ok {
			return false
		}
		u.Hosts = append(u.Hosts, h)
	}
	if len(u.Hosts) == 1 && u.Hosts[0] == (Host{}) {
		u.Hosts = nil // only a user
	}
	return true
}

// hostItems splits hosts at the commas outside parentheses and brackets.
func hostItems(text string) (items []string) {
	depth, from := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				items = append(items, text[from:i])
				from = i + 1
			}
		}
	}
	return append(items, text[from:])
}

// keyed reads (host=h,port=1,user=u,password=p) and address=(host=h)(port=1).
func (u *URL) keyed(item string) bool {
	h := Host{}
	for _, p := range pairs(item) {
		value := item[p.value.Start:p.value.End]
		switch strings.ToLower(p.name) {
		case "host":
			h.Name = value
		case "port":
			port, ok := u.port(value)
			if !ok {
				return false
			}
			h.Port = port
		case "user":
			u.User = value
		case "password":
			u.Password = value
		}
	}
	u.Hosts = append(u.Hosts, h)
	return h.Name != ""
}

// hostPort splits host, host:port, [address] and [address]:port.
func (u *URL) hostPort(s string) (h Host, ok bool) {
	digits, has := "", false
	if inner, found := strings.CutPrefix(s, "["); found {
		var after string
		if h.Name, after, found = strings.Cut(inner, "]"); !found || !isIPv6(h.Name) {
			return h, false
		}
		if after != "" {
			if digits, has = strings.CutPrefix(after, ":"); !has {
				return h, false
			}
		}
	} else {
		h.Name, digits, has = strings.Cut(s, ":")
	}
	if !has {
		return h, true
	}
	h.Port, ok = u.port(digits)
	return h, ok
}

// port reads a port. It returns false if the text is not a number, such as ${port}.
func (u *URL) port(digits string) (int, bool) {
	if strings.Trim(digits, "0123456789") != "" || digits == "" {
		return 0, false
	}
	port, err := strconv.Atoi(digits)
	if err != nil || port < 1 || port > 65535 {
		u.problem = fmt.Sprintf("has the port %s, which is not from 1 to 65535", clip(digits))
		return 0, false
	}
	return port, true
}

// clip shortens a text for a message.
func clip(s string) string {
	if len(s) > 12 {
		return s[:12] + "…"
	}
	return s
}

// isWord reports whether a text consists of letters, digits and the punctuation of names.
func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.$+") == ""
}
