package command

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/inventory"
	"ispatch/internal/jdbc"
	"ispatch/internal/problem"
	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/patch"
)

// Names of the options of datasource set.
const (
	optURL         = "url"
	optType        = "type"
	optHost        = "host"
	optPort        = "port"
	optDatabase    = "database"
	optDriverClass = "driver-class"
	optJNDI        = "jndi"
)

func datasourceSet() *command {
	var types []string
	for _, t := range jdbc.Types() {
		types = append(types, string(t))
	}
	types = append(types, string(jdbc.Other))
	return &command{
		usage:     "define a datasource, or change an existing one",
		arguments: "NAME",
		description: "A new datasource needs --url, or --type, --host and --database; and --username and " +
			"--password-file or --password-env. So does one that moves to a database of another type. Of any other " +
			"existing one, only what is given changes.",
		flags: slices.Concat([]*flag{
			{kind: text, name: optURL, usage: "the JDBC `URL`, with a plain &, not &amp;"},
			typeFlag(types),
			{kind: text, name: optHost, usage: "the database's `HOST`"},
			{kind: text, name: optPort, usage: "the database's port, `N`; default: the type's"},
			{kind: text, name: optDatabase, usage: "the database's `NAME`"},
			usernameFlag()}, passwordFlags(), []*flag{
			{kind: text, name: optDriverClass, usage: "the driver's `CLASS`; default: the type's"},
			{kind: text, name: optJNDI, usage: "the JNDI `NAME` to bind; default: the existing one, or jdbc/NAME"},
			propertyFlag("a setting of the pool"),
		}),
		shared:   changing,
		complete: []completer{datasourceNames},
		examples: []example{
			{"ispatch datasource set WSO2AM_DB --home IS_HOME --type mysql --host db.example.com --database apimgtdb " +
				"--username wso2 --password-file pw.txt", "define a datasource"},
			{"ispatch datasource set WSO2AM_DB --home IS_HOME --password-file pw.txt --property maxActive=80",
				"change the password and a setting of the connection pool"},
		},
		action: changeHomes(prepareDatasource, "NAME"),
	}
}

// typeFlag is --type, without a default.
func typeFlag(types []string) *flag {
	return &flag{name: optType, kind: choice, usage: "the `TYPE` of the database: " + either(types), words: types}
}

func prepareDatasource(c call) (change, error) {
	for _, group := range [][]string{{optPasswordFile, optPasswordEnv}, {optURL, optHost}, {optURL, optPort},
		{optURL, optDatabase}} {
		if err := c.exclude(group...); err != nil {
			return change{}, err
		}
	}
	if !slices.ContainsFunc([]string{optURL, optType, optHost, optPort, optDatabase, optUsername, optPasswordFile,
		optPasswordEnv, optDriverClass, optJNDI, optProperty}, c.isSet) {
		return change{}, usagef("datasource set: nothing to set; give an option such as --%s", optURL)
	}
	if c.definesDatasource() {
		return c.datasourceKeys(optURL, optType, optHost, optPort, optDatabase, optUsername).applyKeys()
	}
	return c.prepareFields()
}

// definesDatasource reports whether the options say all that a new datasource needs.
func (c call) definesDatasource() bool {
	host := c.isSet(optHost) || c.text(optType) == string(jdbc.H2)
	where := c.isSet(optURL) || c.isSet(optType) && c.isSet(optDatabase) && host
	return where && c.isSet(optUsername) && (c.isSet(optPasswordFile) || c.isSet(optPasswordEnv))
}

// datasourceKeys returns the keys for some of the options and for those that any
// datasource may have.
func (c call) datasourceKeys(options ...string) *keys {
	k := &keys{c: c}
	for _, o := range [][2]string{{"url", optURL}, {"type", optType}, {"host", optHost}, {"port", optPort},
		{"database", optDatabase}, {"username", optUsername}, {"jndi", optJNDI},
		{"configuration.driverClassName", optDriverClass}} {
		if slices.Contains(options, o[1]) || o[1] == optJNDI || o[1] == optDriverClass {
			k.option(datasourceKey(c.args[0], o[0]), o[1])
		}
	}
	k.password(datasourceKey(c.args[0], "password"))
	k.properties(datasourceKey(c.args[0], "configuration"))
	return k
}

func datasourceKey(name, key string) string { return "datasources." + escaped(name) + "." + key }

// prepareFields changes single fields of an existing datasource. They are checked as those
// of a new one in a profile, for which the missing fields have values that are not used.
func (c call) prepareFields() (change, error) {
	k := c.datasourceKeys(optURL, optUsername)
	if c.isSet(optURL) {
		k.option(datasourceKey(c.args[0], "type"), optType)
	}
	unused := map[string]bool{}
	for _, field := range [][2]string{{"url", "jdbc:mysql://host/database"}, {"username", "user"}, {"password", "-"},
		{"configuration.driverClassName", "a.Driver"}, {"configuration.validationQuery", "SELECT 1"}} {
		key := datasourceKey(c.args[0], field[0])
		if !slices.ContainsFunc(k.list, func(o profile.Override) bool { return o.Key == key }) {
			k.set(key, field[1], field[0])
			unused[field[0]] = true
		}
	}
	p, err := k.load()
	if err != nil {
		return change{}, err
	}
	checked := p.Datasources[0]
	fields := patch.Datasource{Name: c.args[0], JNDI: checked.JNDI}
	if c.isSet(optUsername) {
		fields.Configuration = append(fields.Configuration, patch.Setting{Name: "username", Value: checked.Username})
	}
	if c.isSet(optPasswordFile) || c.isSet(optPasswordEnv) {
		fields.Configuration = append(fields.Configuration, patch.Setting{Name: "password", Value: checked.Password})
	}
	for _, s := range checked.Configuration {
		if !unused["configuration."+s.Name] {
			fields.Configuration = append(fields.Configuration, s)
		}
	}
	return change{do: func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
		d, err := inventory.Lookup(h.Config(), c.args[0])
		if err != nil {
			return nil, undefined(err)
		}
		moved, err := c.moved(d)
		if err != nil {
			return nil, err
		}
		given := func(s patch.Setting) bool {
			return slices.ContainsFunc(fields.Configuration, func(one patch.Setting) bool { return one.Name == s.Name })
		}
		all := fields
		all.Configuration = append(slices.DeleteFunc(moved, given), fields.Configuration...)
		return h.Run(ctx, apply.DatasourceFields(all))
	}}, nil
}

