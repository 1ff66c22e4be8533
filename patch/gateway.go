package patch

import (
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/spelling"
)

// Gateway is the operation that tells a Key Manager where the API Manager's
// gateway is: the ServerURL of one Environment in api-manager.xml.
//
// The environment is found by its Name. If no name is given, there must be only
// one environment; several are a problem that lists their names. A missing
// ServerURL is taken out of its comment if there is one, or else inserted after
// Description or Name. A present ServerURL changes if the server would read
// another URL; ${carbon.context} and ${mgt.transport.https.port} are resolved as
// the server does. A ServerURL that is there twice is a problem that names both
// lines.
type Gateway struct {
	// URL is the gateway's address, such as https://gw.example.com:9443. If it
	// has no path, it gets /services/, as in WSO2's documentation.
	URL string
	// Environment is the environment's Name. It may be empty if there is only
	// one.
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
	if p := checkNotEscaped(editor.Path, "the gateway's URL", o.URL); p != nil {
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
	all := parent.SelectElements("Environment")
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

// servicesURL returns the URL of a server's services: it adds /services/ to an
// address without a path.
func servicesURL(url string) string {
	_, rest, found := strings.Cut(url, "://")
	if host, path, _ := strings.Cut(rest, "/"); found && host != "" && path == "" {
		return strings.TrimSuffix(url, "/") + "/services/"
	}
	return url
}
