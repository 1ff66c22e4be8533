package server

// An API is api-manager.xml, of an API Manager or a Key Manager. Values are trimmed.
type API struct {
	*File
	// Environments are the gateways that APIs are published to.
	Environments []Environment
	// Revoke is OAuthConfigurations/RevokeAPIURL, the URL at which a gateway revokes a
	// token.
	Revoke Value
	// AuthManager and KeyValidator are the servers that log in users and validate keys
	// for an API Manager.
	AuthManager, KeyValidator Endpoint
	// ClientType is APIKeyValidator/KeyValidatorClientType: WSClient or
	// ThriftClient.
	ClientType Value
}

// An Environment is a gateway.
type Environment struct {
	Name, ServerURL Value
}

// An Endpoint is a service of another server.
type Endpoint struct {
	ServerURL, Username, Password Value
}

// api reads api-manager.xml. If the home has none, File.Missing reports true.
func (r *reader) api() {
	a := &r.config.API
	a.File = r.open(APIManagerXML)
	root := a.Root()
	of := func(path ...string) Value { return trimmed(a.File, anywhere(root, path...)) }
	endpoint := func(name string) Endpoint {
		return Endpoint{of(name, "ServerURL"), of(name, "Username"), of(name, "Password")}
	}
	for _, e := range children(anywhere(root, "APIGateway", "Environments"), "Environment") {
		a.Environments = append(a.Environments, Environment{
			trimmed(a.File, first(e, "Name")), trimmed(a.File, first(e, "ServerURL")),
		})
	}
	a.Revoke = of("OAuthConfigurations", "RevokeAPIURL")
	a.AuthManager, a.KeyValidator = endpoint("AuthManager"), endpoint("APIKeyValidator")
	a.ClientType = of("APIKeyValidator", "KeyValidatorClientType")
}
