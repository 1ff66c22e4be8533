package profile

import _ "embed"

//go:embed default.yaml
var defaultProfile string

// Default returns the embedded default profile, with its comments: the values
// of WSO2's page "Configuring the Databases for IS as the Key Manager".
func Default() []byte { return []byte(defaultProfile) }
