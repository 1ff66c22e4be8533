package profile

import _ "embed"

//go:embed default.yaml
var defaultProfile string

// DefaultSource is the embedded default profile. Its host, user and password are
// placeholders: operations do not replace real values with them.
func DefaultSource() Source { return Source{Name: defaultName, Data: Default(), embedded: true} }

// Default returns the embedded default profile with its comments. Its values are those of
// WSO2's page "Configuring the Databases for IS as the Key Manager".
func Default() []byte { return []byte(defaultProfile) }
