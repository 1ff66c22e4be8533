package jdbc

import (
	"strings"
	"testing"
)

// The table "Databases" of WSO2's pages, row by row.
func TestPresets(t *testing.T) {
	rows := []struct {
		t       Type
		driver  string
		port    int
		query   string
		maxWait int
		url     string // of host h, the usual port, database d and the preset's parameters
	}{
		{"mysql", "com.mysql.jdbc.Driver", 3306, "SELECT 1", 60000, "jdbc:mysql://h:3306/d"},
		{"mysql8", "com.mysql.cj.jdbc.Driver", 3306, "SELECT 1", 60000, "jdbc:mysql://h:3306/d"},
		{"mariadb", "org.mariadb.jdbc.Driver", 3306, "SELECT 1", 60000, "jdbc:mariadb://h:3306/d"},
		{"postgresql", "org.postgresql.Driver", 5432, "SELECT 1; COMMIT", 60000, "jdbc:postgresql://h:5432/d"},
		{"oracle", "oracle.jdbc.OracleDriver", 1521, "SELECT 1 FROM DUAL", 60000, "jdbc:oracle:thin:@h:1521/d"},
		{"mssql", "com.microsoft.sqlserver.jdbc.SQLServerDriver", 1433, "SELECT 1", 60000,
			"jdbc:sqlserver://h:1433;databaseName=d;SendStringParametersAsUnicode=false"},
		{"db2", "com.ibm.db2.jcc.DB2Driver", 50000, "SELECT 1 FROM sysibm.sysdummy1", 360000, "jdbc:db2://h:50000/d"},
		{"h2", "org.h2.Driver", 0, "SELECT 1", 60000,
			"jdbc:h2:./repository/database/d;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000"},
	}
	if len(rows) != len(Types()) {
		t.Fatalf("%d types, the table has %d", len(Types()), len(rows))
	}
	for i, row := range rows {
		if Types()[i] != row.t {
			t.Errorf("type %d is %s, want %s", i, Types()[i], row.t)
		}
		p, ok := Lookup(row.t)
		if !ok {
			t.Errorf("no preset of %s", row.t)
			continue
		}
		if p.Driver != row.driver || p.Port != row.port || p.ValidationQuery != row.query || p.MaxWait != row.maxWait {
			t.Errorf("%s: %+v", row.t, p)
		}
		u := URL{Type: row.t, Hosts: []Host{{"h", p.Port}}, Database: "d", Parameters: p.Parameters}
		if row.t == H2 {
			u.Hosts = nil
		}
		got, err := u.Build()
		if err != nil || got != row.url {
			t.Errorf("%s: Build gave %q, %v, want %q", row.t, got, err, row.url)
		}
		if !strings.HasPrefix(p.Form, p.Scheme) || !strings.HasPrefix(row.url, p.Scheme) {
			t.Errorf("%s: form %q and scheme %q don't fit", row.t, p.Form, p.Scheme)
		}
	}
	if _, ok := Lookup("informix"); ok {
		t.Error("there is a preset of informix")
	}
}

func TestLookupGivesACopy(t *testing.T) {
	p, _ := Lookup(H2)
	p.Parameters[0].Value = "changed"
	if q, _ := Lookup(H2); q.Parameters[0].Value != "FALSE" {
		t.Error("a caller changed the table")
	}
}

func TestDefaultAutoCommit(t *testing.T) {
	for _, row := range []struct {
		t       Type
		version string
		value   string
		ok      bool
	}{
		{PostgreSQL, "5.2.0", "false", true},
		{PostgreSQL, "5.6.0", "false", true},
		{PostgreSQL, "5.7.0", "true", true},
		{PostgreSQL, "5.10.0", "true", true},
		{PostgreSQL, "6.0.0", "true", true},
		{PostgreSQL, "4.9", "false", true},
		{PostgreSQL, "", "", false},
		{PostgreSQL, "five", "", false},
		{PostgreSQL, "5", "", false},
		{MySQL, "5.2.0", "", false},
		{H2, "5.7.0", "", false},
	} {
		p, _ := Lookup(row.t)
		if value, ok := p.DefaultAutoCommit(row.version); value != row.value || ok != row.ok {
			t.Errorf("%s on %q: %q, %v, want %q, %v", row.t, row.version, value, ok, row.value, row.ok)
		}
	}
}
