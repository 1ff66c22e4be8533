package ping

import "strings"

// secure reads what the URL asks of TLS, by the rules of the JDBC driver.
func (m *mySQL) secure(p *parameters) {
	// Key and trust stores are Java's. What is in them is not known here.
	p.ignore("trustCertificateKeyStoreUrl", "trustCertificateKeyStoreType", "trustCertificateKeyStorePassword", "fallbackToSystemTrustStore",
		"trustStore", "trustStorePassword", "trustStoreType", "keyStorePassword", "clientCertificateKeyStorePassword")
	switch m.connector {
	case connectorMariaDB:
		m.secureMariaDB(p)
	case connectorJ8:
		m.secureJ8(p)
	default:
		m.secureJ5(p)
	}
}

// secureJ5: useSSL alone falls back to no TLS, and checks the certificate's
// chain unless verifyServerCertificate=false.
func (m *mySQL) secureJ5(p *parameters) {
	_, asked := p.get("useSSL")
	s := &m.security
	s.use = p.flag(false, "useSSL")
	require, check := p.flag(false, "requireSSL"), p.flag(true, "verifyServerCertificate")
	if m.byVersion = !asked; m.byVersion {
		s.require = require
		return
	}
	if s.use {
		s.require = require
		if check {
			s.verify = verifyChain
		}
	}
}

// forConnectorJ5 is what Connector/J 5 does where useSSL isn't given.
func (s security) forConnectorJ5(hello greeting) security {
	s.use = hello.atLeast(5, 7)
	return s
}

// secureJ8: sslMode, or the older parameters translated into one.
func (m *mySQL) secureJ8(p *parameters) {
	mode, _ := p.get("sslMode")
	use, require, check := p.flag(true, "useSSL"), p.flag(false, "requireSSL"), p.flag(false, "verifyServerCertificate")
	if mode == "" {
		switch {
		case !use:
			mode = "DISABLED"
		case check:
			mode = "VERIFY_CA"
		case require:
			mode = "REQUIRED"
		}
	}
	switch strings.ToUpper(mode) {
	case "DISABLED":
		m.security = security{}
	case "", "PREFERRED":
		m.security = security{use: true}
	case "REQUIRED":
		m.security = security{use: true, require: true}
	case "VERIFY_CA":
		m.security = security{use: true, require: true, verify: verifyChain}
	case "VERIFY_IDENTITY":
		m.security = security{use: true, require: true, verify: verifyName}
	default:
		m.security = security{use: true}
		p.bad = append(p.bad, "sslMode")
	}
}

// secureMariaDB: version 3's sslMode, or version 2's useSsl with what goes with
// it. Neither falls back.
func (m *mySQL) secureMariaDB(p *parameters) {
	mode, _ := p.get("sslMode")
	use := p.flag(false, "useSsl", "useSSL")
	trust, anyName := p.flag(false, "trustServerCertificate"), p.flag(false, "disableSslHostnameVerification")
	m.security.roots, _ = p.get("serverSslCert")
	if mode == "" && use {
		switch mode = "verify-full"; {
		case trust:
			mode = "trust"
		case anyName:
			mode = "verify-ca"
		}
	}
	s := &m.security
	s.use, s.require = true, true
	switch strings.ReplaceAll(strings.ToLower(mode), "_", "-") {
	case "", "disable", "disabled", "false", "0":
		s.use, s.require = false, false
	case "trust", "required":
	case "verify-ca":
		s.verify = verifyChain
	case "verify-full", "verify-identity", "true", "1":
		s.verify = verifyName
	default:
		s.use, s.require = false, false
		p.bad = append(p.bad, "sslMode")
	}
}
