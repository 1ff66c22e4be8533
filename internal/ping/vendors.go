package ping

import (
	"strings"

	"ispatch/internal/jdbc"
)

// vendorCodes returns our codes for the error codes of a database, by the scheme of
// its URL.
func vendorCodes(scheme string) map[int]Code {
	switch scheme {
	case "mysql":
		return map[int]Code{1044: DatabaseDenied, 1045: WrongPassword, 1049: UnknownDatabase, 1040: TooMany, 1203: TooMany,
			1226: TooMany, 1129: LoginRefused, 1130: LoginRefused, 1142: TablesDenied, 1143: TablesDenied,
			1146: TablesMissing, 1820: LoginRefused, 1862: LoginRefused, 3118: LoginRefused, 4151: LoginRefused,
			3159: TLSRequired, 1251: LoginRefused, 2059: LoginRefused, 1053: NotReady}
	case "oracle":
		return map[int]Code{1017: WrongPassword, 28000: LoginRefused, 28001: LoginRefused, 1045: LoginRefused,
			12505: UnknownDatabase, 12514: UnknownDatabase, 942: TablesMissing, 1031: TablesDenied, 12516: TooMany,
			12519: TooMany, 12520: TooMany, 18: TooMany, 20: TooMany, 1033: NotReady, 1034: NotReady, 12528: NotReady,
			12541: Refused}
	case "sqlserver":
		return map[int]Code{18456: WrongPassword, 4060: UnknownDatabase, 208: TablesMissing, 229: TablesDenied,
			18470: LoginRefused, 18487: LoginRefused, 18488: LoginRefused, 18451: NotReady}
	case "db2":
		return map[int]Code{-4214: WrongPassword, -30082: WrongPassword, -1001: UnknownDatabase, -30061: UnknownDatabase,
			-204: TablesMissing, -551: TablesDenied, -552: TablesDenied, -1040: TooMany}
	case "h2":
		return map[int]Code{28000: WrongPassword, 90013: UnknownDatabase, 90146: UnknownDatabase, 90149: UnknownDatabase,
			42102: TablesMissing, 42103: TablesMissing, 42104: TablesMissing, 90096: TablesDenied}
	case "hsqldb":
		return map[int]Code{-4001: WrongPassword, -4000: WrongPassword, -465: UnknownDatabase, -5501: TablesMissing}
	case "informix-sqli":
		return map[int]Code{-951: WrongPassword, -952: WrongPassword, -329: UnknownDatabase, -206: TablesMissing,
			-272: TablesDenied, -387: DatabaseDenied}
	}
	return nil
}

// vendor returns the scheme by which vendorCodes knows a database that has several
// drivers.
func vendor(scheme string) string {
	switch scheme {
	case "mariadb":
		return "mysql"
	case "jtds", "microsoft":
		return "sqlserver"
	case "ids":
		return "informix-sqli"
	}
	return scheme
}

// states maps SQLStates, or their beginnings, longer ones first. They are used
// if the vendor's code is unknown.
var states = []struct {
	state string
	code  Code
}{
	{"28P01", WrongPassword}, {"3D000", UnknownDatabase}, {"42P01", TablesMissing}, {"42S02", TablesMissing},
	{"42X05", TablesMissing}, {"42Y07", TablesMissing}, {"42704", TablesMissing}, {"42501", TablesDenied},
	{"42500", TablesDenied}, {"42502", TablesDenied}, {"53300", TooMany}, {"57P03", NotReady}, {"XJ004", UnknownDatabase},
}

// database recognizes the database's vendor code or SQLState or, for a
// directory, the LDAP result code.
func (o *opening) database(chain []cause) (Code, string) {
	scheme := vendor(jdbc.Scheme(o.target.url()))
	for _, c := range chain {
		if code := o.answer(scheme, c); code != "" {
			return code, o.words(chain)
		}
	}
	return "", ""
}

func (o *opening) answer(scheme string, c cause) Code {
	if o.target.Directory {
		return ldapCode(c)
	}
	if code, ok := vendorCodes(scheme)[c.code]; ok {
		return code
	}
	text := strings.ToLower(c.message)
	for _, s := range states {
		if strings.HasPrefix(c.state, s.state) {
			return s.code
		}
	}
	switch {
	case c.state == "08004" && strings.Contains(text, "not found"): // Derby
		return UnknownDatabase
	case c.state == "08004" && strings.Contains(text, "authentication"):
		return WrongPassword
	case strings.HasPrefix(c.state, "28") && scheme == "postgresql":
		return LoginRefused
	case strings.HasPrefix(c.state, "28"):
		return WrongPassword
	}
	return ""
}

// ldapCode maps an LDAP result code, as JNDI reports it.
func ldapCode(c cause) Code {
	_, rest, ok := strings.Cut(c.message, "LDAP: error code ")
	if !ok {
		return ""
	}
	number, _, _ := strings.Cut(rest, " ")
	switch number {
	case "49":
		return WrongPassword
	case "48", "50", "53":
		return LoginRefused
	case "8", "13":
		return TLSRequired
	case "32":
		return SearchBaseMissing
	case "51", "52":
		return NotReady
	}
	return ""
}
