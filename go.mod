module ispatch

go 1.26.0

require (
	github.com/antchfx/xpath v1.3.9
	github.com/beevik/etree v1.8.1
	github.com/goccy/go-yaml v1.19.2
	github.com/google/go-cmp v0.7.0
	github.com/rogpeppe/go-internal v1.16.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	golang.org/x/sys v0.38.0
	golang.org/x/text v0.31.0
	pgregory.net/rapid v1.3.0
)

require golang.org/x/tools v0.38.0 // indirect
