package patch_test

import (
	"fmt"
	"testing/fstest"

	"github.com/beevik/etree"

	"ispatch/patch"
)

// connector is an operation of one's own: the port of Tomcat's HTTP connector,
// and a second connector where there is none on that port.
type connector struct{ port, redirect string }

const serverXML = "conf/server.xml"

func (connector) File() string { return serverXML }

func (o connector) Apply(docs *patch.Documents) ([]patch.Report, error) {
	editor, err := docs.Edit(serverXML)
	if err != nil {
		return nil, err
	}
	service, err := editor.Child(editor.Root(), "Service", "<Service>")
	if err != nil {
		return nil, err
	}
	if service == nil {
		return nil, editor.Problem(editor.Root(), "is this Tomcat's server.xml?", "there is no <Service>")
	}
	name := "Connector " + o.port
	for _, e := range service.SelectElements("Connector") {
		if e.SelectAttrValue("port", "") != o.port {
			continue
		}
		if e.SelectAttrValue("redirectPort", "") == o.redirect {
			return []patch.Report{editor.Report(name, e)}, nil
		}
		e.CreateAttr("redirectPort", o.redirect)
		return []patch.Report{editor.Report(name, e, "@redirectPort")}, nil
	}
	e := etree.NewElement("Connector")
	e.CreateAttr("port", o.port)
	e.CreateAttr("redirectPort", o.redirect)
	patch.InsertAfterSibling(service, e, "Connector")
	return []patch.Report{editor.Inserted(name, e)}, nil
}

// An operation that is written elsewhere, on a file of another server.
func ExampleEditor() {
	tomcat := fstest.MapFS{serverXML: {Data: []byte(`<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <!-- the ones for browsers -->
    <Connector port="8080" redirectPort="8443"/>
    <Connector port="8090" redirectPort="8443"/>
    <Engine name="Catalina" defaultHost="localhost"/>
  </Service>
</Server>
`)}}
	plan, err := patch.NewPlan(tomcat, []patch.Operation{
		connector{port: "8080", redirect: "443"}, connector{port: "8081", redirect: "8443"}})
	if err != nil {
		panic(err)
	}
	for _, r := range plan.Reports {
		fmt.Printf("%s:%d  %s  %s %v\n", r.File, r.Line, r.Name, r.Action, r.Fields)
	}
	fmt.Print(string(plan.Files[0].After))
	// Output:
	// conf/server.xml:4  Connector 8080  updated [@redirectPort]
	// conf/server.xml:6  Connector 8081  inserted []
	// <Server port="8005" shutdown="SHUTDOWN">
	//   <Service name="Catalina">
	//     <!-- the ones for browsers -->
	//     <Connector port="8080" redirectPort="443"/>
	//     <Connector port="8090" redirectPort="8443"/>
	//     <Connector port="8081" redirectPort="8443"/>
	//     <Engine name="Catalina" defaultHost="localhost"/>
	//   </Service>
	// </Server>
}
