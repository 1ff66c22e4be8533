package export

import (
	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// endpoints are the elements of api-manager.xml that name the Key Manager.
var endpoints = []string{"AuthManager", "APIKeyValidator"}

// keyManager writes the URL of the Key Manager and the login that the API Manager uses
// there.
func (e *exporter) keyManager(w *yamlWriter) {
	var lines yamlWriter
	api := &e.config.API
	e.endpoint(&lines, "url", "ServerURL", stockServices, api.AuthManager.ServerURL, api.KeyValidator.ServerURL)
	e.endpoint(&lines, "username", "Username", stockUser, api.AuthManager.Username, api.KeyValidator.Username)
	e.endpoint(&lines, "password", "Password", stockPassword, api.AuthManager.Password, api.KeyValidator.Password)
	e.validator(&lines, "client", "KeyValidatorClientType", stockClient)
	e.validator(&lines, "thriftServer", "EnableThriftServer", stockThrift)
	if lines.Len() > 0 {
		w.open(2, "keyManager")
		w.WriteString(lines.String())
	}
}

// endpoint writes a value of AuthManager and APIKeyValidator. It compares the values as
// the server reads them: ${admin.username} is the administrator. If the two differ, or a
// profile can't have the value, each value that is not the stock one becomes a patch.
func (e *exporter) endpoint(w *yamlWriter, key, tag, stock string, auth, validator server.Value) {
	same := auth.Written() && validator.Written() && auth.Alias == validator.Alias &&
		e.config.Resolve(auth.Text) == e.config.Resolve(validator.Text)
	value := auth // if the server reads both alike, prefer the literal one
	if auth.Text == stock {
		value = validator
	}
	if same && value.Alias == "" && value.Text == stock {
		return
	}
	if same && e.expressible(key, value) && e.both(tag) {
		if key == "password" && !value.Depends() {
			w.pair(4, key, e.secret(value, "KEY_MANAGER_PASSWORD", "password that logs in to the Key Manager"))
		} else if alias, ok := vaultAlias(value); ok {
			w.pair(4, key, "{secretAlias: "+profile.YAMLText(alias)+"}")
		} else {
			w.pair(4, key, profile.YAMLText(value.Text))
		}
		return
	}
	for i, v := range []server.Value{auth, validator} {
		path := "/APIManager/" + endpoints[i] + "/" + tag
		why := "<" + tag + "> of <" + endpoints[i] + ">."
		switch {
		case !v.Written() || v.Text == stock && v.Alias == "":
		case v.Alias != "" || !e.single(e.config.API.File, path):
			e.warn(v.Syntax, "%s cannot be expressed in a profile, and was left out", why[:len(why)-1])
		case key == "password" && !v.Depends():
			e.patchValue(why, server.APIManagerXML, path, e.env("KEY_MANAGER_PASSWORD", why, v.Raw))
		default:
			e.patchText(why, server.APIManagerXML, path, "KEY_MANAGER_"+key, v.Raw)
		}
	}
}

// both reports whether each endpoint has the element exactly once, so that apply finds
// it.
func (e *exporter) both(tag string) bool {
	for _, parent := range endpoints {
		if !e.single(e.config.API.File, "/APIManager/"+parent+"/"+tag) {
			return false
		}
	}
	return true
}

// expressible reports whether a profile can have a value of the Key Manager.
func (e *exporter) expressible(key string, v server.Value) bool {
	switch _, aliased := vaultAlias(v); {
	case key == "url":
		return v.Alias == "" && e.productKey("keyManager", key).Accepts(v.Text) && hasPath(v.Text) && !reveals(v.Text)
	case v.Alias != "":
		return aliased
	case key == "username":
		return profile.NameError(v.Text) == "" && !reveals(v.Text)
	}
	return true
}

// validator writes a setting that only APIKeyValidator has.
func (e *exporter) validator(w *yamlWriter, key, tag, stock string) {
	path := "/APIManager/APIKeyValidator/" + tag
	found := elements(e.config.API.File, path)
	if len(found) == 0 {
		return
	}
	raw := xmlpath.Value(found[0])
	text := server.Trim(raw)
	switch {
	case len(found) > 1:
		e.warn(server.Syntax{File: e.config.API.File, Element: found[0]}, "duplicate <%s>, which was left out", tag)
	case text == stock:
	case e.productKey("keyManager", key).Accepts(text):
		w.pair(4, key, text)
	default:
		e.patchText("<"+tag+"> of <APIKeyValidator>.", server.APIManagerXML, path, "KEY_MANAGER_"+key, raw)
	}
}
