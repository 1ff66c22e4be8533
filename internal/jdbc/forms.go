package jdbc

import "strings"

// oracle reads thin:[USER/PASSWORD]@HOST:PORT/SERVICE, @//HOST:PORT/SERVICE,
// @HOST:PORT:SID and @(DESCRIPTION=…). thin:@NAME is an alias of tnsnames.ora.
func oracle(rest string) (u URL, ok bool) {
	after, ok := strings.CutPrefix(rest, "thin:")
	if !ok {
		return URL{}, false
	}
	u.Type = Oracle
	at := strings.LastIndexByte(cut(after, "("), '@')
	if at < 0 {
		return URL{}, false
	}
	u.User, u.Password, _ = strings.Cut(after[:at], "/")
	after = after[at+1:]
	if strings.HasPrefix(after, "(") {
		return u.descriptor(after)
	}
	after, service := strings.CutPrefix(after, "//")
	authority, name, found := strings.Cut(after, "/")
	if !found {
		colon := strings.LastIndex(after, ":")
		if service || colon < 0 || !strings.Contains(after[:colon], ":") {
			return URL{}, false
		}
		authority, name, u.SID = after[:colon], after[colon+1:], true
	}
	u.Database = name
	h, ok := u.hostPort(authority)
	u.Hosts = []Host{h}
	return u, ok && h.Name != "" && !(u.SID && h.Port == 0)
}

// descriptor reads hosts and service of an Oracle net descriptor.
func (u URL) descriptor(text string) (URL, bool) {
	u.Descriptor = text
	for _, p := range pairs(text) {
		value := text[p.value.Start:p.value.End]
		switch strings.ToUpper(p.name) {
		case "HOST":
			u.Hosts = append(u.Hosts, Host{Name: value})
		case "PORT":
			port, ok := u.port(value)
			if ok && len(u.Hosts) > 0 {
				u.Hosts[len(u.Hosts)-1].Port = port
			}
			u.problem = "" // the driver checks the descriptor
		case "SERVICE_NAME":
			u.Database = value
		case "SID":
			u.Database, u.SID = value, true
		}
	}
	return u, true
}

// h2 reads NAME;A=B;C=D. A backslash in the settings escapes the next character.
func h2(rest string) (u URL, ok bool) {
	u.Type = H2
	name, settings, _ := strings.Cut(rest, ";")
	if plain, found := strings.CutPrefix(name, h2Folder); found && plain != "" && !strings.ContainsAny(plain, `/\:`) {
		name = plain
	} else if !strings.ContainsAny(name, `/\:`) && name != "" {
		name = "./" + name // the same file, but distinct from a plain name
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
				return URL{}, false
			}
		default:
			item.WriteByte(c)
		}
	}
	return u, add()
}

// sqlServer reads HOST\INSTANCE:PORT;name=value;name={value}.
func sqlServer(rest string) (u URL, ok bool) {
	u.Type = SQLServer
	authority, text, _ := strings.Cut(rest, ";")
	properties, ok := splitProperties(text)
	if !ok {
		return URL{}, false
	}
	for _, p := range properties {
		switch {
		case !isDatabaseName(p.Name):
			u.Parameters = append(u.Parameters, p.Parameter)
		case u.Database != "" || p.Value == "":
			return URL{}, false
		default:
			u.Database = p.Value
		}
	}
	return u, u.sqlServerHost(authority)
}

// sqlServerHost reads HOST\INSTANCE:PORT, or the properties that replace it.
func (u *URL) sqlServerHost(authority string) bool {
	host, instance, named := strings.Cut(authority, `\`)
	if named {
		var port string
		instance, port, _ = strings.Cut(instance, ":")
		if port != "" {
			host += ":" + port
		}
		if !isWord(instance) {
			return false // an @ may end a user
		}
		u.Instance = instance
	} else if instance, ok := u.Parameter("instanceName"); ok {
		u.Instance = instance
	}
	if host == "" {
		name, _ := u.server()
		if name != "" {
			u.Hosts = []Host{{Name: name}}
			if port, ok := u.Parameter("portNumber"); ok {
				u.Hosts[0].Port, _ = u.port(port)
			}
		}
		return true
	}
	if _, again := u.server(); again {
		return false // Build writes one of the two
	}
	h, ok := u.hostPort(host)
	u.Hosts = []Host{h}
	return ok
}

// server returns SQL Server's property that names the host.
func (u URL) server() (string, bool) {
	if name, ok := u.Parameter("serverName"); ok {
		return name, true
	}
	return u.Parameter("server")
}

// isDatabaseName reports whether a property of SQL Server's URL names the database. The
// driver ignores its case.
func isDatabaseName(property string) bool {
	return strings.EqualFold(property, "databaseName") || strings.EqualFold(property, "database")
}

// A property is a Parameter and the text it was read from.
type property struct {
	Parameter
	text string
}

// splitProperties reads name=value;name={value}; … where a } within braces is doubled. It
// returns false if s does not have this form.
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
		value, end, ok := bracedValue(s, equals+1)
		if !ok {
			return nil, false
		}
		properties = append(properties, property{Parameter{strings.TrimSpace(s[:equals]), value}, s[:end]})
		s = s[end:]
	}
	return properties, true
}

// bracedValue reads the value that begins at a position, and returns the position of its
// end.
func bracedValue(s string, at int) (value string, end int, ok bool) {
	if !strings.HasPrefix(s[at:], "{") {
		n := strings.IndexByte(s[at:], ';')
		if n < 0 {
			n = len(s) - at
		}
		return s[at : at+n], at + n, true
	}
	var b strings.Builder
	for end = at + 1; end < len(s); end++ {
		switch {
		case s[end] != '}':
			b.WriteByte(s[end])
		case strings.HasPrefix(s[end:], "}}"):
			b.WriteByte('}')
			end++
		default:
			end++
			return b.String(), end, end == len(s) || s[end] == ';'
		}
	}
	return "", end, false
}
