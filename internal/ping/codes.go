package ping

import (
	"strings"

	"ispatch/internal/problem"
)

// A Code names a kind of problem. Codes are a promise: none is ever removed or
// renamed. Some are also used by verify, for the same problem.
type Code string

// The codes of problems that prevent all targets from being opened.
const (
	NoJava     Code = "no-java"
	JavaTooOld Code = "java-too-old"
	JavaFailed Code = "java-failed"
	UnsafeHome Code = "unsafe-home"
)

// The codes of reasons not to open a target that are not the target's fault.
const (
	SecretAlias      Code = "secret-alias"
	SystemProperty   Code = "system-property"
	EmbeddedDatabase Code = "embedded-database"
	Interrupted      Code = "interrupted"
)

// The codes of problems with drivers.
const (
	MissingDriver    Code = "missing-driver"
	WrongDriver      Code = "driver-url-mismatch"
	DriverTooNew     Code = "driver-too-new"
	DriverFailed     Code = "driver-failed"
	UnknownSetting   Code = "unknown-pool-setting"
	BadURL           Code = "bad-url"
	UnknownHost      Code = "unknown-host"
	Refused          Code = "connection-refused"
	Unreachable      Code = "unreachable"
	Timeout          Code = "timeout"
	ConnectionLost   Code = "connection-lost"
	EmbeddedLDAPDown Code = "embedded-directory-down"

	TLSRequired   Code = "tls-required"
	TLSNotOffered Code = "tls-not-offered"
	TLSFailed     Code = "tls-failed"
	Untrusted     Code = "certificate-untrusted"

	WrongPassword   Code = "wrong-password"
	LoginRefused    Code = "login-refused"
	UnknownDatabase Code = "unknown-database"
	DatabaseDenied  Code = "database-denied"
	TooMany         Code = "too-many-connections"
	NotReady        Code = "not-ready"

	QueryFailed   Code = "validation-query-failed"
	TablesMissing Code = "tables-missing"
	TablesDenied  Code = "tables-denied"
	DatabaseError Code = "database-error"

	SearchBaseMissing Code = "search-base-missing"
	NoUsers           Code = "no-users"
	DirectoryError    Code = "directory-error"
)

// A Finding documents a kind of problem.
type Finding struct {
	Code     Code
	Severity problem.Severity
	// message and hint are templates: {detail} is replaced by what the code
	// that found the problem adds; {address}, {host}, {user} and {database} by
	// the target's.
	message, hint string
	// Meaning is what is wrong, Server what the server then does, Source the
	// evidence for that, Fix how to fix it, and Example a sample message.
	Meaning, Server, Source, Fix, Example string
}

func finding(code Code) Finding {
	for _, f := range Findings() {
		if f.Code == code {
			return f
		}
	}
	return Finding{Code: code, Severity: problem.Error, message: "{detail}"}
}

// newProblem returns a problem that does not belong to a target.
func newProblem(code Code, hint, detail string) *problem.Problem {
	f := finding(code)
	if hint == "" {
		hint = f.hint
	}
	return &problem.Problem{Severity: f.Severity, Code: string(code), Hint: hint,
		Message: strings.NewReplacer("{detail}", detail).Replace(f.message)}
}
