package ping

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/microsoft/go-mssqldb/msdsn"
)

// prepared is a call up to where the first host would be asked.
func prepared(t *testing.T, target Target) (*call, Code) {
	t.Helper()
	s, code, _ := read(target)
	c := &call{source: s, target: target, driver: noDriver{}, result: &Result{}}
	if code == "" {
		c.driver = drivers[s.kind]()
		code, _ = c.driver.prepare(c)
	}
	c.host = c.hosts[0]
	return c, code
}

func TestSource(t *testing.T) {
	type want struct {
		Hosts          []host
		Database       string
		SID            bool
		User, Password string
	}
	one := func(name string, port int) []host { return []host{{name, port}} }
	for url, want := range map[string]want{
		"jdbc:mysql://db/regdb":                                          {one("db", 3306), "regdb", false, "u", "p"},
		"jdbc:mysql:///regdb":                                            {one("localhost", 3306), "regdb", false, "u", "p"},
		"jdbc:mysql://db:3307/regdb?user=x&password=y":                   {one("db", 3307), "regdb", false, "u", "p"},
		"jdbc:mysql://[::1]:3307/regdb":                                  {one("::1", 3307), "regdb", false, "u", "p"},
		"jdbc:mysql://a:1,b/regdb?autoReconnect=true":                    {[]host{{"a", 1}, {"b", 3306}}, "regdb", false, "u", "p"},
		"jdbc:mysql:replication://a,b,[::1]:5/regdb":                     {[]host{{"a", 3306}, {"b", 3306}, {"::1", 5}}, "regdb", false, "u", "p"},
		"jdbc:mariadb:loadbalance://a,b/regdb":                           {[]host{{"a", 3306}, {"b", 3306}}, "regdb", false, "u", "p"},
		"jdbc:mysql://x:y@db/regdb":                                      {one("db", 3306), "regdb", false, "u", "p"},
		"jdbc:postgresql://db/regdb":                                     {one("db", 5432), "regdb", false, "u", "p"},
		"jdbc:postgresql:regdb":                                          {one("localhost", 5432), "regdb", false, "u", "p"},
		"jdbc:postgresql:regdb?user=x":                                   {one("localhost", 5432), "regdb", false, "x", "p"},
		"jdbc:postgresql://db/reg%20db?user=x&password=y%2Bz":            {one("db", 5432), "reg db", false, "x", "y+z"},
		"jdbc:postgresql://a:1,b:2/regdb":                                {[]host{{"a", 1}, {"b", 2}}, "regdb", false, "u", "p"},
		"jdbc:sqlserver://db;databaseName=regdb;user=x;password={a;b}":   {one("db", 1433), "regdb", false, "u", "p"},
		"jdbc:sqlserver://;serverName=db;portNumber=1444;database=regdb": {one("db", 1444), "regdb", false, "u", "p"},
		`jdbc:sqlserver://db\WSO2;databaseName=regdb`:                    {one("db", 0), "regdb", false, "u", "p"},
		`jdbc:sqlserver://db\WSO2:1444;databaseName=regdb`:               {one("db", 1444), "regdb", false, "u", "p"},
		"jdbc:oracle:thin:@db:1522/svc":                                  {one("db", 1522), "svc", false, "u", "p"},
		"jdbc:oracle:thin:@//db/svc":                                     {one("db", 1521), "svc", false, "u", "p"},
		"jdbc:oracle:thin:@db:1521:ORCL":                                 {one("db", 1521), "ORCL", true, "u", "p"},
		"jdbc:oracle:thin:x/y@db:1521/svc":                               {one("db", 1521), "svc", false, "u", "p"},
	} {
		c, code := prepared(t, Target{URL: url, Username: "u", Password: "p"})
		if code != "" {
			t.Errorf("%s: %s", url, code)
			continue
		}
		got := want
		got.Hosts, got.Database, got.SID, got.User, got.Password = c.hosts, c.database, c.sid, c.user, c.password
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(host{})); diff != "" {
			t.Errorf("%s\n%s", url, diff)
		}
	}
}

