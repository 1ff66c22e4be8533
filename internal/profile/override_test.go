package profile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ispatch/patch"
)

func TestParseOverride(t *testing.T) {
	for argument, want := range map[string]Override{
		"database.host=h":       {Key: "database.host", Value: "h"},
		"a=b=c":                 {Key: "a", Value: "b=c"},
		"a=":                    {Key: "a"},
		`a\=b=c`:                {Key: `a\=b`, Value: "c"},
		`a\.b.c\\=d\e`:          {Key: `a\.b.c\\`, Value: `d\e`},
		"a= &<>\"']]>é\n":       {Key: "a", Value: " &<>\"']]>é\n"},
		"datasources.A B.url=x": {Key: "datasources.A B.url", Value: "x"},
	} {
		want.Kind, want.Option = FromFile, SetFileOption
		if got, err := ParseOverride(kinds[SetFileOption], SetFileOption, argument); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", argument, got, err, want)
		}
	}
	for argument, want := range map[string]string{
		"":       "--set-env: the argument has no = [write --set-env KEY=VARIABLE]",
		"a.b":    "--set-env: the argument has no = [write --set-env KEY=VARIABLE]",
		`a\=b`:   "--set-env: the argument has no = [write --set-env KEY=VARIABLE]",
		`a\`:     "--set-env: the argument has no = [write --set-env KEY=VARIABLE]",
		"=x":     `--set-env: the key "" has an empty part [write --set-env KEY=VARIABLE]`,
		"a..b=x": `--set-env: the key "a..b" has an empty part [write --set-env KEY=VARIABLE]`,
		".a=x":   `--set-env: the key ".a" has an empty part [write --set-env KEY=VARIABLE]`,
		"a.=x":   `--set-env: the key "a." has an empty part [write --set-env KEY=VARIABLE]`,
		`a\b=x`: `--set-env: the key "a\\b" has a backslash without a dot, = or ` +
			`backslash after it [write --set-env KEY=VARIABLE]`,
		strings.Repeat("a.", 70) + "a=x": `--set-env: the key "` + strings.Repeat("a.", 70) +
			`a" has more than 64 parts [write --set-env KEY=VARIABLE]`,
	} {
		_, err := ParseOverride(kinds[SetEnvOption], SetEnvOption, argument)
		problem, ok := err.(*patch.Problem)
		if !ok || problem.Error()+" ["+problem.Hint+"]" != want {
			t.Errorf("%q: %v\nwant %s", argument, err, want)
		}
	}
}

