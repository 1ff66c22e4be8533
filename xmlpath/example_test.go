package xmlpath_test

import (
	"errors"
	"fmt"

	"ispatch/xmlpath"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// A value is changed, and nothing else: not the comment, not the quotes, not
// the blanks inside the tags.
func Example() {
	doc := must(xmlpath.Parse([]byte(`<Server>
    <!-- leave this alone -->
    <Ports  kind='tcp' >
        <Offset>0</Offset>
    </Ports>
</Server>
`)))
	must(doc.Set("/Server/Ports/Offset", "1"))
	fmt.Print(string(must(doc.Bytes())))
	// Output:
	// <Server>
	//     <!-- leave this alone -->
	//     <Ports  kind='tcp' >
	//         <Offset>1</Offset>
	//     </Ports>
	// </Server>
}

// Tomcat's server.xml: the stock TLS connector is switched on and gets another
// port, a valve is added to the host, and a listener is taken out.
func Example_tomcat() {
	doc := must(xmlpath.Parse([]byte(`<Server port="8005" shutdown="SHUTDOWN">
  <Listener className="org.apache.catalina.startup.VersionLoggerListener" />
  <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener" />

  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1"
               redirectPort="8443" />
    <!--
    <Connector port="8443" SSLEnabled="true">
        <SSLHostConfig />
    </Connector>
    -->
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps">
      </Host>
    </Engine>
  </Service>
</Server>
`)))
	must(doc.Uncomment("/Server/Service/Connector[@port='8443']"))
	must(doc.Set("/Server/Service/Connector[@port='8443']/@port", "9443"))
	must(doc.Set("/Server/Service/Connector[@port='8080']/@redirectPort", "9443"))
	must(doc.Insert("//Host", `<Valve className="org.apache.catalina.valves.RemoteIpValve"/>`, xmlpath.Key("@className")))
	must(doc.Delete("/Server/Listener[@className='org.apache.catalina.startup.VersionLoggerListener']"))
	fmt.Print(string(must(doc.Bytes())))
	// Output:
	// <Server port="8005" shutdown="SHUTDOWN">
	//   <Listener className="org.apache.catalina.core.JreMemoryLeakPreventionListener" />
	//
	//   <Service name="Catalina">
	//     <Connector port="8080" protocol="HTTP/1.1"
	//                redirectPort="9443" />
	//     <Connector port="9443" SSLEnabled="true">
	//         <SSLHostConfig />
	//     </Connector>
	//     <Engine name="Catalina" defaultHost="localhost">
	//       <Host name="localhost" appBase="webapps">
	//         <Valve className="org.apache.catalina.valves.RemoteIpValve" />
	//       </Host>
	//     </Engine>
	//   </Service>
	// </Server>
}

// Maven's settings.xml: its default namespace needs no prefix in a path. A
// mirror that is missing is made from what the path says.
func Example_maven() {
	doc := must(xmlpath.Parse([]byte(`<settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
  <servers>
    <server>
      <id>releases</id>
      <username>deploy</username>
    </server>
  </servers>
  <mirrors/>
</settings>
`)))
	must(doc.Set("/settings/servers/server[id='releases']/username", "robot"))
	must(doc.Set("/settings/mirrors/mirror[id='corp'][mirrorOf='*']/url", "https://m2.example.com/?a=1&b=2"))
	fmt.Print(string(must(doc.Bytes())))
	// Output:
	// <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
	//   <servers>
	//     <server>
	//       <id>releases</id>
	//       <username>robot</username>
	//     </server>
	//   </servers>
	//   <mirrors>
	//     <mirror>
	//       <id>corp</id>
	//       <mirrorOf>*</mirrorOf>
	//       <url>https://m2.example.com/?a=1&amp;b=2</url>
	//     </mirror>
	//   </mirrors>
	// </settings>
}

// A path that matches nothing is an error that names the nearest one that does.
func ExampleDocument_Get() {
	doc := must(xmlpath.Parse([]byte("<Server>\n  <Ports>\n    <Offset>0</Offset>\n  </Ports>\n</Server>\n")))
	fmt.Println(must(doc.Get("/Server/Ports/Offset")))
	_, err := doc.Get("/Server/Ports/Ofset")
	fmt.Println(err, "(no match:", errors.Is(err, xmlpath.ErrNoMatch), ")")
	var e *xmlpath.Error
	if errors.As(err, &e) {
		fmt.Println(e.Hint)
	}
	// Output:
	// 0
	// path /Server/Ports/Ofset matches nothing (no match: true )
	// the nearest path that matches is /Server/Ports, at line 2; did you mean /Server/Ports/Offset?
}

// The methods of a compiled path return what they did to each match.
func ExamplePath_Set() {
	path := must(xmlpath.Compile("//Connector/@maxThreads"))
	doc := must(xmlpath.Parse([]byte("<S>\n  <Connector maxThreads=\"100\"/>\n  <Connector maxThreads=\"200\"/>\n</S>\n")))
	for _, change := range must(path.Set(doc, "200", xmlpath.All())) {
		at, _ := doc.Position(change.Element)
		fmt.Println(at.Line, change.Action, change.Fields)
	}
	// Output:
	// 2 updated [@maxThreads]
	// 3 unchanged []
}