// everything says what defines a datasource.
const everything = "give --url, or --type, --host and --database; and --username and --password-file or --password-env"

// undefined adds to the error of a datasource that does not exist how to define it.
func undefined(err error) error {
	var p *problem.Problem
	if !errors.As(err, &p) {
		return err
	}
	with := *p
	if with.Hint != "" {
		with.Hint += "; "
	}
	with.Hint += "to define it, " + everything
	return &with
}

// moved returns the settings that say where an existing datasource finds its database, as
// the options change them.
func (c call) moved(d *server.Datasource) ([]patch.Setting, error) {
	if !slices.ContainsFunc([]string{optURL, optType, optHost, optPort, optDatabase}, c.isSet) {
		return nil, nil
	}
	u, err := c.newURL(d)
	if err != nil {
		return nil, err
	}
	settings := []patch.Setting{{Name: "url", Value: patch.Value{Text: u.String()}}}
	if preset, ok := jdbc.Lookup(jdbc.Type(c.text(optType))); ok { // mysql8 has another class than mysql
		settings = append(settings, patch.Setting{Name: "driverClassName", Value: patch.Value{Text: preset.Driver}},
			patch.Setting{Name: "validationQuery", Value: patch.Value{Text: preset.ValidationQuery}})
	}
	return settings, nil
}

// newURL returns the URL of an existing datasource as the options change it. A database of
// another type needs other settings too.
func (c call) newURL(d *server.Datasource) (jdbc.URL, error) {
	if !c.isSet(optURL) {
		return c.movedURL(d.JDBC())
	}
	u := jdbc.Parse(c.text(optURL))
	if jdbc.Scheme(u.String()) != jdbc.Scheme(d.JDBC().String()) && !isProperty(u) && !isProperty(d.JDBC()) {
		return u, c.anotherType(optURL)
	}
	return u, nil
}

// isProperty reports whether a URL is a system property, whose value is unknown.
func isProperty(u jdbc.URL) bool { return strings.HasPrefix(u.String(), "${") }

// anotherType is the error for an option that would change the type of the database.
func (c call) anotherType(option string) error {
	return problem.New(everything, "--%s: datasource %s has a database of another type", option, c.args[0])
}

// movedURL returns the URL with the host, port and database that the options give.
func (c call) movedURL(old jdbc.URL) (jdbc.URL, error) {
	preset, typed := jdbc.Lookup(jdbc.Type(c.text(optType)))
	if typed && !isProperty(old) && !strings.HasPrefix(old.String(), preset.Scheme) {
		return old, c.anotherType(optType)
	}
	if !slices.ContainsFunc([]string{optHost, optPort, optDatabase}, c.isSet) {
		return old, nil
	}
	unusual := problem.New("give --url", "the url of datasource %s has an unusual form", c.args[0])
	// What the parts do not hold would be lost.
	if text, err := old.Build(); err != nil || text != old.String() || len(old.Hosts) > 1 || isH2Elsewhere(old) {
		return old, unusual
	}
	host, u := old.Host(), old
	for _, part := range []struct {
		option string
		text   *string
	}{{optHost, &host.Name}, {optDatabase, &u.Database}} {
		if !c.isSet(part.option) {
			continue
		}
		if *part.text = c.text(part.option); *part.text == "" {
			return old, problem.New("", "--%s: must not be empty", part.option)
		}
	}
	if c.isSet(optPort) {
		port, err := strconv.Atoi(c.text(optPort))
		if err != nil || port < 1 || port > 65535 {
			return old, problem.New("", "--port: invalid port %q (want 1 to 65535)", c.text(optPort))
		}
		host.Port = port
	}
	if host != old.Host() {
		u.Hosts = []jdbc.Host{host}
	}
	text, err := u.Build()
	if part := (*jdbc.PartError)(nil); errors.As(err, &part) {
		return old, problem.New("use --url for what the parts cannot express", "--%s: %s", part.Part, part.Message)
	}
	if err != nil {
		return old, err
	}
	if moved := jdbc.Parse(text); moved.Host() == host && moved.Database == u.Database {
		return moved, nil
	}
	return old, unusual // such as Oracle's descriptor, which is written as it was read
}

// isH2Elsewhere reports whether a URL leads to an H2 database that is not named by a plain
// name: in another folder, in memory or on a server.
func isH2Elsewhere(u jdbc.URL) bool {
	return u.Type == jdbc.H2 && strings.ContainsAny(u.Database, `/\:~`)
}
