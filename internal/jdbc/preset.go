package jdbc

import (
	"strconv"
	"strings"
)

// A Type is a kind of database and its driver, by its name in a profile.
type Type string

// The types, in the order of Types.
const (
	MySQL      Type = "mysql"  // Connector/J 5, as WSO2's documentation has it; MariaDB servers too
	MySQL8     Type = "mysql8" // the same URLs, with the class name of Connector/J 8
	MariaDB    Type = "mariadb"
	PostgreSQL Type = "postgresql"
	Oracle     Type = "oracle"
	SQLServer  Type = "mssql"
	DB2        Type = "db2"
	H2         Type = "h2"
	// Other is a URL of a scheme that has no preset: Informix, Derby, jTDS, a
	// wrapper driver, a system property ${…}.
	Other Type = "other"
)

// A Preset holds the default settings for a datasource of a type.
type Preset struct {
	Type Type
	// Title is the name of the product.
	Title string
	// Scheme is the prefix of every URL of the type, such as jdbc:mysql:. mysql and
	// mysql8 share one.
	Scheme string
	// Form shows the form of the URL that Build returns.
	Form string
	// Driver is the name of the driver's class.
	Driver string
	// Port is the server's default port; 0 if there is no server (H2).
	Port int
	// ValidationQuery is the query that validates a connection.
	ValidationQuery string
	// Parameters are the default parameters of a URL.
	Parameters []Parameter
	// MaxWait is the pool setting maxWait, in milliseconds.
	MaxWait int
}

var presets = []Preset{
	{
		Type: MySQL, Title: "MySQL", Scheme: "jdbc:mysql:", Form: "jdbc:mysql://HOST:PORT/DATABASE?NAME=VALUE&NAME=VALUE",
		Driver: "com.mysql.jdbc.Driver", Port: 3306, ValidationQuery: "SELECT 1", MaxWait: 60000,
	},
	{
		Type: MySQL8, Title: "MySQL with Connector/J 8", Scheme: "jdbc:mysql:",
		Form:   "jdbc:mysql://HOST:PORT/DATABASE?NAME=VALUE&NAME=VALUE",
		Driver: "com.mysql.cj.jdbc.Driver", Port: 3306, ValidationQuery: "SELECT 1", MaxWait: 60000,
	},
	{
		Type: MariaDB, Title: "MariaDB", Scheme: "jdbc:mariadb:",
		Form:   "jdbc:mariadb://HOST:PORT/DATABASE?NAME=VALUE&NAME=VALUE",
		Driver: "org.mariadb.jdbc.Driver", Port: 3306, ValidationQuery: "SELECT 1", MaxWait: 60000,
	},
	{
		Type: PostgreSQL, Title: "PostgreSQL", Scheme: "jdbc:postgresql:",
		Form:   "jdbc:postgresql://HOST:PORT/DATABASE?NAME=VALUE&NAME=VALUE",
		Driver: "org.postgresql.Driver", Port: 5432, ValidationQuery: "SELECT 1; COMMIT", MaxWait: 60000,
	},
	{
		Type: Oracle, Title: "Oracle", Scheme: "jdbc:oracle:", Form: "jdbc:oracle:thin:@HOST:PORT/SERVICE",
		Driver: "oracle.jdbc.OracleDriver", Port: 1521, ValidationQuery: "SELECT 1 FROM DUAL", MaxWait: 60000,
	},
	{
		Type: SQLServer, Title: "Microsoft SQL Server", Scheme: "jdbc:sqlserver:",
		Form:   "jdbc:sqlserver://HOST:PORT;databaseName=DATABASE;NAME=VALUE",
		Driver: "com.microsoft.sqlserver.jdbc.SQLServerDriver", Port: 1433, ValidationQuery: "SELECT 1", MaxWait: 60000,
		Parameters: []Parameter{{"SendStringParametersAsUnicode", "false"}},
	},
	{
		Type: DB2, Title: "IBM Db2", Scheme: "jdbc:db2:", Form: "jdbc:db2://HOST:PORT/DATABASE:NAME=VALUE;NAME=VALUE;",
		Driver: "com.ibm.db2.jcc.DB2Driver", Port: 50000, ValidationQuery: "SELECT 1 FROM sysibm.sysdummy1", MaxWait: 360000,
	},
	{
		Type: H2, Title: "H2, in the server's own process", Scheme: "jdbc:h2:",
		Form:   "jdbc:h2:./repository/database/DATABASE;NAME=VALUE",
		Driver: "org.h2.Driver", ValidationQuery: "SELECT 1", MaxWait: 60000,
		Parameters: []Parameter{{"DB_CLOSE_ON_EXIT", "FALSE"}, {"LOCK_TIMEOUT", "60000"}},
	},
}

// Types returns the names of all types that have a preset.
func Types() []Type {
	types := make([]Type, len(presets))
	for i := range presets {
		types[i] = presets[i].Type
	}
	return types
}

// Lookup returns the preset of a type, or false if there is no such type.
func Lookup(t Type) (Preset, bool) {
	for _, p := range presets {
		if p.Type == t {
			// The caller's copy must not share memory with the table.
			p.Parameters = append([]Parameter(nil), p.Parameters...)
			return p, true
		}
	}
	return Preset{}, false
}

// TypeOf returns the type with the scheme of a JDBC URL, or false if there is none. For
// jdbc:mysql: it returns MySQL, because the URL doesn't tell the driver's version.
func TypeOf(url string) (Type, bool) {
	for i := range presets {
		if strings.HasPrefix(url, presets[i].Scheme) {
			return presets[i].Type, true
		}
	}
	return "", false
}

// DefaultAutoCommit returns the pool setting defaultAutoCommit that WSO2 documents for
// the type in a version of Identity Server such as "5.7.0": for PostgreSQL "false" before
// 5.7.0 and "true" from then on. Its second result is false if there is none to write:
// for other types, and if the version is not known.
func (p Preset) DefaultAutoCommit(version string) (value string, ok bool) {
	if p.Type != PostgreSQL {
		return "", false
	}
	major, rest, _ := strings.Cut(version, ".")
	minor, _, _ := strings.Cut(rest, ".")
	m, err := strconv.Atoi(major)
	if err != nil {
		return "", false
	}
	n, err := strconv.Atoi(minor)
	if err != nil {
		return "", false
	}
	return strconv.FormatBool(m > 5 || m == 5 && n >= 7), true
}