// The operations have the values from options.
func TestOverrides(t *testing.T) {
	base := string(Default())
	url := func(p *Profile, name string) string {
		for _, d := range p.Datasources {
			if d.Name == name {
				return d.URL
			}
		}
		return "no such datasource"
	}
	um := func(p *Profile) string { return url(p, "WSO2UM_DB") }
	for _, row := range []struct {
		name    string
		options []string
		got     func(*Profile) string
		want    string
	}{
		{"host and port", []string{SetOption, "database.host=db", SetOption, "database.port=3307"}, um,
			"jdbc:mysql://db:3307/userdb?autoReconnect=true"},
		{"the last one wins", []string{SetOption, "database.host=a", SetEnvOption, "database.host=HOST"}, um,
			"jdbc:mysql://db.example.com:3306/userdb?autoReconnect=true"},
		{"the last one wins, the other way", []string{SetEnvOption, "database.host=HOST", SetOption, "database.host=a"},
			um, "jdbc:mysql://a:3306/userdb?autoReconnect=true"},
		{"one datasource", []string{SetOption, "datasources.WSO2UM_DB.host=x"}, um,
			"jdbc:mysql://x:3306/userdb?autoReconnect=true"},
		{"and not another", []string{SetOption, "datasources.WSO2REG_DB.host=x"}, um,
			"jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true"},
		{"a URL takes the place of its parts", []string{SetOption,
			"datasources.WSO2UM_DB.url=jdbc:postgresql://p/q?a=b&c=d"}, um, "jdbc:postgresql://p/q?a=b&c=d"},
		{"a parameter more", []string{SetOption, "database.parameters.useSSL=false"}, um,
			"jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true&useSSL=false"},
		{"a parameter with a dot", []string{SetOption, `database.parameters.a\.b=c\d`}, um,
			`jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true&a.b=c\d`},
		{"another type leaves port and parameters", []string{SetOption, "database.type=postgresql"}, um,
			"jdbc:postgresql://carbondb.mysql-wso2.com:5432/userdb"},
		{"but for those that options give", []string{SetOption, "database.port=1", SetOption, "database.parameters.a=b",
			SetOption, "database.type=postgresql"}, um, "jdbc:postgresql://carbondb.mysql-wso2.com:1/userdb?a=b"},
		{"before or after", []string{SetOption, "database.type=postgresql", SetOption, "database.port=1", SetOption,
			"database.parameters.a=b"}, um, "jdbc:postgresql://carbondb.mysql-wso2.com:1/userdb?a=b"},
		{"a type of the same URLs keeps them", []string{SetOption, "database.type=mysql8"}, um,
			"jdbc:mysql://carbondb.mysql-wso2.com:3306/userdb?autoReconnect=true"},
		{"the type of one", []string{SetOption, "datasources.WSO2UM_DB.type=oracle"}, um,
			"jdbc:oracle:thin:@carbondb.mysql-wso2.com:1521/userdb"},
		{"h2 needs no host", []string{SetOption, "database.type=h2"}, um,
			"jdbc:h2:./repository/database/userdb;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000"},
		{"a datasource more", []string{SetOption, "datasources.NEW.database=n"},
			func(p *Profile) string { return url(p, "NEW") }, "jdbc:mysql://carbondb.mysql-wso2.com:3306/n?autoReconnect=true"},
		{"a password", []string{SetOption, "datasources.WSO2UM_DB.password= &<>\"']]>é"},
			func(p *Profile) string { return p.Datasources[1].Password.Text }, " &<>\"']]>é"},
		{"a password of digits", []string{SetOption, "database.password=0123"},
			func(p *Profile) string { return p.Datasources[0].Password.Text }, "0123"},
		{"a reference in a password's place", []string{SetOption, "database.password.secretAlias=A"},
			func(p *Profile) string { return p.Datasources[0].Password.Alias }, "A"},
		{"a file, from the working directory", []string{SetFileOption, "database.password=here.txt"},
			func(p *Profile) string { return p.Datasources[0].Password.Text }, "here"},
		{"a number from a file", []string{SetFileOption, "database.password=conf/crlf.txt"},
			func(p *Profile) string { return p.Datasources[0].Password.Text }, "a\r\nb"},
		{"the registry", []string{SetOption, "registry.0.cacheId=me@there", SetOption, "registry.0.readOnly=true"},
			func(p *Profile) string { return p.Registry[0].CacheID + " " + yes(p.Registry[0].ReadOnly) }, "me@there true"},
		{"a mount", []string{SetOption, "registry.0.mounts./_system/config=/_system/is-as-km/config"},
			func(p *Profile) string { return p.Registry[0].Mounts[1].Target }, "/_system/is-as-km/config"},
		{"a user store", []string{SetOption, "userManagement.userStore=jdbc"},
			func(p *Profile) string { return p.UserManagement.UserStore.Class },
			"org.wso2.carbon.user.core.jdbc.JDBCUserStoreManager"},
		{"a user store by its type", []string{SetOption, "userManagement.userStore.type=jdbc", SetOption,
			"userManagement.userStore.properties.ReadOnly=true"},
			func(p *Profile) string { return p.UserManagement.UserStore.Properties[0].Value.Text }, "true"},
		{"an administrator", []string{SetEnvOption, "userManagement.admin.password=ADMIN_PASSWORD"},
			func(p *Profile) string { return p.UserManagement.Admin.Password.Text }, "adm1n"},
		{"a pool setting", []string{SetOption, "datasources.WSO2UM_DB.configuration.maxActive=80"},
			func(p *Profile) string { return p.Datasources[1].Configuration[0].Value.Text }, "80"},
		{"the first item of a list", []string{SetOption, "hosts.0.name=h", SetOption, "hosts.0.address=192.0.2.1"},
			func(p *Profile) string { return p.Hosts[0].Name }, "h"},
		{"a patch", []string{SetOption, "patches.0.file=f", SetOption, "patches.0.path=/a", SetOption,
			"patches.0.delete=true"}, func(p *Profile) string { return p.Patches[0].(patch.Delete).XPath }, "/a"},
		{"an item more", []string{SetOption, "registry.0.dbConfig=g", SetOption, "registry.1.datasource=jdbc/X",
			SetOption, "registry.1.dbConfig=c", SetOption, "registry.1.instance=i"},
			func(p *Profile) string { return p.Registry[1].ID }, "i"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.got(load(t, source(base, row.options...))); got != row.want {
				t.Errorf("%q: got %q, want %q", row.options, got, row.want)
			}
		})
	}
}

