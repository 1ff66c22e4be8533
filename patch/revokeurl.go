package patch

// RevokeURL is the operation that tells a Key Manager where tokens are revoked:
// OAuthConfigurations/RevokeAPIURL of api-manager.xml.
//
// Missing: inserted as the last. In a comment: taken out of it. Present: it
// changes where it differs. There twice: a problem that names both lines.
type RevokeURL struct {
	// URL is the gateway worker's, such as https://gw.example.com:8243/revoke.
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
	if p := notEscaped(editor.Path, "the revoke URL", o.URL); p != nil {
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