// Without elements the URL's user and password count.
func TestCredentialsOfTheURL(t *testing.T) {
	for url, want := range map[string][2]string{
		"jdbc:mysql://db/d?user=x&password=a%26b%2Bc+d":                  {"x", "a&b+c d"},
		"jdbc:mysql://x:a%40b@db/d":                                      {"x", "a@b"},
		"jdbc:mysql://x:y@a,z:w@b/d":                                     {"x", "y"},
		"jdbc:mariadb://db/d?user=x&password=y":                          {"x", "y"},
		"jdbc:postgresql://db/d?user=x&password=y":                       {"x", "y"},
		"jdbc:sqlserver://db;databaseName=d;userName=x;password={a;}}b}": {"x", "a;}b"},
		"jdbc:sqlserver://db;databaseName=d;user=x;password=a%20b":       {"x", "a%20b"},
		"jdbc:oracle:thin:x/y@db:1521/s":                                 {"x", "y"},
		`jdbc:oracle:thin:x/"a@b"@db:1521/s`:                             {"x", "a@b"},
		"jdbc:oracle:thin:x/y@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1521))(CONNECT_DATA=(SID=S)))": {"x", "y"},
	} {
		c, code := prepared(t, Target{URL: url})
		if got := [2]string{c.user, c.password}; got != want || code != "" {
			t.Errorf("%s: %q, %q, want %q", url, got, code, want)
		}
		if !c.holdsSecret("it is " + want[1]) {
			t.Errorf("%s: %q is not known for a secret", url, want[1])
		}
	}
}

func TestTLSOfMySQL(t *testing.T) {
	const j5, j8, maria = "com.mysql.jdbc.Driver", classMySQL8, "org.mariadb.jdbc.Driver"
	old, mariaDB10, new := greeting{version: "5.6.51"}, greeting{version: "5.5.5-10.11.6-MariaDB"}, greeting{version: "8.0.36"}
	plain, preferred, required := security{}, security{use: true}, security{use: true, require: true}
	chain, name := security{use: true, require: true, verify: verifyChain}, security{use: true, require: true, verify: verifyName}
	for _, row := range []struct {
		driver, parameters string
		hello              greeting
		want               security
	}{
		{j5, "", old, plain},
		{j5, "", mariaDB10, plain},
		{j5, "", new, preferred},
		{j5, "", greeting{version: "11.4.2-MariaDB"}, preferred},
		{j5, "", greeting{version: "?"}, plain},
		{j5, "requireSSL=true", new, required},
		{j5, "useSSL=false", new, plain},
		{j5, "useSSL=false&requireSSL=true", new, plain},
		{j5, "useSSL=true", new, security{use: true, verify: verifyChain}},
		{j5, "useSSL=true&verifyServerCertificate=false", old, preferred},
		{j5, "useSSL=true&requireSSL=true&verifyServerCertificate=false", old, required},
		{j5, "useSSL=true&requireSSL=true", old, chain},
		{j5, "verifyServerCertificate=false&useSSL=no", new, plain},
		{j8, "", old, preferred},
		{j8, "useSSL=false", new, plain},
		{j8, "usessl=FALSE", new, plain},
		{j8, "requireSSL=true", new, required},
		{j8, "verifyServerCertificate=true", new, chain},
		{j8, "sslMode=DISABLED&useSSL=true", new, plain},
		{j8, "sslMode=preferred", new, preferred},
		{j8, "sslMode=REQUIRED", new, required},
		{j8, "sslMode=VERIFY_CA", new, chain},
		{j8, "sslMode=VERIFY_IDENTITY", new, name},
		{j8, "sslMode=whatever", new, preferred},
		{maria, "", new, plain},
		{maria, "useSSL=true", new, name},
		{maria, "useSsl=true&trustServerCertificate=true", new, required},
		{maria, "useSsl=true&disableSslHostnameVerification=true", new, chain},
		{maria, "sslMode=trust", new, required},
		{maria, "sslMode=VERIFY_CA", new, chain},
		{maria, "sslMode=verify-full", new, name},
		{maria, "sslMode=disable&useSsl=true", new, plain},
	} {
		c, code := prepared(t, Target{URL: "jdbc:mysql://db/d?" + row.parameters, Driver: row.driver})
		m := c.driver.(*mySQL)
		got := m.security
		if m.byVersion {
			got = got.forConnectorJ5(row.hello)
		}
		if !got.use {
			got = security{}
		}
		if got != row.want || code != "" {
			t.Errorf("%s %s, server %s: %+v, want %+v", row.driver, row.parameters, row.hello.version, got, row.want)
		}
	}
	// The scheme decides where the class doesn't.
	c, _ := prepared(t, Target{URL: "jdbc:mariadb://db/d"})
	if m := c.driver.(*mySQL); m.connector != connectorMariaDB || m.byVersion {
		t.Errorf("%+v", m)
	}
}

