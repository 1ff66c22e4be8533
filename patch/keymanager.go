package patch

import (
	"slices"
	"strconv"
)

// KeyManager is the operation that tells an API Manager where its Key Manager
// is, and how to log in there: AuthManager and APIKeyValidator of
// api-manager.xml.
//
// A missing element is inserted after its nearest predecessor; a commented one
// is taken out of its comment. A present one changes if the server, which
// replaces ${admin.username} and the like, would read another value. An element
// that is there twice is a problem that names both lines. An empty or nil field
// leaves its element unchanged.
type KeyManager struct {
	// URL is the Key Manager's address, such as https://is.example.com:9444. If
	// it has no path, it gets /services/, as in WSO2's documentation.
	URL string
	// Client is the KeyValidatorClientType: WSClient or ThriftClient.
	Client string
	// ThriftServer is EnableThriftServer.
	ThriftServer *bool
	// UserName and Password are the login at the Key Manager: those of the
	// administrator in the user store that both servers share.
	UserName, Password *Value
	// Force allows a plain value to replace one that the secure vault provides.
	Force bool
}

// File implements Operation.
func (KeyManager) File() string { return APIConfiguration }

// Apply implements Operation.
func (o KeyManager) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(APIConfiguration)
	if err != nil {
		return nil, err
	}
	if o.Client != "" && o.Client != "WSClient" && o.Client != "ThriftClient" {
		return nil, editor.Problem(nil, "", "the Key Manager's client must be WSClient or ThriftClient, not %q", o.Client)
	}
	if p := checkNotEscaped(editor.Path, "the Key Manager's URL", o.URL); p != nil {
		return nil, p
	}
	var login []Setting
	if o.URL != "" {
		login = append(login, Setting{Name: "ServerURL", Value: Value{Text: servicesURL(o.URL)}})
	}
	if o.UserName != nil {
		login = append(login, Setting{Name: "Username", Value: *o.UserName})
	}
	if o.Password != nil {
		login = append(login, Setting{Name: "Password", Value: *o.Password})
	}
	validator := slices.Clone(login)
	if o.Client != "" {
		validator = append(validator, Setting{Name: "KeyValidatorClientType", Value: Value{Text: o.Client}})
	}
	if o.ThriftServer != nil {
		validator = append(validator,
			Setting{Name: "EnableThriftServer", Value: Value{Text: strconv.FormatBool(*o.ThriftServer)}})
	}
	var blocks []*settingsBlock
	for _, wanted := range []struct {
		tag      string
		settings []Setting
	}{{"AuthManager", login}, {"APIKeyValidator", validator}} {
		block, err := editor.settings(wanted.tag, wanted.settings)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	as := docs.resolved()
	var reports []Report
	for _, block := range blocks {
		reports = append(reports, block.set(as, o.Force))
	}
	return reports, nil
}
