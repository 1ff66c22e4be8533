package ping

import (
	"strings"

	"ispatch/internal/problem"
)

// explain turns an exception and its causes into a problem. The JVM's own
// exceptions for classes, network and TLS come first, anywhere in the chain;
// then the database's own codes; last, messages of drivers that have no code.
func (o *opening) explain(stage string, chain []cause) *problem.Problem {
	if stage == "query" {
		if code, _ := o.connection(chain); code == "" || code == UnknownHost {
			return o.problem(QueryFailed, o.words(chain))
		}
	}
	for _, find := range []func([]cause) (Code, string){o.classes, o.connection, o.plain, o.database, o.spoken} {
		if code, detail := find(chain); code != "" {
			if code == TablesDenied && stage == "connect" {
				code = DatabaseDenied
			}
			return o.problem(o.embeddedDown(code), detail)
		}
	}
	switch {
	case o.target.Directory:
		return o.problem(DirectoryError, o.words(chain))
	case stage == "prepare", stage == "load":
		return o.problem(DriverFailed, o.words(chain))
	}
	return o.problem(DatabaseError, o.words(chain))
}

// embeddedDown returns the code that fits the server's own directory, which
// only runs while the server does.
func (o *opening) embeddedDown(code Code) Code {
	if code == Refused && o.target.Embedded {
		return EmbeddedLDAPDown
	}
	return code
}

// words returns the driver's message: the first one, and the last cause's
// unless the first contains it. Long messages, such as Oracle's, are cut.
func (o *opening) words(chain []cause) string {
	first, last := "", ""
	for _, c := range chain {
		message := strings.TrimSpace(c.message)
		if message == "" {
			message = c.class
		} else if strings.HasPrefix(c.class, "java.lang.") {
			message = c.class + ": " + message
		}
		if first == "" {
			first = message
		}
		last = message
	}
	if !strings.Contains(first, strings.TrimPrefix(last, "java.lang.")) {
		first += ": " + last
	}
	if first == "" {
		first = "no message"
	}
	return o.secrets.quote(first)
}

// classes recognizes problems with the driver's classes.
func (o *opening) classes(chain []cause) (Code, string) {
	for _, c := range chain {
		switch c.class {
		case "java.lang.UnsupportedClassVersionError":
			return DriverTooNew, o.secrets.quote(tooNew(c.message))
		case "java.lang.ClassNotFoundException":
			if name := className(c.message); name == o.target.get("driverClassName") ||
				name == o.target.get("dataSourceClassName") {
				return MissingDriver, o.secrets.quote(name)
			}
			return DriverFailed, o.words(chain)
		}
		if strings.Contains(c.message, "returned null for URL") || strings.Contains(c.message, "No suitable driver") {
			return WrongDriver, o.secrets.quote(o.target.get("driverClassName"))
		}
	}
	for _, c := range chain {
		if strings.HasPrefix(c.class, "java.lang.") && strings.HasSuffix(c.class, "Error") ||
			c.class == "java.lang.ClassCastException" || c.class == "java.lang.NoSuchMethodException" {
			return DriverFailed, o.words(chain)
		}
	}
	return "", ""
}

// className returns the class that a ClassNotFoundException names, including
// the pool's own wording.
func className(message string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(message), "Unable to load class: "), " ")
	return strings.ReplaceAll(name, "/", ".")
}

// tooNew shortens "X has been compiled by a more recent version of the Java
// Runtime (class file version 55.0), this version of the Java Runtime only
// recognizes class file versions up to 52.0".
func tooNew(message string) string {
	return strings.NewReplacer(
		"been compiled by a more recent version of the Java Runtime (class file version ", "class file version ",
		"), this version of the Java Runtime only recognizes class file versions up to ", ", this Java reads up to ",
	).Replace(message)
}

