package database

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse takes a JDBC URL apart. It returns an error where the text is not a
// URL of a type that Types names, or its port is no port. A URL of such a type
// in an unusual form is no error: it is kept in Opaque.
//
// mysql8 is never returned: its URLs are mysql's.
func Parse(url string) (URL, error) {
	t, ok := TypeOf(url)
	if !ok {
		if !strings.HasPrefix(url, "jdbc:") {
			return URL{}, fmt.Errorf("is not a JDBC URL: it doesn't begin with the word jdbc")
		}
		return URL{}, fmt.Errorf("is not a URL of a database known here")
	}
	preset, _ := Lookup(t)
	rest := url[len(preset.Scheme):]
	if rest == "" {
		return URL{}, fmt.Errorf("ends after %s", preset.Scheme)
	}
	u, ok, err := takeApart(t, rest)
	if err != nil {
		return URL{}, err
	}
	// What Build would refuse, or write so that it reads otherwise, is not of
	// the usual form.
	if !ok || u.check() != nil {
		return URL{Type: t, Opaque: rest}, nil
	}
	return u, nil
}

// takeApart returns false where rest, what follows the scheme, is not of the
// usual form.
func takeApart(t Type, rest string) (u URL, ok bool, err error) {
	switch t {
	case Oracle:
		return oracle(rest)
	case H2:
		return h2(rest)
	}
	rest, ok = strings.CutPrefix(rest, "//")
	if !ok {
		return URL{}, false, nil
	}
	if t == SQLServer {
		return sqlServer(rest)
	}
	u.Type = t
	location, parameters := rest, ""
	separator := "&"
	authority, name, _ := strings.Cut(rest, "/")
	if t == DB2 {
		separator = ";"
		u.Database, parameters, _ = strings.Cut(name, ":")
	} else {
		location, parameters, _ = strings.Cut(rest, "?")
		authority, u.Database, _ = strings.Cut(location, "/")
	}
	if u.Host, u.Port, ok, err = hostPort(authority); !ok {
		return URL{}, false, err
	}
	for _, item := range strings.Split(parameters, separator) {
		if item == "" {
			continue
		}
		// A name alone is the same as one with an empty value.
		name, value, _ := strings.Cut(item, "=")
		u.Parameters = append(u.Parameters, Parameter{name, value})
	}
	return u, true, nil
}

// hostPort splits host, host:port, [address] and [address]:port.
func hostPort(s string) (host string, port int, ok bool, err error) {
	digits, has := "", false
	if inner, found := strings.CutPrefix(s, "["); found {
		var after string
		if host, after, found = strings.Cut(inner, "]"); !found || !isIPv6(host) {
			return "", 0, false, nil
		}
		if after != "" {
			if digits, has = strings.CutPrefix(after, ":"); !has {
				return "", 0, false, nil
			}
		}
	} else {
		host, digits, has = strings.Cut(s, ":")
	}
	if !has {
		return host, 0, true, nil
	}
	if strings.Trim(digits, "0123456789") != "" || digits == "" {
		return "", 0, false, nil // ${port}, several hosts, …
	}
	port, err = strconv.Atoi(digits)
	if err != nil || port < 1 || port > 65535 {
		return "", 0, false, fmt.Errorf("its port %s is not from 1 to 65535", clip(digits))
	}
	return host, port, true, nil
}

// clip shortens a text for a message.
func clip(s string) string {
	if len(s) > 12 {
		return s[:12] + "…"
	}
	return s
}

// oracle reads thin:@HOST:PORT/SERVICE, thin:@//HOST:PORT/SERVICE and
// thin:@HOST:PORT:SID. thin:@NAME is an alias of tnsnames.ora.
func oracle(rest string) (u URL, ok bool, err error) {
	at, ok := strings.CutPrefix(rest, "thin:@")
	if !ok {
		return URL{}, false, nil
	}
	at, service := strings.CutPrefix(at, "//")
	if strings.HasPrefix(at, "(") {
		return URL{}, false, nil
	}
	u.Type = Oracle
	authority, name, found := strings.Cut(at, "/")
	if !found {
		colon := strings.LastIndex(at, ":")
		if service || colon < 0 || !strings.Contains(at[:colon], ":") {
			return URL{}, false, nil
		}
		authority, name, u.SID = at[:colon], at[colon+1:], true
	}
	u.Database = name
	if u.Host, u.Port, ok, err = hostPort(authority); !ok || u.Host == "" || u.SID && u.Port == 0 {
		return URL{}, false, err
	}
	return u, true, nil
}

