package ping

import "strings"

// A Severity says how bad a Problem is.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the server will fail in the same way
	Warning Severity = "warning" // it may
	Note    Severity = "note"    // nothing is wrong: ping can't tell
)

// A Problem is something that is wrong with a datasource, or keeps it from
// being opened here.
type Problem struct {
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	// Message says what is wrong, in lower case, without a full stop.
	Message string `json:"message"`
	// Hint says what to do about it; it may be empty.
	Hint string `json:"hint"`
}

// Error returns the message.
func (p *Problem) Error() string { return p.Message }

// A Code names a kind of Problem. Codes are a promise: they are only added to.
type Code string

// The codes.
const (
	SecretAlias    Code = "secret-alias"
	SystemProperty Code = "system-property"
	BeyondPing     Code = "beyond-ping"
	Interrupted    Code = "interrupted"

	BadURL            Code = "bad-url"
	UnknownHost       Code = "unknown-host"
	ConnectionRefused Code = "connection-refused"
	Unreachable       Code = "unreachable"
	Timeout           Code = "timeout"
	ConnectionLost    Code = "connection-lost"
	OtherProtocol     Code = "other-protocol"

	TLSRequired          Code = "tls-required"
	TLSNotOffered        Code = "tls-not-offered"
	TLSFailed            Code = "tls-failed"
	CertificateUntrusted Code = "certificate-untrusted"

	WrongPassword      Code = "wrong-password"
	LoginRefused       Code = "login-refused"
	UnknownDatabase    Code = "unknown-database"
	UnknownInstance    Code = "unknown-instance"
	DatabaseDenied     Code = "database-denied"
	NoDatabase         Code = "no-database"
	TooManyConnections Code = "too-many-connections"
	NotReady           Code = "not-ready"

	ValidationQueryFailed Code = "validation-query-failed"
	TablesMissing         Code = "tables-missing"
	TablesDenied          Code = "tables-denied"
	DatabaseError         Code = "database-error"
)

// texts are what is said of each code. {address}, {host}, {user} and
// {database} are those of the target, {detail} is what the place that met the
// problem adds.
var texts = map[Code]struct {
	severity      Severity
	message, hint string
}{
	SecretAlias: {Note, "its secret is an alias of the secure vault, which only the server can open",
		"start the server to see whether it connects, or ping a copy of the datasource with the plain secret"},
	SystemProperty: {Note, "{detail}, whose value only the server's Java process knows",
		"ping a home that has the value itself in that place"},
	BeyondPing:  {Note, "it is not pinged: {detail}", ""},
	Interrupted: {Note, "interrupted", ""},

	BadURL: {Error, "the url {detail}", "see the form of the database's JDBC URLs; no blank or newline may stand around it"},
	UnknownHost: {Error, "the host {host} is not known here: {detail}",
		"correct the host in the url, or give its address in the hosts file (ispatch hosts set {host} ADDRESS)"},
	ConnectionRefused: {Error, "{address} refuses the connection",
		"is the database running, on this port, and listening on more than its own loopback address (bind-address, listen_addresses)?"},
	Unreachable: {Error, "{address} can't be reached: {detail}", "see the route and the firewalls between here and there"},
	Timeout: {Error, "{detail}",
		"a firewall that drops packets looks like this, so does a database that is overloaded or waits for something; --timeout gives it longer"},
	ConnectionLost: {Error, "{address} closed the connection when it should {detail}",
		"is this the database's port, and does the server, or a proxy before it, let this machine in? Its log knows why"},
	OtherProtocol: {Error, "what listens at {address} does not speak the protocol of the url: {detail}", "correct host and port in the url"},

	TLSRequired: {Error, "{address} insists on TLS, and with this url the driver speaks none: {detail}",
		"add {tls} to the url"},
	TLSNotOffered: {Error, "the url insists on TLS, and {address} offers none",
		"switch TLS on in the database, or take the demand out of the url"},
	TLSFailed: {Error, "no TLS connection to {address}: {detail}", "see which versions and ciphers the database allows"},
	CertificateUntrusted: {Warning, "the url has the certificate of {address} checked, and it doesn't pass here: {detail}",
		"the server asks its own Java trust store, which ping can't read; to ping with the same authority, set SSL_CERT_FILE to its certificate"},

	WrongPassword: {Error, "{address} doesn't accept user {user} with this password",
		"correct <username> and <password>; most databases say the same of a user they don't know, or don't know from this machine's address"},
	LoginRefused: {Error, "{address} doesn't let user {user} in: {detail}", "let the database's administrator look at the account"},
	UnknownDatabase: {Error, "{address} has no database {database}",
		"create it and run the server's scripts for it (dbscripts), or correct its name in the url"},
	UnknownInstance: {Error, "{host} has no instance {detail} of SQL Server, or its browser (UDP port 1434) doesn't answer",
		"correct the instance in the url, or give its port instead, which needs no browser"},
	DatabaseDenied: {Error, "user {user} may not use the database {database} of {address}, or there is none of that name",
		"create the database if it isn't there, and grant the user its privileges"},
	NoDatabase: {Error, "the url names no database", "add its name to the url"},
	TooManyConnections: {Error, "{address} takes no more connections: {detail}",
		"raise the database's limit, or lower maxActive of the pools that use it"},
	NotReady: {Error, "{address} is not ready for logins: {detail}", "wait until the database is up"},

	ValidationQueryFailed: {Error, "the validationQuery fails: {detail}",
		"with testOnBorrow the pool throws every connection away; use the query that the database's type is documented with"},
	TablesMissing: {Error, "the database {database} lacks {detail}",
		"run the server's scripts for the role on it (dbscripts), or correct the database's name, or its schema, in the url"},
	TablesDenied: {Error, "user {user} may not read {detail} in the database {database}",
		"grant the user its privileges on all tables of the database"},
	DatabaseError: {Error, "{address}: {detail}", ""},
}

// problem makes the Problem of a code for this call. The detail is in our own
// words; what a driver or a server says goes through quote first.
func (c *call) problem(code Code, detail string) *Problem {
	t := texts[code]
	fill := strings.NewReplacer("{address}", c.result.Steps.Address, "{host}", c.host.name, "{user}", shown(c.user),
		"{database}", shown(c.database), "{tls}", c.driver.tlsParameter(), "{detail}", detail)
	return &Problem{t.severity, code, fill.Replace(t.message), fill.Replace(t.hint)}
}

// shown is a name for a message. A parameter that got into it by a wrong
// separator is cut: it may be the password.
func shown(name string) string {
	if name == "" {
		return "without a name"
	}
	if at := strings.IndexAny(name, "?;&="); at >= 0 {
		name = name[:at] + "…"
	}
	return `"` + oneLine(name) + `"`
}
