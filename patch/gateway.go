package patch

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/spelling"
)

// Gateway is the operation that tells a Key Manager where the API Manager's
// gateway is: the ServerURL of one Environment in api-manager.xml.
//
// The environment is told by its Name. Where none is given, there may be only
// one; several are a problem that lists their names. Missing ServerURL: inserted
// after Description or Name. Present: it changes where the server would read
// another URL; ${carbon.context} and ${mgt.transport.https.port} are read as the
// server does. There twice: a problem that names both lines.
type Gateway struct {
	// URL is the gateway's address, such as https://gw.example.com:9443. Without a
	// path it gets the page's, /services/.
	URL string
	// Environment is the text of the environment's Name; empty is the only one.
	Environment string
}

// File implements Operation.
func (Gateway) File() string { return APIConfiguration }

// Apply implements Operation.
func (o Gateway) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(APIConfiguration)
	if err != nil {
		return nil, err
	}
	if p := notEscaped(editor.Path, "the gateway's URL", o.URL); p != nil {
		return nil, p
	}
	environment, err := o.environment(editor)
	if err != nil {
		return nil, err
	}
	url, err := editor.slot(environment, "ServerURL")
	if err != nil {
		return nil, err
	}
	name := "Environment " + environmentName(environment)
	if url.set(Value{Text: servicesURL(o.URL)}, docs.resolved(), false, "Description", "Name") {
		return []Report{editor.Report(name, environment, "ServerURL")}, nil
	}
	return []Report{editor.Report(name, environment)}, nil
}

// environment finds the wanted environment.
func (o Gateway) environment(e *Editor) (*etree.Element, error) {
	parent, err := e.path("APIGateway", "Environments")
	if err != nil {
		return nil, err
	}
	var found []*etree.Element
	var names []string
	all := children(parent, "Environment")
	for _, environment := range all {
		name := environmentName(environment)
		if names = append(names, name); o.Environment == "" || name == o.Environment {
			found = append(found, environment)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1 && o.Environment != "":
		return nil, e.Duplicate(found[0], found[1], "environment "+o.Environment)
	case len(found) > 1:
		return nil, e.Problem(parent, "give the name of one", "there are %d environments: %s", len(all),
			strings.Join(names, ", "))
	case len(all) == 0:
		return nil, e.Problem(parent, "", "there is no <Environment>")
	}
	hint := "there are: " + strings.Join(names, ", ")
	if near := spelling.Nearest(o.Environment, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return nil, e.Problem(parent, hint, "there is no environment %s", o.Environment)
}

func environmentName(e *etree.Element) string { return Trimmed(childText(e, "Name")) }

// servicesURL returns the URL of a server's services: an address without a path
// gets /services/.
func servicesURL(url string) string {
	_, rest, found := strings.Cut(url, "://")
	if host, path, _ := strings.Cut(rest, "/"); found && host != "" && path == "" {
		return strings.TrimSuffix(url, "/") + "/services/"
	}
	return url
}

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

// The texts that stock files have for the elements of JWTConfiguration.
const (
	claimsRetriever = "org.wso2.carbon.apimgt.impl.token.DefaultClaimsRetriever"
	consumerDialect = "http://wso2.org/claims"
)

// JWT is the operation that makes a Key Manager add claims to the tokens of
// requests, and sign them: ClaimsRetrieverImplClass, ConsumerDialectURI and
// SignatureAlgorithm of JWTConfiguration in api-manager.xml become active.
//
// In a comment, as in stock files: taken out of it, with the text that it has.
// Missing: inserted with the stock text. Present: left as they are, but for the
// algorithm. There twice: a problem that names both lines.
type JWT struct {
	// SignatureAlgorithm is NONE or SHA256withRSA; the server knows no other.
	SignatureAlgorithm string
}

// File implements Operation.
func (JWT) File() string { return APIConfiguration }

// Apply implements Operation.
func (o JWT) Apply(docs *Documents) ([]Report, error) {
	editor, err := docs.Edit(APIConfiguration)
	if err != nil {
		return nil, err
	}
	if o.SignatureAlgorithm != "NONE" && o.SignatureAlgorithm != "SHA256withRSA" {
		return nil, editor.Problem(nil, "", "the signature algorithm must be NONE or SHA256withRSA, not %q",
			o.SignatureAlgorithm)
	}
	parent, err := editor.path("JWTConfiguration")
	if err != nil {
		return nil, err
	}
	slots := map[string]*slot{}
	for _, tag := range []string{"ClaimsRetrieverImplClass", "ConsumerDialectURI", "SignatureAlgorithm"} {
		if slots[tag], err = editor.slot(parent, tag); err != nil {
			return nil, err
		}
	}
	var fields []string
	note := func(changed bool, tag string) {
		if changed {
			fields = append(fields, tag)
		}
	}
	note(slots["ClaimsRetrieverImplClass"].activate(claimsRetriever, "JWTHeader"), "ClaimsRetrieverImplClass")
	note(slots["ConsumerDialectURI"].activate(consumerDialect, "ClaimsRetrieverImplClass"), "ConsumerDialectURI")
	note(slots["SignatureAlgorithm"].set(Value{Text: o.SignatureAlgorithm}, Trimmed, false, "ConsumerDialectURI"),
		"SignatureAlgorithm")
	return []Report{editor.Report("JWTConfiguration", parent, fields...)}, nil
}