func yes(b *bool) string {
	if b != nil && *b {
		return "true"
	}
	return "false"
}

// A URL from an option takes precedence over a type from the profile, and must fit a
// type from an option.
func TestURLAgainstType(t *testing.T) {
	const text = head + "datasources: {A: {type: mysql8, database: a}}"
	p := load(t, source(text, SetOption, "datasources.A.url=jdbc:postgresql://p/q"))
	if d := p.Datasources[0]; d.Type != "postgresql" || d.Driver != "org.postgresql.Driver" {
		t.Errorf("%+v", d)
	}
	p = load(t, source(text, SetOption, "datasources.A.url=jdbc:mysql://p/q"))
	if d := p.Datasources[0]; d.Type != "mysql8" {
		t.Errorf("%+v", d)
	}
	_, err := Load(source(text, SetOption, "datasources.A.type=oracle", SetOption, "datasources.A.url=jdbc:mysql://p/q"))
	if got := messages(t, err); got != "--set datasources.A.url: does not fit the type oracle, whose URLs begin "+
		"with jdbc:oracle:" {
		t.Error(got)
	}
}

// An override alone can make a profile.
func TestOverridesOfNothing(t *testing.T) {
	p := load(t, source("", SetOption, "version=1", SetOption, "database.type=mysql", SetOption, "database.host=h",
		SetOption, "database.username=u",
		SetOption, "database.password=p", SetOption, "datasources.A.database=a"))
	if len(p.Datasources) != 1 || p.Datasources[0].URL != "jdbc:mysql://h:3306/a" {
		t.Errorf("%+v", p)
	}
	p = load(t, source("version: 1\ndatasources:\n", SetOption, "datasources.A.url=jdbc:h2:x", SetOption,
		"database.username=u", SetOption, "database.password=p"))
	if len(p.Datasources) != 1 {
		t.Errorf("%+v", p)
	}
}

