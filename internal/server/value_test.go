package server_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/server"
	"ispatch/xmlpath"
)

// configuration returns a datasource with the given configuration.
func configuration(content string) *server.Datasource {
	c := read(server.MasterDatasources, master(`<datasource><name>A</name><jndiConfig><name>jdbc/A</name></jndiConfig>`+
		`<definition type="RDBMS"><configuration>`+content+`</configuration></definition></datasource>`))
	return c.Datasources[0]
}

// TestSettings: how the server reads the text of a setting (RDBMSConfiguration, JAXB's
// DatatypeConverter).
func TestSettings(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"maxActive", "<maxActive> 5\n0 </maxActive>", "50"},
		{"maxActive", "<maxActive>fifty</maxActive>", "100"},
		{"maxActive", "<maxActive/>", "0"},
		{"maxActive", "", "100"},
		{"maxActive", "<maxActive>99999999999</maxActive>", "100"},
		{"maxActive", "<maxActive>1</maxActive><maxActive>2</maxActive>", "2"},
		{"maxActive", `<maxActive xmlns="urn:x">2</maxActive>`, "100"},
		{"validationInterval", "<validationInterval>99999999999</validationInterval>", "99999999999"},
		{"validationInterval", "<validationInterval/>", "30000"},
		{"testOnBorrow", "<testOnBorrow> 1 </testOnBorrow>", "true"},
		{"testOnBorrow", "<testOnBorrow>TRUE</testOnBorrow>", "false"},
		{"jmxEnabled", "<jmxEnabled>yes</jmxEnabled>", "true"},
		{"username", "<username> a<!-- x --><![CDATA[b]]>\n</username>", " ab\n"},
		{"username", "<username><b>x</b>a</username>", "a"},
	} {
		if got := configuration(test.content).Effective(test.name); got != test.want {
			t.Errorf("%s of %s is %q, want %q", test.name, test.content, got, test.want)
		}
	}
}

// TestEffective: the URL, user, password and driver that the pool uses.
func TestEffective(t *testing.T) {
	const own = "<url>jdbc:mysql://h/own?a=b</url><username>u</username><password>p</password><driverClassName>" +
		"D</driverClassName>"
	props := func(pairs ...string) string {
		var b strings.Builder
		for i := 0; i < len(pairs); i += 2 {
			fmt.Fprintf(&b, `<property name="%s">%s</property>`, pairs[i], pairs[i+1])
		}
		return "<dataSourceClassName>C</dataSourceClassName><dataSourceProps>" + b.String() + "</dataSourceProps>"
	}
	for _, test := range []struct{ name, content, want, cacheID string }{
		{"its own", own, "jdbc:mysql://h/own?a=b u p D", "u@jdbc:mysql://h/own"},
		{"properties win over url", own + props("url", "jdbc:mysql://h/props", "user", "v", "password", "q"),
			"jdbc:mysql://h/props v q C", "v@jdbc:mysql://h/props"},
		{"in any case, the last of a name", own + props("URL", "jdbc:x", "url", "jdbc:mysql://h/last"),
			"jdbc:mysql://h/last u p C",
			"u@jdbc:mysql://h/last"},
		{"properties that name no URL", own + props("serverName", "h"), " u p C", "u@"},
		{"a password among the hosts stays out of the cacheId",
			"<url>jdbc:mysql://(host=h,user=u,password=S3)/db</url><username>u</username>",
			"jdbc:mysql://(host=h,user=u,password=S3)/db u  ", "u@jdbc:mysql://(host=h)/db"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := configuration(test.content)
			got := strings.Join([]string{d.URL().Text, d.Username().Text, d.Password().Text, d.DriverClass().Text}, " ")
			if got != test.want || d.CacheID() != test.cacheID {
				t.Errorf("%q, want %q; cacheId %q, want %q", got, test.want, d.CacheID(), test.cacheID)
			}
		})
	}
}

// TestKnown: a value from the vault or the running server is not known.
func TestKnown(t *testing.T) {
	for content, want := range map[string]bool{
		"<username>u</username>": true, "<username/>": true, "": false, "<username>${u}</username>": false,
		`<username xmlns:v="http://org.wso2.securevault/configuration" v:secretAlias="U">x</username>`: false,
	} {
		if configuration(content).Username().Known() != want {
			t.Errorf("%q: known is not %v", content, want)
		}
	}
}

