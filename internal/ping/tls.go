package ping

import (
	"crypto/tls"
	"crypto/x509"
	"os"
)

// A security is what a URL asks of the connection.
type security struct {
	use     bool // speak TLS where the server offers it
	require bool // or not at all
	verify  verify
	// roots is the PEM file of the authorities; empty is this machine's.
	roots string
	// name is the one the certificate must have, where verify says so; empty
	// is the host's.
	name string
}

// verify says how much of a certificate is checked.
type verify int

const (
	verifyNothing verify = iota
	verifyChain
	verifyName
)

// tlsConfig makes Go check what the URL asks for and keeps what came of it. An
// error is a *Problem.
func (c *call) tlsConfig(s security) (*tls.Config, error) {
	name := s.name
	if name == "" {
		name = c.host.name
	}
	var roots *x509.CertPool
	if s.roots != "" && s.verify != verifyNothing {
		pem, err := os.ReadFile(s.roots)
		if err != nil {
			return nil, c.untrusted(s, err.Error())
		}
		if roots = x509.NewCertPool(); !roots.AppendCertsFromPEM(pem) {
			return nil, c.untrusted(s, s.roots+" holds no certificate in PEM form")
		}
	}
	return &tls.Config{
		ServerName: name,
		// VerifyConnection does it, as far as the URL asks for it.
		InsecureSkipVerify: true,
		// SQL Server's way of wrapping the handshake needs it.
		DynamicRecordSizingDisabled: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			if s.verify != verifyNothing {
				options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
				for _, certificate := range state.PeerCertificates[1:] {
					options.Intermediates.AddCert(certificate)
				}
				if s.verify == verifyName {
					options.DNSName = name
				}
				if _, err := state.PeerCertificates[0].Verify(options); err != nil {
					return c.meet(c.untrusted(s, err.Error()))
				}
			}
			c.result.Steps.TLS = tls.VersionName(state.Version)
			return nil
		},
	}, nil
}

// untrusted is the problem of a certificate that this machine doesn't vouch
// for. The server may: it runs as another account, perhaps elsewhere.
func (c *call) untrusted(s security, detail string) *Problem {
	p := c.problem(CertificateUntrusted, c.quote(detail))
	if s.roots != "" {
		p.Hint = "the driver checks it against the file " + s.roots + " that the server's account sees, ping against the one that this account sees"
	}
	return p
}