// Every message about an option names the option and its key.
func TestOverrideMessages(t *testing.T) {
	for _, row := range []struct{ option, argument, want string }{
		{SetOption, "database.port=many", `--set database.port: must be a whole number from 1 to 65535, not "many"`},
		{SetOption, "database.password=", `--set database.password: the value is empty [an empty value can be given in ` +
			`a profile only, as ""]`},
		{SetOption, "database.port=03307", `--set database.port: must be a whole number from 1 to 65535, not "03307"`},
		{SetEnvOption, "database.password=NOT_SET", "--set-env database.password: the environment variable NOT_SET is " +
			"not set"},
		{SetEnvOption, "database.password=EMPTY", "--set-env database.password: the environment variable EMPTY is empty"},
		{SetEnvOption, "database.password=", `--set-env database.password: "" is not the name of an environment variable`},
		{SetEnvOption, "database.port=DB_PASSWORD", "--set-env database.port: the content must be a whole number from " +
			"1 to 65535"},
		{SetFileOption, "database.password=nowhere.txt",
			"--set-file database.password: cannot read nowhere.txt: no such file or directory"},
		{SetFileOption, "database.password=conf/empty.txt", "--set-file database.password: conf/empty.txt is empty"},
		{SetFileOption, "database.password=conf/newline.txt", "--set-file database.password: conf/newline.txt is empty"},
		{SetFileOption, "database.password=", "--set-file database.password: the file name is empty"},
		{SetFileOption, "database.password=conf/bad.txt",
			"--set-file database.password: character 1 of the text cannot be written in XML"},
		{SetOption, "datasources.WSO2UM_DB.url=jdbc:h2:a&amp;b",
			"--set datasources.WSO2UM_DB.url: holds &amp; [write a plain &: it is escaped when the file is written]"},
		{SetOption, "datasources.WSO2UM_DB.type=nothing",
			"--set datasources.WSO2UM_DB.type: must be one of mysql, mysql8, mariadb, postgresql, oracle, mssql, db2, h2, " +
				"other, not \"nothing\""},
		{SetOption, "databse.host=x", `--set databse.host: unknown key "databse" [did you mean "database"?]`},
		{SetOption, "database.hots=x", `--set database.hots: unknown key "hots" in database [did you mean "host"?]`},
		{SetOption, "database=x", "--set database: must be a mapping, not a text [its keys are: type, host, port, " +
			"parameters, username, password]"},
		{SetOption, "registry=x", "--set registry: must be a list of remote registry instances, not a text"},
		{SetOption, "registry.5.cacheId=x", "--set registry.5.cacheId: item 5 does not exist: the list has 1 [the next " +
			"is 1]"},
		{SetOption, "registry.x.cacheId=x", `--set registry.x.cacheId: "x" is not an index of a list [the first is 0]`},
		{SetOption, "registry.00.cacheId=x", `--set registry.00.cacheId: "00" is not an index of a list [the first is 0]`},
		{SetOption, "registry.-1.cacheId=x", `--set registry.-1.cacheId: "-1" is not an index of a list [the first is 0]`},
		{SetOption, "hosts.1.name=x", "--set hosts.1.name: item 1 does not exist: the list has 0 [the next is 0]"},
		{SetOption, "registry.1.cacheId=x", "--set registry.1.cacheId: registry.1: needs the key datasource: a " +
			"datasource of this profile or jdbc/…"},
		{SetOption, "datasources.NEW.description=x", "--set datasources.NEW.description: datasources.NEW: has neither " +
			"database nor url"},
		{SetOption, "datasources.NEW.jndi=jdbc/WSO2UM_DB",
			"--set datasources.NEW.jndi: datasources.NEW: has neither database nor url\n" +
				"--set datasources.NEW.jndi: datasources.NEW: duplicate JNDI name jdbc/WSO2UM_DB (also in " +
				"profile.yaml, line 43) [of two datasources with the same JNDI name the server uses the last]"},
		{SetOption, "database.password.env=NOT_SET", "--set database.password.env: database.password: the environment " +
			"variable NOT_SET is not set"},
		{SetOption, "userManagement.dataSource=WSO2_DB",
			`--set userManagement.dataSource: datasource "WSO2_DB" is not in the profile [did you mean "WSO2AM_DB"?]`},
		{SetOption, "version=2", `--set version: must be the number 1, the version of this format, not "2"`},
	} {
		_, err := Load(source(string(Default()), row.option, row.argument))
		if got := messages(t, err); got != row.want {
			t.Errorf("%s %s\n got %s\nwant %s", row.option, row.argument, got, row.want)
		}
	}
	// A key that was not checked by ParseOverride.
	s := source(string(Default()))
	s.Overrides = []Override{{Kind: kinds[SetOption], Option: SetOption, Key: "a..b", Value: "x"}}
	_, err := Load(s)
	if got := messages(t, err); got != "--set a..b: the key has an empty part [write --set KEY=VALUE]" {
		t.Error(got)
	}
}

// --set-file is relative to the working directory, not to the profile.
func TestSetFileIsRelativeToTheWorkingDirectory(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile(filepath.Join(dir, "password.txt"), []byte("p\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := load(t, Input{Sources: []Source{{Name: "x", Data: Default(), Dir: "elsewhere"}},
		Overrides: []Override{{Kind: kinds[SetFileOption], Option: SetFileOption, Key: "database.password",
			Value: "password.txt"}}})
	if p.Datasources[0].Password.Text != "p" {
		t.Errorf("%+v", p.Datasources[0].Password)
	}
}
