package profile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/jdbc"
	"ispatch/patch"
)

// A datasource of each type has its driver, URL, query and pool settings.
func TestDatasourceOfEachType(t *testing.T) {
	for _, row := range []struct{ kind, extra, url, driver, query, maxWait string }{
		{"mysql", "", "jdbc:mysql://h:3306/d", "com.mysql.jdbc.Driver", "SELECT 1", "60000"},
		{"mysql", ", port: 3307, parameters: {autoReconnect: true, useSSL: false, n: 1.10}",
			"jdbc:mysql://h:3307/d?autoReconnect=true&useSSL=false&n=1.10", "com.mysql.jdbc.Driver", "SELECT 1", "60000"},
		{"mysql", ", host: '::1'", "jdbc:mysql://[::1]:3306/d", "com.mysql.jdbc.Driver", "SELECT 1", "60000"},
		{"mysql", ", host: '[::1]'", "jdbc:mysql://[::1]:3306/d", "com.mysql.jdbc.Driver", "SELECT 1", "60000"},
		{"mysql8", "", "jdbc:mysql://h:3306/d", "com.mysql.cj.jdbc.Driver", "SELECT 1", "60000"},
		{"mariadb", "", "jdbc:mariadb://h:3306/d", "org.mariadb.jdbc.Driver", "SELECT 1", "60000"},
		{"postgresql", "", "jdbc:postgresql://h:5432/d", "org.postgresql.Driver", "SELECT 1; COMMIT", "60000"},
		{"oracle", "", "jdbc:oracle:thin:@h:1521/d", "oracle.jdbc.OracleDriver", "SELECT 1 FROM DUAL", "60000"},
		{"mssql", "", "jdbc:sqlserver://h:1433;databaseName=d;SendStringParametersAsUnicode=false",
			"com.microsoft.sqlserver.jdbc.SQLServerDriver", "SELECT 1", "60000"},
		{"mssql", ", parameters: {}", "jdbc:sqlserver://h:1433;databaseName=d",
			"com.microsoft.sqlserver.jdbc.SQLServerDriver", "SELECT 1", "60000"},
		{"db2", ", parameters: {currentSchema: S}", "jdbc:db2://h:50000/d:currentSchema=S;", "com.ibm.db2.jcc.DB2Driver",
			"SELECT 1 FROM sysibm.sysdummy1", "360000"},
		{"h2", "", "jdbc:h2:./repository/database/d;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000", "org.h2.Driver",
			"SELECT 1", "60000"},
		{"h2", ", parameters: {MODE: x}", "jdbc:h2:./repository/database/d;MODE=x", "org.h2.Driver", "SELECT 1", "60000"},
	} {
		host := ", host: h"
		if row.kind == "h2" || strings.Contains(row.extra, "host") {
			host = ""
		}
		p := load(t, source("version: 1\ndatasources: {A: {type: "+row.kind+", username: u, password: p, database: d"+
			host+row.extra+"}}"))
		if string(p.Datasources[0].Type) != row.kind {
			t.Errorf("%s: type %s", row.kind, p.Datasources[0].Type)
		}
		got := settings(t, p, "A", "")
		for name, want := range map[string]patch.Setting{
			"url": {Value: patch.Value{Text: row.url}}, "driverClassName": {Value: patch.Value{Text: row.driver}},
			"validationQuery": {Value: patch.Value{Text: row.query}}, "maxWait": {Value: patch.Value{Text: row.maxWait},
				NewOnly: true},
			"username": {Value: patch.Value{Text: "u"}}, "password": {Value: patch.Value{Text: "p"}},
			"maxActive": {Value: patch.Value{Text: "50"}, NewOnly: true},
		} {
			want.Name = name
			if got[name] != want {
				t.Errorf("%s%s: %s is %+v, want %+v", row.kind, row.extra, name, got[name], want)
			}
		}
	}
}

// Only PostgreSQL has a default for defaultAutoCommit, which depends on the version.
func TestPresetAutoCommit(t *testing.T) {
	p := load(t, source(head+`
datasources:
  PG: {type: postgresql, database: a}
  GIVEN: {type: postgresql, database: b, configuration: {defaultAutoCommit: false}}
  MY: {database: c}
`))
	for _, row := range []struct {
		name, version string
		want          patch.Setting
	}{
		{"PG", "5.3.0", patch.Setting{Name: "defaultAutoCommit", Value: patch.Value{Text: "false"}}},
		{"PG", "5.7.0", patch.Setting{Name: "defaultAutoCommit", Value: patch.Value{Text: "true"}}},
		{"PG", "", patch.Setting{}},
		{"GIVEN", "5.7.0", patch.Setting{Name: "defaultAutoCommit", Value: patch.Value{Text: "false"}}},
		{"GIVEN", "", patch.Setting{Name: "defaultAutoCommit", Value: patch.Value{Text: "false"}}},
		{"MY", "5.3.0", patch.Setting{}},
	} {
		if got := settings(t, p, row.name, row.version)["defaultAutoCommit"]; got != row.want {
			t.Errorf("%s on %q: %+v, want %+v", row.name, row.version, got, row.want)
		}
	}
}

