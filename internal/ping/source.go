package ping

import (
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"ispatch/internal/database"
)

// A host is one that a URL names. Its port is 0 where SQL Server's browser is
// to be asked for it.
type host struct {
	name string
	port int
}

func (h host) String() string {
	if h.port == 0 {
		return h.name
	}
	return net.JoinHostPort(h.name, strconv.Itoa(h.port))
}

// A source is what a target's texts mean: where to go, and as whom.
type source struct {
	kind database.Type
	// hosts are never empty, in the order the driver tries them.
	hosts      []host
	database   string
	sid        bool   // database is Oracle's SID
	descriptor string // Oracle's (DESCRIPTION=…), which names hosts and service
	user       string
	password   string
	parameters *parameters
	// ahead are user and password as they stand before the URL's host.
	ahead struct{ user, password string }
	// secrets are what no message may hold.
	secrets []string
	notes   []string
}

var systemProperty = regexp.MustCompile(`\$\{[^{}]*\}`)

// read takes a target apart. The code is that of what keeps it from being
// opened, with a detail in words that hold no secret; it is empty where
// nothing does.
func read(t Target) (s source, code Code, detail string) {
	s.secrets = secrets(t.Password)
	s.hosts = []host{{}}
	s.user = t.Username
	switch kind, ok := database.TypeOf(t.URL); {
	case strings.TrimSpace(t.URL) == "":
		return s, BadURL, "is missing"
	case strings.TrimSpace(t.URL) != t.URL:
		return s, BadURL, "begins or ends with a blank or a newline, which the server doesn't cut off"
	case !ok && strings.HasPrefix(t.URL, "jdbc:"):
		return s, BeyondPing, "there is no driver here for this kind of url"
	case kind == database.H2:
		return s, BeyondPing, "H2 runs in the server's own process"
	case kind == database.DB2:
		return s, BeyondPing, "there is no driver here for IBM Db2"
	default:
		s.kind = kind
	}
	if t.Alias {
		return s, SecretAlias, ""
	}
	for _, text := range []struct{ what, value string }{
		{"url", t.URL}, {"username", t.Username}, {"password", t.Password}, {"validationQuery", t.ValidationQuery},
	} {
		name := systemProperty.FindString(text.value)
		switch {
		case name == "":
			continue
		case text.what == "url" && strings.Contains(database.Base(t.URL), name), text.what == "username":
			return s, SystemProperty, "the " + text.what + " holds " + name
		}
		// The name may be a part of the secret.
		return s, SystemProperty, "the " + text.what + " holds a system property ${…}"
	}
	u, err := database.Parse(t.URL)
	if err != nil {
		// Parse's words follow on the URL, or on something being wrong with it.
		if detail = err.Error(); strings.HasPrefix(detail, "its ") {
			detail = "can't be right: " + detail
		}
		return s, BadURL, detail
	}
	if ok := s.take(u, t.Driver); !ok {
		return s, BeyondPing, "the url is of a form that ping can't take apart"
	}
	s.credentials(t)
	s.secrets = append(s.secrets, secrets(s.password)...)
	return s, "", ""
}

// take fills in what the URL says, and returns false where its form is none
// that is known here.
func (s *source) take(u database.URL, class string) bool {
	if u.Opaque != "" {
		var ok bool
		switch u.Type {
		case database.MySQL, database.MariaDB, database.PostgreSQL:
			u, ok = s.takeList(u)
		case database.Oracle:
			u, ok = s.takeOracle(u)
		}
		if !ok {
			return false
		}
	} else {
		s.hosts = []host{{u.Host, u.Port}}
	}
	preset, _ := database.Lookup(u.Type)
	for i := range s.hosts {
		if s.hosts[i].name == "" {
			s.hosts[i].name = "localhost"
		}
		// A port of SQL Server that isn't given is that of the instance.
		if s.hosts[i].port == 0 && u.Type != database.SQLServer {
			s.hosts[i].port = preset.Port
		}
	}
	s.database, s.sid = u.Database, u.SID
	for _, p := range u.Parameters {
		if isSecret(p.Name) {
			s.secrets = append(s.secrets, secrets(p.Value, decoded(p.Value))...)
		}
	}
	isMySQL := u.Type == database.MySQL || u.Type == database.MariaDB
	newer := class == classMySQL8
	if name, err := url.PathUnescape(u.Database); err == nil && (u.Type == database.PostgreSQL || isMySQL && newer) {
		s.database = name
	}
	s.parameters = newParameters(u.Parameters, u.Type == database.SQLServer || isMySQL && newer, u.Type != database.SQLServer)
	return true
}

