package patch

import (
	"strconv"

	"ispatch/internal/lazy"
	"ispatch/internal/server"
)

// Where the server's HTTPS port is.
const (
	catalinaServer = "repository/conf/tomcat/catalina-server.xml"
	stockHTTPSPort = 9443
)

var systemProperty = lazy.Regexp{Expr: `\$\{[^{}]*\}`}

// resolved returns a reading that puts in the system properties which the server
// sets from its own files, so that a value that a stock file writes with them is
// not written again as what it is already. Others stay as they are.
func (d *Documents) resolved() Reading {
	config := d.server()
	known := map[string]string{}
	if context, ok := d.webContext(config); ok {
		known["${carbon.context}"] = context
	}
	if !config.Offset.Depends() {
		known["${mgt.transport.https.port}"] = strconv.Itoa(d.httpsPort() + config.PortOffset())
	}
	if name := config.Realm.AdminName; name.Known() {
		known["${admin.username}"] = name.Text
	}
	if password := config.Realm.AdminPassword; password.Known() {
		known["${admin.password}"] = password.Text
	}
	return func(text string) string {
		return systemProperty.Get().ReplaceAllStringFunc(Trimmed(text), func(property string) string {
			if value, ok := known[property]; ok {
				return value
			}
			return property
		})
	}
}

// webContext returns what ${carbon.context} is: the WebContextRoot of carbon.xml.
// Of one that is not / it is not known how it is put into a URL.
func (d *Documents) webContext(config *server.Config) (string, bool) {
	root := config.Carbon.Root()
	if root == nil {
		return "/", true
	}
	text := Trimmed(childText(root, "WebContextRoot"))
	return "/", text == "" || text == "/"
}

// httpsPort returns the port of the HTTPS connector, before the offset.
func (d *Documents) httpsPort() int {
	doc, err := d.Open(catalinaServer)
	if err != nil {
		return stockHTTPSPort
	}
	for _, service := range children(doc.Root(), "Service") {
		for _, connector := range children(service, "Connector") {
			port, err := strconv.Atoi(connector.SelectAttrValue("port", ""))
			if err == nil && connector.SelectAttrValue("scheme", "") == "https" {
				return port
			}
		}
	}
	return stockHTTPSPort
}