// The order is the preset's, then the profile's. Settings from the profile are for any
// datasource, not only for a new one.
func TestOrderOfSettings(t *testing.T) {
	p := load(t, source(head+`
datasources:
  A:
    database: a
    configuration:
      maxIdle: 5
      validationQuery: SELECT 2
      jmxEnabled: true
      maxActive: 80
      initSQL: ""
      driverClassName: x.Y
      defaultAutoCommit: False
      validationInterval: 1
`))
	var got []string
	for _, s := range p.Operations(Options{})[0].(patch.Datasource).Configuration {
		line := s.Name + "=" + s.Value.Text
		if s.NewOnly {
			line += " if new"
		}
		got = append(got, line)
	}
	want := []string{"url=jdbc:mysql://h:3306/a", "username=u", "password=p", "defaultAutoCommit=false",
		"driverClassName=x.Y", "maxActive=80",
		"maxWait=60000 if new", "testOnBorrow=true if new", "validationQuery=SELECT 2", "validationInterval=1",
		"maxIdle=5", "jmxEnabled=true", "initSQL="}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d := p.Datasources[0]; d.Driver != "x.Y" || d.ValidationQuery != "SELECT 2" {
		t.Errorf("driver %q, query %q", d.Driver, d.ValidationQuery)
	}
}

// Keys of a datasource take precedence over the defaults; port and parameters of the
// defaults are only for URLs of their type.
func TestDefaultsOfDatabase(t *testing.T) {
	p := load(t, source(`
version: 1
database: {type: mysql, host: h, port: 3307, username: u, password: p, parameters: {autoReconnect: true, a: b}}
datasources:
  INHERITS: {database: d}
  OWN: {database: d, host: i, port: 1, username: v, password: q, parameters: {x: y}}
  EIGHT: {type: mysql8, database: d}
  PG: {type: postgresql, database: d}
  H2: {type: h2, database: d}
  URL: {url: 'jdbc:mysql://x/y'}
  URL8: {type: mysql8, url: 'jdbc:mysql://x/y'}
  OTHER: {url: 'jdbc:h2:mem:x'}
`))
	want := map[string]string{
		"INHERITS": "mysql u p jdbc:mysql://h:3307/d?autoReconnect=true&a=b",
		"OWN":      "mysql v q jdbc:mysql://i:1/d?x=y",
		"EIGHT":    "mysql8 u p jdbc:mysql://h:3307/d?autoReconnect=true&a=b",
		"PG":       "postgresql u p jdbc:postgresql://h:5432/d",
		"H2":       "h2 u p jdbc:h2:./repository/database/d;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000",
		"URL":      "mysql u p jdbc:mysql://x/y",
		"URL8":     "mysql8 u p jdbc:mysql://x/y",
		"OTHER":    "h2 u p jdbc:h2:mem:x",
	}
	got := map[string]string{}
	for _, d := range p.Datasources {
		got[d.Name] = strings.Join([]string{string(d.Type), d.Username.Text, d.Password.Text, d.URL}, " ")
		if preset, _ := jdbc.Lookup(d.Type); d.Driver != preset.Driver {
			t.Errorf("%s: driver %s", d.Name, d.Driver)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// mysql8 as the default type sets the driver for a URL too.
	p = load(t, source("version: 1\ndatabase: {type: mysql8, username: u, password: p}\ndatasources: {A: {url: "+
		"'jdbc:mysql://x/y'}}"))
	if p.Datasources[0].Type != jdbc.MySQL8 {
		t.Errorf("type %s", p.Datasources[0].Type)
	}
}

func TestJNDI(t *testing.T) {
	p := load(t, source(head+"datasources: {A: {database: a}, B: {database: b, jndi: WSO2MBStoreDB}}"))
	if p.Datasources[0].JNDI != "" || p.Datasources[1].JNDI != "WSO2MBStoreDB" {
		t.Errorf("%+v", p.Datasources)
	}
}

func TestPlaceholders(t *testing.T) {
	p := load(t, source(head+`
datasources:
  A: {database: a, password: password}
  B: {database: b, password: Password}
  C: {database: c, password: {secretAlias: password}}
  D: {url: 'jdbc:h2:x', username: user, password: password}
`))
	if diff := cmp.Diff([]string{"A", "D"}, p.Placeholders()); diff != "" {
		t.Error(diff)
	}
}
