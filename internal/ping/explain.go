package ping

import (
	"strings"

	"ispatch/internal/problem"
)

// explain makes a problem of an exception and its causes. What a JVM's own
// exceptions say of classes, network and TLS comes first, wherever in the chain;
// then what the database itself says; last what drivers say in words alone.
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

// embeddedDown is another code for the server's own directory, which runs only
// where the server does.
func (o *opening) embeddedDown(code Code) Code {
	if code == Refused && o.target.Embedded {
		return EmbeddedLDAPDown
	}
	return code
}

// words are what the driver says: the first message, and the last cause's where
// the first doesn't hold it. Oracle's and other long texts are cut.
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

// classes knows what is wrong with the driver's classes.
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

// className is the class of a ClassNotFoundException, the pool's own too.
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

// connection knows the JVM's own exceptions of network and TLS.
func (o *opening) connection(chain []cause) (Code, string) {
	for i := len(chain) - 1; i >= 0; i-- { // the cause of all is the last
		c := chain[i]
		text := strings.ToLower(c.message)
		switch c.class {
		case "java.net.UnknownHostException", "java.nio.channels.UnresolvedAddressException":
			return UnknownHost, ""
		case "java.net.ConnectException":
			if strings.Contains(text, "timed out") {
				return Timeout, "it was to connect"
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

// plain knows what is said in words that tell more than the number with them:
// MariaDB's 1045 is a wrong password, and where it insists on TLS a login without.
func (o *opening) plain(chain []cause) (Code, string) { return o.said(chain, plainWords) }

// spoken knows what drivers say in words alone, without a cause or a number of
// their own.
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

// A saying is words of drivers, in lower case, and what they mean.
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

// sayings have the more telling ones first.
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
