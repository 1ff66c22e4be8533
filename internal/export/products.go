package export

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// Values in the stock files of API Manager 2.x and the Key Manager packs.
const (
	stockServices = "https://localhost:${mgt.transport.https.port}${carbon.context}services/"
	stockRevoke   = "https://localhost:${https.nio.port}/revoke"
	stockUser     = "${admin.username}"
	stockPassword = "${admin.password}"
	stockClient   = "ThriftClient"
	stockThrift   = "true"
)

// product writes the section of the product, with the settings that are not as shipped.
func (e *exporter) product() {
	c := e.config
	w, section := &e.server, profile.SectionIdentityServer
	switch {
	case c.Product.IsIdentityServer():
	case c.Product == server.APIManager:
		section = profile.SectionAPIManager
	default:
		return
	}
	e.section = section
	if offset := c.Offset; offset.Written() && offset.Text != "0" {
		if e.productKey("portOffset").Accepts(offset.Text) && e.single(c.Carbon, "/Server/Ports/Offset") {
			w.pair(2, "portOffset", offset.Text)
		} else {
			e.warn(offset.Syntax, "the port offset cannot be expressed in a profile, and was left out")
		}
	}
	e.identitySource(w)
	if c.API.Root() == nil {
		return
	}
	if section == profile.SectionAPIManager {
		e.keyManager(w)
		return
	}
	e.gateway(w)
	e.revokeURL(w)
	e.jwt(w)
}

// productKey is a key of the product's section.
func (e *exporter) productKey(path ...string) profile.Key {
	return profile.KeyAt(append([]string{e.section}, path...)...)
}

// single reports whether a path leads to exactly one element, so that apply finds it.
func (e *exporter) single(f *server.File, path string) bool {
	return len(elements(f, path)) == 1
}

// elements returns the elements that a path leads to.
func elements(f *server.File, path string) (all []*etree.Element) {
	found, err := f.Doc.Find(path)
	if err != nil {
		return nil
	}
	for _, m := range found {
		all = append(all, m.Element)
	}
	return all
}

// identitySource writes the datasource of the identity data, unless it is the stock one.
func (e *exporter) identitySource(w *yamlWriter) {
	for _, ref := range e.config.References {
		if ref.Role != server.IdentityRole || ref.Text == carbonJNDI {
			continue
		}
		if name, ok := e.reference(ref.Text); ok && e.single(ref.File, "/"+ref.File.Root().Tag+"/"+ref.Path) {
			w.pair(2, "identityDataSource", profile.YAMLText(name))
			e.inSection = ref
		}
	}
}

// gateway writes the URL of the gateway. A profile can have only one of several
// environments, and it is not known which of them a stock home has.
func (e *exporter) gateway(w *yamlWriter) {
	all := e.config.API.Environments
	for _, environment := range all {
		url := environment.ServerURL
		if !url.Written() || url.Text == stockServices {
			continue
		}
		const path = "/APIManager/APIGateway/Environments/Environment/ServerURL"
		switch key := e.productKey("gateway", "url"); {
		case len(all) > 1 || !e.single(e.config.API.File, path):
			e.warn(url.Syntax, "the gateway of environment %s is left out: there are several", environment.Name.Text)
		case key.Accepts(url.Text) && hasPath(url.Text) && !reveals(url.Text):
			w.open(2, "gateway")
			w.pair(4, "url", profile.YAMLText(url.Text))
		default:
			e.patchText("Where the gateway is.", server.APIManagerXML, path, "GATEWAY_URL", url.Raw)
		}
	}
}

// hasPath reports whether a URL has a path: apply adds one to a URL that has none.
func hasPath(url string) bool {
	_, rest, found := strings.Cut(url, "://")
	_, path, _ := strings.Cut(rest, "/")
	return found && path != ""
}

// revokeURL writes the URL at which tokens are revoked.
func (e *exporter) revokeURL(w *yamlWriter) {
	const path = "/APIManager/OAuthConfigurations/RevokeAPIURL"
	url := e.config.API.Revoke
	switch {
	case !url.Written() || url.Text == stockRevoke:
	case !e.single(e.config.API.File, path):
		e.warn(url.Syntax, "duplicate <RevokeAPIURL>, which was left out")
	case e.productKey("revokeURL").Accepts(url.Text) && !reveals(url.Text):
		w.pair(2, "revokeURL", profile.YAMLText(url.Text))
	default:
		e.patchText("Where tokens are revoked.", server.APIManagerXML, path, "REVOKE_URL", url.Raw)
	}
}

// The elements of JWTConfiguration that a stock file has in comments, and their texts
// there.
var jwtElements = []struct{ tag, text string }{
	{"ClaimsRetrieverImplClass", "org.wso2.carbon.apimgt.impl.token.DefaultClaimsRetriever"},
	{"ConsumerDialectURI", "http://wso2.org/claims"},
	{"SignatureAlgorithm", ""},
}

// jwt writes the signature algorithm if all three elements are active. An element that is
// active without the others, or whose text is not the stock one, becomes a patch.
func (e *exporter) jwt(w *yamlWriter) {
	const parent = "/APIManager/JWTConfiguration/"
	texts := map[string]string{}
	for _, one := range jwtElements {
		switch found := elements(e.config.API.File, parent+one.tag); {
		case len(found) > 1:
			e.warn(server.Syntax{File: e.config.API.File, Element: found[0]}, "duplicate <%s>, which was left out", one.tag)
			return
		case len(found) == 1:
			texts[one.tag] = xmlpath.Value(found[0])
		}
	}
	algorithm := server.Trim(texts["SignatureAlgorithm"])
	whole := len(texts) == len(jwtElements) && e.productKey("jwt", "signatureAlgorithm").Accepts(algorithm)
	if whole {
		w.open(2, "jwt")
		w.pair(4, "signatureAlgorithm", algorithm)
	}
	for _, one := range jwtElements {
		text, active := texts[one.tag]
		if !active || whole && (one.text == server.Trim(text) || one.text == "") {
			continue
		}
		e.patchText("<"+one.tag+"> of the tokens.", server.APIManagerXML, parent+one.tag, "JWT_"+snake(one.tag), text)
	}
}
