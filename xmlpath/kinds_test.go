package xmlpath

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKinds makes typical edits in the files of other programs, and checks which
// text they replace with which.
func TestKinds(t *testing.T) {
	uncomment := func(path string) call {
		return func(d *Document) (bool, error) { return d.Uncomment(path) }
	}
	comment := func(path string) call {
		return func(d *Document) (bool, error) { return d.Comment(path) }
	}
	for _, test := range []struct {
		file     string
		call     call
		old, new string
	}{
		{"server.xml", set("/Server/Service/Connector[@port='8080']/@connectionTimeout", "5000"), `"20000"`, `"5000"`},
		{"server.xml", insert("/Server/Service/Engine/Host",
			`<Context path="/a" docBase="b"><Resources cachingAllowed="false"/></Context>`),
			"%s %b\" />\n", "%s %b\" />\n        <Context path=\"/a\" docBase=\"b\">\n          <Resources " +
				"cachingAllowed=\"false\" />\n        </Context>\n"},
		{"server.xml", uncomment("/Server/Service/Connector[@port='8443']/SSLHostConfig"), "", ""},
		{"server.xml", remove("/Server/Listener[@className='org.apache.catalina.startup.VersionLoggerListener']"),
			"  <Listener className=\"org.apache.catalina.startup.VersionLoggerListener\" />\n", ""},
		{"web.xml", set("/web-app/session-config/session-timeout", "60"), ">30<", ">60<"},
		{"web.xml", set("//init-param[param-name='catalog']/param-value", "é & €"), "a &amp; b", "\xe9 &amp; &#8364;"},
		{"web.xml", insert("/web-app/servlet",
			"<init-param><param-name>x</param-name><param-value>y</param-value></init-param>",
			Key("param-name")), "\t\t</init-param>\n", "\t\t</init-param>\n\t\t<init-param>\n" +
			"\t\t\t<param-name>x</param-name>\n" +
			"\t\t\t<param-value>y</param-value>\n\t\t</init-param>\n"},
		{"settings.xml", uncomment("/settings/localRepository"),
			"repository\n  <localRepository>/path/to/local/repo</localRepository>\n  -->",
			"repository\n  -->\n  <localRepository>/path/to/local/repo</localRepository>"},
		{"settings.xml", set("/settings/mirrors/mirror[id='corp']/url", "https://m2.example.com/"), "  <mirrors>\n",
			"  <mirrors>\n    <mirror>\n      <id>corp</id>\n      <url>https://m2.example.com/</url>\n    </mirror>\n"},
		{"pom.xml", set("//dependency[artifactId='junit']/version", "4.13.2"), "4.12", "4.13.2"},
		{"pom.xml", remove("//dependency[artifactId='slf4j-api']"), "        <dependency>\n            " +
			"<groupId>org.slf4j</groupId>\n" +
			"            <artifactId>slf4j-api</artifactId>\n            <version>1.7.36</version>\n        </dependency>\n" +
			"", ""},
		{"web.config", insert("/configuration/appSettings", `<add key="New" value="1"/>`, Key("@key")),
			"Jerry\" />\r\n", "Jerry\" />\r\n        <add key=\"New\" value=\"1\" />\r\n"},
		{"log4j2.xml", set("/Configuration/Loggers/Logger[@name='org.wso2']/@level", "warn"), "\"info\"/>\n",
			"\"info\"/>\n\t\t<Logger name=\"org.wso2\" level=\"warn\"/>\n"},
		{"beans.xml", set("/beans/bean[@id='pool']/@p:size", "9"), `p:size="5"`, `p:size="9"`},
		{"beans.xml", insert("/beans", `<context:component-scan base-package="com.example"/>`, First()), "    " +
			"<context:property",
			"    <context:component-scan base-package=\"com.example\"/>\n\n    <context:property"},
		{"AndroidManifest.xml", set("/manifest/application/@android:debuggable", "false"), `"true"`, `"false"`},
		{"AndroidManifest.xml", set("/manifest/application/@android:allowBackup", "false"), `"true">`,
			"\"true\"\n        android:allowBackup=\"false\">"},
		{"icon.svg", set("//use/@fill", "#000"), "#fff", "#000"},
		{"icon.svg", set("//tspan", "c"), ">b<", ">c<"},
		{"api-manager.xml", set("/APIManager/JWTConfiguration/SignatureAlgorithm", "NONE", UncommentTwin()),
			"<!--SignatureAlgorithm>SHA256withRSA</SignatureAlgorithm-->", "<SignatureAlgorithm>NONE</SignatureAlgorithm>"},
		{"api-manager.xml", comment("//Environment/ServerURL"),
			"<ServerURL>https://localhost:${mgt.transport.https.port}${carbon.context}services/</ServerURL>",
			"<!--ServerURL>https://localhost:${mgt.transport.https.port}${carbon.context}services/</ServerURL-->"},
		{"axis2.xml", insert("/axisconfig/clustering/members",
			"<member><hostName>10.0.0.2</hostName><port>4000</port></member>",
			Key("hostName")), "            </member>\n", "            </member>\n            <member>\n" +
			"                <hostName>10.0.0.2</hostName>\n                <port>4000</port>\n            </member>\n"},
	} {
		t.Run(test.file, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join("..", "fixtures", "xml", "kinds", test.file))
			if err != nil {
				t.Fatal(err)
			}
			want := string(src)
			if test.old != "" {
				if n := strings.Count(want, test.old); n != 1 {
					t.Fatalf("%q is there %d times", test.old, n)
				}
				want = strings.Replace(want, test.old, test.new, 1)
			}
			d := parsed(t, string(src))
			changed, err := test.call(d)
			if test.old == "" {
				if err == nil {
					t.Error("what is below a commented element was found")
				}
				return
			}
			if err != nil || !changed {
				t.Fatalf("changed %v, %v", changed, err)
			}
			got, err := d.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if changed, err := test.call(parsed(t, want)); changed || err != nil {
				t.Errorf("again: changed %v, %v", changed, err)
			}
		})
	}
}