// connection recognizes the JVM's own exceptions for network and TLS.
func (o *opening) connection(chain []cause) (Code, string) {
	for i := len(chain) - 1; i >= 0; i-- { // the root cause is the last
		c := chain[i]
		text := strings.ToLower(c.message)
		switch c.class {
		case "java.net.UnknownHostException", "java.nio.channels.UnresolvedAddressException":
			return UnknownHost, ""
		case "java.net.ConnectException":
			if strings.Contains(text, "timed out") {
				return Timeout, "the connection timed out"
			}
			if strings.Contains(text, "unreachable") {
				return Unreachable, o.secrets.quote(c.message)
			}
			return Refused, ""
		case "java.net.NoRouteToHostException":
			return Unreachable, o.secrets.quote(c.message)
		case "java.net.SocketTimeoutException":
			return Timeout, o.secrets.quote(c.message)
		case "java.io.EOFException":
			if i > 0 && strings.HasPrefix(chain[i-1].class, "javax.net.ssl.") {
				continue
			}
			return ConnectionLost, o.secrets.quote(c.message)
		case "java.net.SocketException":
			if strings.Contains(text, "unreachable") {
				return Unreachable, o.secrets.quote(c.message)
			}
			return ConnectionLost, o.secrets.quote(c.message)
		}
		if code, detail := o.tls(c, text); code != "" {
			return code, detail
		}
	}
	return "", ""
}

func (o *opening) tls(c cause, text string) (Code, string) {
	untrusted := []string{"unable to find valid certification path", "no subject alternative", "no name matching",
		"path validation failed", "path does not chain", "certificate expired", "trustanchors", "hostname"}
	isTLS := c.class == "java.security.InvalidAlgorithmParameterException"
	for _, prefix := range []string{"javax.net.ssl.", "java.security.cert.", "sun.security.validator.",
		"sun.security.provider.certpath."} {
		isTLS = isTLS || strings.HasPrefix(c.class, prefix)
	}
	if !isTLS {
		return "", ""
	}
	for _, words := range untrusted {
		if strings.Contains(text, words) {
			return Untrusted, o.secrets.quote(c.message)
		}
	}
	return TLSFailed, o.secrets.quote(c.message)
}

// plain recognizes messages that say more than the code with them: MariaDB's
// 1045 is a wrong password, but also a login without TLS if TLS is required.
func (o *opening) plain(chain []cause) (Code, string) { return o.said(chain, plainWords) }

// spoken recognizes messages of drivers that have no cause or code of their
// own.
func (o *opening) spoken(chain []cause) (Code, string) { return o.said(chain, sayings) }

func (o *opening) said(chain []cause, words []saying) (Code, string) {
	for _, c := range chain {
		text := strings.ToLower(c.message)
		for _, known := range words {
			if strings.Contains(text, known.words) {
				return known.code, o.secrets.quote(c.message)
			}
		}
	}
	return "", ""
}

// A saying is a phrase of drivers' messages, in lower case, and what it means.
type saying struct {
	words string
	code  Code
}

var plainWords = []saying{
	{"public key retrieval is not allowed", LoginRefused},
	{"server does not support ssl", TLSNotOffered},
	{"ssl not enabled in the server", TLSNotOffered},
	{"ssl connection required", TLSRequired},
	{"connections using insecure transport are prohibited", TLSRequired},
	{"confidentiality required", TLSRequired},
	{"could not be verified by hostnameverifier", Untrusted},
}

// sayings has the more specific ones first.
var sayings = []saying{
	{"unable to find valid certification path", Untrusted},
	{"ssl handshake", TLSFailed},
	{"database alias does not exist", UnknownDatabase},
	{"unknownhost", UnknownHost},
	{"unknown host", UnknownHost},
	{"unknown server host name", UnknownHost},
	{"name or service not known", UnknownHost},
	{"connection refused", Refused},
	{"no route to host", Unreachable},
	{"network is unreachable", Unreachable},
	{"timed out", Timeout},
	{"connection reset", ConnectionLost},
	{"broken pipe", ConnectionLost},
	{"unexpected end of stream", ConnectionLost},
	{"end of file", ConnectionLost},
	{"password authentication failed", WrongPassword},
	{"authentication failure", WrongPassword},
	{"invalid credentials", WrongPassword},
}