// takeList reads several hosts, a user before one, a mode as loadbalance:, and
// PostgreSQL's URL without a host. The first user counts.
func (s *source) takeList(u database.URL) (database.URL, bool) {
	preset, _ := database.Lookup(u.Type)
	mode, rest, found := strings.Cut(u.Opaque, "//")
	if !found && u.Type == database.PostgreSQL && !strings.HasPrefix(u.Opaque, "/") {
		mode, rest = "", "/"+u.Opaque
	} else if !found || strings.Trim(strings.TrimSuffix(mode, ":"), "abcdefghijklmnopqrstuvwxyz") != "" {
		return u, false
	}
	if mode != "" {
		s.notes = append(s.notes, "of the url's hosts the first that answers is pinged, whatever "+strings.TrimSuffix(mode, ":")+" would choose")
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	list := rest[:end]
	if strings.ContainsAny(list, "()") {
		return u, false
	}
	var hosts []host
	for i, one := range strings.Split(list, ",") {
		if at := strings.LastIndexByte(one, '@'); at >= 0 {
			user, password, _ := strings.Cut(one[:at], ":")
			s.secrets = append(s.secrets, secrets(password, decoded(password))...)
			if i == 0 {
				s.ahead.user, s.ahead.password = decoded(user), decoded(password)
			}
			one = one[at+1:]
		}
		got, err := database.Parse(preset.Scheme + "//" + one + rest[end:])
		if err != nil || got.Opaque != "" {
			return u, false
		}
		hosts = append(hosts, host{got.Host, got.Port})
		if i == 0 {
			u = got
		}
	}
	s.hosts = hosts
	return u, true
}

// takeOracle reads thin:user/password@… and thin:@(DESCRIPTION=…). A name of
// tnsnames.ora is not known here.
func (s *source) takeOracle(u database.URL) (database.URL, bool) {
	preset, _ := database.Lookup(u.Type)
	rest, ok := strings.CutPrefix(u.Opaque, "thin:")
	if !ok {
		return u, false
	}
	at := strings.LastIndexByte(rest, '@')
	if open := strings.Index(rest, "@("); open >= 0 {
		at = open
	}
	if at < 0 {
		return u, false
	}
	if at > 0 {
		user, password, _ := strings.Cut(rest[:at], "/")
		password = strings.TrimSuffix(strings.TrimPrefix(password, `"`), `"`)
		s.ahead.user, s.ahead.password = user, password
		s.secrets = append(s.secrets, secrets(password)...)
	}
	if strings.HasPrefix(rest[at+1:], "(") {
		hosts, name, ok := readDescriptor(rest[at+1:])
		s.hosts, s.descriptor = hosts, rest[at+1:]
		return database.URL{Type: u.Type, Database: name}, ok
	}
	got, err := database.Parse(preset.Scheme + "thin:" + rest[at:])
	if err != nil || got.Opaque != "" {
		return u, false
	}
	s.hosts = []host{{got.Host, got.Port}}
	return got, true
}

func decoded(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// credentials decides between the elements' user and password and the URL's.
func (s *source) credentials(t Target) {
	users := []string{"user"}
	if s.kind == database.SQLServer {
		users = append(users, "userName")
	}
	user, _ := s.parameters.get(users...)
	password, _ := s.parameters.get("password")
	user, password = first(user, s.ahead.user), first(password, s.ahead.password)
	if s.kind != database.PostgreSQL {
		s.user, s.password = first(t.Username, user), first(t.Password, password)
		return
	}
	s.user, s.password = first(user, t.Username), first(password, t.Password)
	if user != "" && t.Username != "" && user != t.Username || password != "" && t.Password != "" && password != t.Password {
		s.notes = append(s.notes, "the url's own user and password win over <username> and <password>")
	}
}

// isSecret says whether a parameter's value must not be shown.
func isSecret(parameter string) bool {
	name := strings.ToLower(parameter)
	return strings.Contains(name, "password") || strings.Contains(name, "pwd") || strings.Contains(name, "secret") || strings.Contains(name, "token")
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
