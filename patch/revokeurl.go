package patch

// RevokeURL is the operation that tells a Key Manager where tokens are revoked:
// OAuthConfigurations/RevokeAPIURL of api-manager.xml.
//
// A missing element is inserted as the last. A commented one is taken out of
// its comment. A present one changes if it differs. Two are a problem that
// names both lines.
type RevokeURL struct {
	// URL is the gateway worker's address, such as
	// https://gw.example.com:8243/revoke.
	URL string
}

// File implements Operation.
func (RevokeURL) File() string { return APIConfiguration }

// Apply implements Operation.
func (o RevokeURL) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(APIConfiguration)
	if err != nil {
		return nil, err
	}
	if p := checkNotEscaped(editor.Path, "the revoke URL", o.URL); p != nil {
		return nil, p
	}
	parent, err := editor.path("OAuthConfigurations")
	if err != nil {
		return nil, err
	}
	url, err := editor.slot(parent, "RevokeAPIURL")
	if err != nil {
		return nil, err
	}
	missing := url.present == nil
	changed := url.set(Value{Text: o.URL}, docs.resolved(), false)
	return editor.outcome("OAuthConfigurations/RevokeAPIURL", url, missing, changed), nil
}