func TestTrim(t *testing.T) {
	for text, want := range map[string]string{" \t\r\n\x00a\x1f ": "a", "\u00a0a": "\u00a0a", "a\u2028": "a\u2028",
		"\u0085a":  "\u0085a",
		"\u3000a ": "\u3000a", "": "", " ": ""} {
		if got := server.Trim(text); got != want {
			t.Errorf("Trim(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestFileProblems: why the server can't read a file, by code and line.
func TestFileProblems(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"well-formed", "<wso2registry/>", ""},
		{"not well-formed", "<wso2registry>\n<a>\n</wso2registry>", "not-well-formed 3"},
		{"a prefix that is declared nowhere", "<wso2registry>\n<a>\n<p:x/></a></wso2registry>", "undeclared-prefix 3"},
		{"an attribute's", `<wso2registry svns:a="x"/>`, "undeclared-prefix 1"},
		{"declared beside", `<wso2registry><a xmlns:p="urn:x"/><p:x/></wso2registry>`, "undeclared-prefix 1"},
		{"declared above", `<wso2registry xmlns:p="urn:x"><p:x xml:lang="en"/></wso2registry>`, ""},
		{"an encoding by its Java name", `<?xml version="1.0" encoding="UTF8"?><wso2registry/>`, "unknown-encoding 1"},
		{"Latin-1", `<?xml version='1.0' encoding='ISO-8859-1' ?><wso2registry/>`, ""},
		{"Windows", `<?xml version="1.0" encoding="windows-1252"?><wso2registry/>`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, got := read(server.RegistryXML, test.content).Registry.File, ""
			if f.Problem != nil {
				got = fmt.Sprintf("%s %d", f.Problem.Code, f.Problem.Line)
			}
			if got != test.want || (f.Root() == nil) != (test.want != "") {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	missing := read().Registry.File
	if !missing.Missing() || !errors.Is(missing.Problem, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", missing.Problem)
	}
	folder := read(server.RegistryXML+"/x", "").Registry.File
	if folder.Problem.Code != server.UnreadableFile || folder.Problem.Message != "is a directory, not a file" {
		t.Errorf("a folder: %v", folder.Problem)
	}
}

// editing is a Source with one document that was edited in memory.
type editing struct {
	server.Source
	doc *xmlpath.Document
}

func (e editing) Open(path string) (*xmlpath.Document, error) {
	if path == server.RegistryXML {
		return e.doc, nil
	}
	return e.Source.Open(path)
}

// TestEdited: a document that was edited in memory is read, and its new elements have no
// line.
func TestEdited(t *testing.T) {
	doc, err := xmlpath.Parse([]byte("<wso2registry>\n<currentDBConfig>a</currentDBConfig>\n</wso2registry>"))
	if err != nil {
		t.Fatal(err)
	}
	added := doc.Root().CreateElement("dbConfig")
	added.CreateAttr("name", "a")
	g := server.Read(editing{server.NewSource(fstest.MapFS{}), doc}).Registry
	if g.Current == nil || g.Current.Element != added || g.Current.Line() != 0 || g.CurrentName.Line() != 2 {
		t.Errorf("current %+v", g.Current)
	}
	if diff := cmp.Diff(server.RegistryXML, g.Current.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzRead: for any bytes in the files, Read returns, with the same result each time. A
// bound datasource has a name and is found; any other has a reason.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{master(ds("A", "jdbc/A", "a"), ds("A", "jdbc/B", "b")),
		"<UserManager><Realm><Configuration/></Realm></UserManager>",
		"<wso2registry><dbConfig name='x'/><mount path='/'/></wso2registry>", "<a", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		c := read(server.MasterDatasources, content, server.UserManagement, content, server.RegistryXML, content,
			server.CarbonXML, content, server.IdentityXML, content, server.UserStoresFolder+"/a.xml", content)
		again := read(server.MasterDatasources, content)
		if diff := cmp.Diff(statuses(c), statuses(again)); diff != "" {
			t.Errorf("first (-) and second (+):\n%s", diff)
		}
		for _, d := range c.Datasources {
			if (d.Status == server.Bound) != (d.Why() == "") || d.Status == server.Bound && c.Binder(d.JNDI.Text) != d {
				t.Errorf("%s: %s, %q", d.Title(), d.Status, d.Why())
			}
		}
	})
}