func TestSQLServerConfig(t *testing.T) {
	type want struct {
		Host, Instance string
		Port           uint64
		Database       string
		Encryption     msdsn.Encryption
		Trust          bool
		ServerName     string
		ReadOnly       bool
		AppName        string
	}
	for url, want := range map[string]want{
		"jdbc:sqlserver://db:1433;databaseName=regdb;SendStringParametersAsUnicode=false":          {"db", "", 1433, "regdb", msdsn.EncryptionOff, true, "db", false, "ispatch"},
		"jdbc:sqlserver://db;databaseName=regdb;encrypt=true":                                      {"db", "", 1433, "regdb", msdsn.EncryptionRequired, false, "db", false, "ispatch"},
		"jdbc:sqlserver://db;DatabaseName={reg;db};Encrypt=TRUE;TrustServerCertificate=true":       {"db", "", 1433, "reg;db", msdsn.EncryptionRequired, true, "db", false, "ispatch"},
		"jdbc:sqlserver://db;databaseName=d;encrypt=true;hostNameInCertificate=other":              {"db", "", 1433, "d", msdsn.EncryptionRequired, false, "other", false, "ispatch"},
		"jdbc:sqlserver://db;databaseName=d;encrypt=strict;trustServerCertificate=true":            {"db", "", 1433, "d", msdsn.EncryptionStrict, false, "db", false, "ispatch"},
		`jdbc:sqlserver://db\WSO2;databaseName=d;encrypt=false`:                                    {"db", "WSO2", 0, "d", msdsn.EncryptionOff, true, "db", false, "ispatch"},
		"jdbc:sqlserver://db;instanceName=WSO2;databaseName=d;encrypt=false":                       {"db", "WSO2", 0, "d", msdsn.EncryptionOff, true, "db", false, "ispatch"},
		"jdbc:sqlserver://[::1]:1444;databaseName=d;applicationIntent=ReadOnly;applicationName=IS": {"::1", "", 1444, "d", msdsn.EncryptionOff, true, "::1", true, "IS"},
	} {
		c, code := prepared(t, Target{URL: url, Username: `u:s/e@r`, Password: planted})
		if code != "" {
			t.Errorf("%s: %s", url, code)
			continue
		}
		config, err := c.driver.(*sqlServer).config(c)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		got := want
		got.Host, got.Instance, got.Port, got.Database = config.Host, config.Instance, config.Port, config.Database
		got.Encryption, got.Trust, got.ServerName = config.Encryption, config.TrustServerCertificate, config.TLSConfig.ServerName
		got.ReadOnly, got.AppName = config.ReadOnlyIntent, config.AppName
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s", url, diff)
		}
		if config.User != `u:s/e@r` || config.Password != planted || len(config.Protocols) != 1 || config.Protocols[0] != "tcp" {
			t.Errorf("%s: %q %q %q", url, config.User, config.Password, config.Protocols)
		}
	}
}

func TestOracleConfig(t *testing.T) {
	descriptor := "(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=TCP)(HOST=a)(PORT=1522))(ADDRESS=(PROTOCOL=tcp)(HOST=b)(PORT=1523)))(CONNECT_DATA=(SERVICE_NAME=svc.example.org)))"
	for url, want := range map[string]string{
		"jdbc:oracle:thin:@db:1522/svc.example.org": "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=db)(PORT=1522))(CONNECT_DATA=(SERVICE_NAME=svc.example.org)",
		"jdbc:oracle:thin:@//db:1521/svc":           "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=db)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=svc)",
		"jdbc:oracle:thin:@db:1521:ORCL":            "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=db)(PORT=1521))(CONNECT_DATA=(SID=ORCL)",
		"jdbc:oracle:thin:@" + descriptor:           descriptor,
	} {
		for _, user := range []string{"wso2", "SYS", "u:s/e@r"} {
			c, code := prepared(t, Target{URL: url, Username: user, Password: planted})
			if code != "" {
				t.Errorf("%s: %s", url, code)
				continue
			}
			config, err := c.driver.(*oracle).config(c)
			if err != nil {
				t.Errorf("%s: %v", url, err)
				continue
			}
			if got := config.ConnectionData(); !strings.HasPrefix(got, want) {
				t.Errorf("%s:\n got %s\nwant %s", url, got, want)
			}
			if config.UserID != user || config.Password != planted || config.DBAPrivilege != 0 || config.AuthType != 0 {
				t.Errorf("%s: user %q, password %q, privilege %d, authentication %d", url, config.UserID, config.Password, config.DBAPrivilege, config.AuthType)
			}
		}
	}
	c, _ := prepared(t, Target{URL: "jdbc:oracle:thin:@" + descriptor, Username: "u", Password: "p"})
	if diff := cmp.Diff([]host{{"a", 1522}, {"b", 1523}}, c.hosts, cmp.AllowUnexported(host{})); diff != "" {
		t.Error(diff)
	}
}