// h2 reads NAME;A=B;C=D. A backslash in the settings keeps the next character.
func h2(rest string) (u URL, ok bool, err error) {
	u.Type = H2
	name, settings, _ := strings.Cut(rest, ";")
	if plain, found := strings.CutPrefix(name, h2Folder); found && plain != "" && !strings.ContainsAny(plain, `/\:`) {
		name = plain
	} else if !strings.ContainsAny(name, `/\:`) && name != "" {
		name = "./" + name // the same file, and told from a plain name
	}
	u.Database = name
	var item strings.Builder
	add := func() bool {
		text := item.String()
		item.Reset()
		if text == "" {
			return true
		}
		name, value, found := strings.Cut(text, "=")
		u.Parameters = append(u.Parameters, Parameter{name, value})
		return found
	}
	for i := 0; i < len(settings); i++ {
		switch c := settings[i]; {
		case c == '\\' && i+1 < len(settings):
			i++
			item.WriteByte(settings[i])
		case c == ';':
			if !add() {
				return URL{}, false, nil
			}
		default:
			item.WriteByte(c)
		}
	}
	return u, add(), nil
}

// sqlServer reads HOST\INSTANCE:PORT;name=value;name={value}.
func sqlServer(rest string) (u URL, ok bool, err error) {
	u.Type = SQLServer
	authority, properties, _ := strings.Cut(rest, ";")
	host, instance, named := strings.Cut(authority, `\`)
	if named {
		var port string
		instance, port, _ = strings.Cut(instance, ":")
		if port != "" {
			host += ":" + port
		}
		if instance == "" || strings.Contains(instance, "@") { // the latter may be a user's end
			return URL{}, false, nil
		}
		u.Parameters = append(u.Parameters, Parameter{"instanceName", instance})
	}
	if u.Host, u.Port, ok, err = hostPort(host); !ok {
		return URL{}, false, err
	}
	items, ok := splitProperties(properties)
	if !ok {
		return URL{}, false, nil
	}
	for _, p := range items {
		switch {
		case !isDatabaseName(p.Name):
			u.Parameters = append(u.Parameters, p.Parameter)
		case u.Database != "" || p.Value == "":
			return URL{}, false, nil
		default:
			u.Database = p.Value
		}
	}
	return u, true, nil
}

// isDatabaseName says whether a property of SQL Server's URL names the
// database. The driver doesn't mind its case.
func isDatabaseName(property string) bool {
	return strings.EqualFold(property, "databaseName") || strings.EqualFold(property, "database")
}

// A property is a Parameter and the text it was read from.
type property struct {
	Parameter
	text string
}

// splitProperties reads name=value;name={value}; … where } within braces is
// doubled. It returns false where that is not what s is.
func splitProperties(s string) (properties []property, ok bool) {
	for s != "" {
		if s[0] == ';' {
			s = s[1:]
			continue
		}
		equals := strings.IndexAny(s, "=;")
		if equals < 0 || s[equals] == ';' {
			return nil, false
		}
		name, value, end := s[:equals], "", equals+1
		if strings.HasPrefix(s[end:], "{") {
			var b strings.Builder
			closed := false
			for end++; end < len(s) && !closed; end++ {
				switch {
				case s[end] != '}':
					b.WriteByte(s[end])
				case strings.HasPrefix(s[end:], "}}"):
					b.WriteByte('}')
					end++
				default:
					closed = true
				}
			}
			if !closed || end < len(s) && s[end] != ';' {
				return nil, false
			}
			value = b.String()
		} else {
			for end < len(s) && s[end] != ';' {
				end++
			}
			value = s[equals+1 : end]
		}
		properties = append(properties, property{Parameter{strings.TrimSpace(name), value}, s[:end]})
		s = s[end:]
	}
	return properties, true
}
