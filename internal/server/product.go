package server

import (
	"io/fs"
	"strconv"
	"strings"
)

// A Product is the product that a home belongs to.
type Product string

// The known products. Any other Product is the name in carbon.xml.
const (
	// IdentityServer is WSO2 Identity Server without api-manager.xml.
	IdentityServer Product = "WSO2 Identity Server"
	// KeyManager is the pack "WSO2 Identity Server as Key Manager": an Identity
	// Server that has an api-manager.xml.
	KeyManager Product = "WSO2 Identity Server as Key Manager"
	// APIManager is WSO2 API Manager.
	APIManager Product = "WSO2 API Manager"
	// UnknownProduct is a home that names no product.
	UnknownProduct Product = ""
)

// IsIdentityServer reports whether the product is an Identity Server, alone or as
// a Key Manager.
func (p Product) IsIdentityServer() bool { return p == IdentityServer || p == KeyManager }

// findVersion returns the first version in a text, such as 5.7.0 or v5.7.0-SNAPSHOT, that
// begins a word: the text before it, and the version without the v.
func findVersion(text string) (before, version string, ok bool) {
	for start := range text {
		if start > 0 && isWordByte(text[start-1]) {
			continue
		}
		rest := strings.TrimPrefix(text[start:], "v")
		end := threeNumbers(rest)
		if end == 0 {
			continue
		}
		for end < len(rest) && (isWordByte(rest[end]) || strings.IndexByte(".+-", rest[end]) >= 0) {
			end++
		}
		return text[:start], rest[:end], true
	}
	return "", "", false
}

// threeNumbers returns the length of the 1.2.3 at the start of a text, or 0.
func threeNumbers(text string) int {
	at := 0
	for number := range 3 {
		if number > 0 {
			if at == len(text) || text[at] != '.' {
				return 0
			}
			at++
		}
		first := at
		for at < len(text) && '0' <= text[at] && text[at] <= '9' {
			at++
		}
		if at == first {
			return 0
		}
	}
	return at
}

// isWordByte reports whether a byte is an ASCII letter, a digit or an underscore.
func isWordByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// product reads the product of the home from /Server/Name and ServerKey of carbon.xml,
// else from bin/version.txt ("WSO2 Identity Server v5.7.0"). The version is that of
// version.txt, else /Server/Version.
func (r *reader) product() {
	c := r.config
	c.Carbon = r.open(CarbonXML)
	root := c.Carbon.Root()
	name := Trim(text(c.Carbon, anywhere(root, "Name")).Text)
	key := Trim(text(c.Carbon, anywhere(root, "ServerKey")).Text)
	version := Trim(text(c.Carbon, anywhere(root, "Version")).Text)
	if data, err := fs.ReadFile(r.src.FS(), versionFile); err == nil {
		line, _, _ := strings.Cut(strings.TrimSpace(string(data)), "\n")
		if before, version, ok := findVersion(line); ok {
			c.Version = strings.TrimRight(version, ".")
			if name == "" {
				name = strings.TrimSpace(before)
			}
		}
	}
	if _, _, ok := findVersion(version); c.Version == "" && ok {
		c.Version = version
	}
	switch {
	case name == string(IdentityServer) || name == "" && key == "IS":
		c.Product = IdentityServer
		if _, err := fs.Stat(r.src.FS(), APIManagerXML); err == nil {
			c.Product = KeyManager
		}
	case name == "" && key == "AM":
		c.Product = APIManager
	default:
		c.Product = Product(name)
	}
	c.Offset = trimmed(c.Carbon, anywhere(root, "Ports", "Offset"))
	c.HostName = trimmed(c.Carbon, anywhere(root, "HostName"))
	c.EmailUserName = trimmed(c.Carbon, anywhere(root, "EnableEmailUserName")).Text == "true"
	r.ports()
	_, err := fs.Stat(r.src.FS(), DeploymentTOML)
	c.Generated = err == nil
}

// PortOffset returns the number that is added to every port. It returns 0 if carbon.xml
// has none, or has a system property there.
func (c *Config) PortOffset() int {
	n, err := strconv.Atoi(c.Offset.Text)
	if err != nil {
		return 0
	}
	return n
}

// kernels maps a version of API Manager to the Identity Server with the same kernel. The
// kernel decides which settings a datasource has and how the files are parsed.
var kernels = []struct{ manager, identity string }{
	{"3.", "5.9.0"}, {"2.6", "5.7.0"}, {"2.5", "5.6.0"}, {"2.2", "5.5.0"}, {"2.1", "5.3.0"}, {"2.0", "5.2.0"},
}

// ISVersion returns the version of Identity Server whose rules the home follows, such as
// "5.7.0": its own, or for an API Manager that of the Identity Server with the same
// kernel. It is empty if that is not known.
func (c *Config) ISVersion() string {
	switch {
	case c.Product == APIManager:
		for _, k := range kernels {
			if strings.HasPrefix(c.Version, k.manager) {
				return k.identity
			}
		}
		return ""
	case c.Product == UnknownProduct || c.Product.IsIdentityServer():
		return c.Version
	}
	return ""
}

// AtLeast reports whether ISVersion is known and not before major.minor.
func (c *Config) AtLeast(major, minor int) bool {
	m, n, ok := majorMinor(c.ISVersion())
	return ok && (m > major || m == major && n >= minor)
}

// Before reports whether ISVersion is known and before major.minor.
func (c *Config) Before(major, minor int) bool {
	_, _, ok := majorMinor(c.ISVersion())
	return ok && !c.AtLeast(major, minor)
}

func majorMinor(version string) (major, minor int, ok bool) {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return 0, 0, false
	}
	major, errMajor := strconv.Atoi(parts[0])
	minor, errMinor := strconv.Atoi(parts[1])
	return major, minor, errMajor == nil && errMinor == nil
}
