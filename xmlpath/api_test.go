package xmlpath

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const inlineXML = `<r>
  <a/> <b/> <c/>
  <l><d/> <e/></l>
</r>
`

const serverXML = `<?xml version="1.0" encoding="UTF-8"?>
<Server port="8005" shutdown="SHUTDOWN">
  <!-- the users -->
  <Users>
    <Resource name="db"/>
  </Users>

  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1" redirectPort='8443'/>
    <!-- for a proxy -->
    <Connector port="8009" protocol="AJP/1.3"/>
    <!--Connector port="8443" protocol="HTTP/1.1"/-->
    <Engine name="Catalina">
      <Realm/>

      <Host name="localhost">
        <Valve className="log"/>
      </Host>
    </Engine>
  </Service>
</Server>
`

const poolsXML = `<pools xmlns="urn:p" xmlns:v="urn:v">
  <pool>
    <name>A</name>
    <jndi><name>jdbc/A</name></jndi>
    <user>a</user>
    <max>50</max>
  </pool>
  <pool>
    <name>B</name>
    <v:secret v:alias="b"/>
    <user><![CDATA[b<c]]></user>
  </pool>
</pools>
`

// A call is one call of the library.
type call func(*Document) (changed bool, err error)

func set(path, value string, options ...Option) call {
	return func(d *Document) (bool, error) { return d.Set(path, value, options...) }
}

func insert(parent, fragment string, options ...Option) call {
	return func(d *Document) (bool, error) { return d.Insert(parent, fragment, options...) }
}

func remove(path string, options ...Option) call {
	return func(d *Document) (bool, error) { return d.Delete(path, options...) }
}

func commentOut(path string, options ...Option) call {
	return func(d *Document) (bool, error) { return d.Comment(path, options...) }
}

func uncomment(path string, options ...Option) call {
	return func(d *Document) (bool, error) { return d.Uncomment(path, options...) }
}

// TestCalls checks, for each call, which text of the document it replaces with
// which, that it reports whether it changed anything, and that a second call does
// nothing.
func TestCalls(t *testing.T) {
	const connector = "/Server/Service/Connector"
	for _, test := range []struct {
		name     string
		src      string
		call     call
		old, new string
	}{
		{"set an attribute", serverXML, set("/Server/@port", "9005"), `"8005"`, `"9005"`},
		{"set in the quotes that are there", serverXML, set(connector+"[@port='8080']/@redirectPort", "1"), "'8443'", "'1'"},
		{"set an equal attribute", serverXML, set("/Server/@port", "8005"), "", ""},
		{"set a text", poolsXML, set("/pools/pool[name='A']/user", "x & y"), ">a<", ">x &amp; y<"},
		{"set a text by text()", poolsXML, set("//pool[name='A']/user/text()", "x"), ">a<", ">x<"},
		{"set an equal CDATA", poolsXML, set("//pool[name='B']/user", "b<c"), "", ""},
		{"set a new attribute", serverXML, set(connector+"[@port='8009']/@secret", "x"), `"AJP/1.3"/>`,
			`"AJP/1.3" secret="x"/>`},
		{"set a new element", serverXML, set("/Server/Service/Engine/Host[@name='b']/@base", "c"),
			"      </Host>\n", "      </Host>\n\n      <Host name=\"b\" base=\"c\"/>\n"},
		{"set a new element in the default namespace", poolsXML, set("/pools/pool[name='A']/min", "1"),
			"    <max>50</max>\n", "    <max>50</max>\n    <min>1</min>\n"},
		{"set by the caller's prefix", poolsXML, set("//q:secret", "s", Namespace("q", "urn:v")),
			`<v:secret v:alias="b"/>`, `<v:secret v:alias="b">s</v:secret>`},
		{"create by the caller's prefix", poolsXML, set("/q:pools/q:pool[q:name='A']/w:more", "1", Namespace("q", "urn:p"),
			Namespace("w", "urn:v")),
			"    <max>50</max>\n", "    <max>50</max>\n    <v:more>1</v:more>\n"},
		{"create in a namespace that is not declared", poolsXML, set("/pools/pool[name='A']/w:more/@w:k", "1",
			Namespace("w", "urn:w")),
			"    <max>50</max>\n", "    <max>50</max>\n    <w:more xmlns:w=\"urn:w\" w:k=\"1\"/>\n"},
		{"set if missing, present", serverXML, set("/Server/@port", "1", IfMissing()), "", ""},
		{"set if missing, missing", serverXML, set("/Server/@x", "1", IfMissing()), `"SHUTDOWN"`, `"SHUTDOWN" x="1"`},
		{"set all", poolsXML, set("/pools/pool/@k", "1"), "", "many"},
		{"set what is in a comment", serverXML, set(connector+"[@port='8443']/@protocol", "h2", UncommentTwin()),
			`<!--Connector port="8443" protocol="HTTP/1.1"/-->`, `<Connector port="8443" protocol="h2"/>`},
		{"insert", serverXML, insert("//Host", `<Valve className="x"/>`, Last()), "\"log\"/>\n",
			"\"log\"/>\n        <Valve className=\"x\"/>\n"},
		{"insert what is there", serverXML, insert("//Host", "<Valve className='log'></Valve>"), "", ""},
		{"insert first", serverXML, insert("/Server", "<First/>", First()), "  <!-- the users -->\n",
			"  <First/>\n\n  <!-- the users -->\n"},
		{"insert before", serverXML, insert("//Service", "<X/>", Before(connector+"[@port='8009']")),
			"    <!-- for a proxy -->\n", "    <X/>\n    <!-- for a proxy -->\n"},
		{"insert after", serverXML, insert("//Service", "<X/>", After(connector+"[1]")), "redirectPort='8443'/>\n",
			"redirectPort='8443'/>\n    <X/>\n"},
		{"insert again indented, with comments", serverXML, insert("//Engine",
			"<!-- b -->\n<Host name='b'>\n  <!-- in b -->\n  <Alias>c</Alias></Host>"),
			"      </Host>\n", "      </Host>\n\n      <!-- b -->\n      <Host name=\"b\">\n        <!-- in b -->\n        " +
				"<Alias>c</Alias>\n      </Host>\n"},
		{"insert by a key with a prefix", "<m xmlns:x='u'><a x:n='1'/></m>",
			insert("/m", "<a x:n='1' b='2'/>", Key("@x:n")), "x:n='1'/>", "x:n='1' b='2'/>"},
		{"insert by key, equal", serverXML, insert("//Service", `<Connector port="8009"/>`, Key("@port")), "", ""},
		{"insert by key, different", serverXML, insert("//Service", `<Connector port="8009" protocol="x" y="z"/>`,
			Key("@port")),
			`protocol="AJP/1.3"`, `protocol="x" y="z"`},
		{"insert by key, equal text beside elements", "<a><m id='2'>t <k/></m></a>",
			insert("/a", "<m id='2' n='1'> t<k/></m>", Key("@id")), "id='2'", "id='2' n='1'"},
		{"insert by nested " +
			"key", poolsXML, insert("/pools", "<pool><jndi><name>jdbc/A</name></jndi><user>z</user><new>1</new></pool>",
			Key("jndi/name")),
			"<user>a</user>\n", "<user>z</user>\n    <new>1</new>\n"},
		{"insert by a key that is not there", poolsXML, insert("/pools", "<pool><name>C</name></pool>", Key("name")),
			"</user>\n  </pool>\n</pools>", "</user>\n  </pool>\n  <pool>\n    <name>C</name>\n  </pool>\n</pools>"},
		{"insert by the document's prefix", poolsXML, insert("//pool[name='A']", "<v:x/>"), "<max>50</max>\n",
			"<max>50</max>\n    <v:x/>\n"},
		{"insert by its own prefix", poolsXML, insert("//pool[name='A']", "<w:x xmlns:w='urn:w'/>"),
			"<max>50</max>\n", "<max>50</max>\n    <w:x xmlns:w=\"urn:w\"/>\n"},
		{"delete with its line", serverXML, remove(connector + "[@port='8009']"),
			"    <Connector port=\"8009\" protocol=\"AJP/1.3\"/>\n", ""},
		{"delete with the blank line after", serverXML, remove("//Users"),
			"  <Users>\n    <Resource name=\"db\"/>\n  </Users>\n\n", ""},
		{"delete, and the blank line before stays", serverXML, remove("//Host"),
			"      <Host name=\"localhost\">\n        <Valve className=\"log\"/>\n      </Host>\n", ""},
		{"delete the first of a line", inlineXML, remove("/r/a"), "<a/> ", ""},
		{"delete one within a line", inlineXML, remove("/r/b"), "<b/> ", ""},
		{"delete the last of a line", inlineXML, remove("/r/c"), " <c/>", ""},
		{"delete the first after a tag", inlineXML, remove("/r/l/d"), "<d/> ", ""},
		{"delete the last before a tag", inlineXML, remove("/r/l/e"), " <e/>", ""},
		{"delete an attribute", serverXML, remove("/Server/@shutdown"), ` shutdown="SHUTDOWN"`, ""},
		{"delete what is not there", serverXML, remove("/Server/Nothing"), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := parsed(t, test.src)
			changed, err := test.call(d)
			if test.new == "many" {
				if !errors.Is(err, ErrManyMatches) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil || changed != (test.old != test.new) {
				t.Fatalf("changed %v, %v", changed, err)
			}
			want := test.src
			if test.old != "" {
				if strings.Count(want, test.old) != 1 {
					t.Fatalf("%q is there %d times", test.old, strings.Count(want, test.old))
				}
				want = strings.Replace(want, test.old, test.new, 1)
			}
			got, err := d.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Fatalf("-want +got:\n%s", diff)
			}
			for _, again := range []*Document{d, parsed(t, want)} {
				if changed, err := test.call(again); changed || err != nil {
					t.Errorf("again: changed %v, %v", changed, err)
				}
			}
		})
	}
}

func parsed(t testing.TB, src string) *Document {
	t.Helper()
	d, err := Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAll checks that every match is changed with the option All.
func TestAll(t *testing.T) {
	d := parsed(t, serverXML)
	for _, call := range []call{
		set("/Server/Service/Connector/@protocol", "h2", All()),
		remove("/Server/Service/Connector/@port", All()),
		remove("//Valve | //Realm", All()),
	} {
		if changed, err := call(d); !changed || err != nil {
			t.Fatalf("%v, %v", changed, err)
		}
	}
	for path, want := range map[string]int{"//@protocol[.='h2']": 2, "//Connector/@port": 0, "//Valve": 0, "//Realm": 0} {
		if found, err := d.Find(path); err != nil || len(found) != want {
			t.Errorf("%s: %d matches, %v", path, len(found), err)
		}
	}
}

const hintPath = "close each bracket, parenthesis and quote; variables and functions such as id() and lang() are " +
	"not supported"

// TestRefused checks the message and the hint of calls that fail, and that they
// leave the document unchanged.
func TestRefused(t *testing.T) {
	get := func(path string) call {
		return func(d *Document) (bool, error) { _, err := d.Get(path); return false, err }
	}
	for _, test := range []struct {
		src  string
		call call
		want string // message, " | " and hint
	}{
		{serverXML, get("/Server/Service/Conector/@port"), "path /Server/Service/Conector/@port matches nothing | " +
			"the nearest path that matches is /Server/Service, at line 8; did you mean /Server/Service/Connector?"},
		{serverXML, get("/Server/Service/Connector[@port='1']"), "path /Server/Service/Connector[@port='1'] matches " +
			"nothing | " +
			"the nearest path that matches is /Server/Service/Connector, at lines 9, 11; its predicate does not"},
		{serverXML, get("/Server/@prt"), "path /Server/@prt matches nothing | the nearest path that matches is /Server, " +
			"at line 2; did you mean /Server/@port?"},
		{serverXML, get("/server/@port"), "path /server/@port matches nothing | did you mean /Server?"},
		{serverXML, get("/Server["), "cannot evaluate the path /Server[ | " + hintPath},
		{serverXML, get("//Connector[@port=8080"), "cannot evaluate the path //Connector[@port=8080 | " + hintPath},
		{serverXML, get("/Server[@port='80]/text()"), "cannot evaluate the path /Server[@port='80]/text() | " + hintPath},
		{serverXML, get("id('x')"), "cannot evaluate the path id('x') | " + hintPath},
		{serverXML, get("/Server[lang('en')]"), "cannot evaluate the path /Server[lang('en')] | " + hintPath},
		{serverXML, get("/Server[@port=$v]"), "cannot evaluate the path /Server[@port=$v] | " + hintPath},
		{serverXML, get(" "), "the path is empty | "},
		{serverXML, get("x:Server"), "path x:Server: the prefix x is declared neither in the document nor by the " +
			"caller | "},
		{serverXML, get("/x:Server"), "path /x:Server: the prefix x is declared neither in the document nor by the " +
			"caller | "},
		{serverXML, get("/Server[count(child::y:a[.='z:z'])=1]"), "path /Server[count(child::y:a[.='z:z'])=1]: the prefix " +
			"y is declared neither in the document nor by the caller | "},
		{serverXML, get("//Conector"), "path //Conector matches nothing | did you mean //Connector?"},
		{serverXML, get("//Zz/@port"), "path //Zz/@port matches nothing | "},
		{serverXML, get("/xyz"), "path /xyz matches nothing | the root element is <Server>"},
		{serverXML, get("//Connector/@port"), "9:5: path //Connector/@port matches 2 times, at lines 9, 11 | make the " +
			"path more precise"},
		{serverXML, set("//Nothing/@x", "1"), "path //Nothing/@x matches nothing | " +
			"only a path of child steps with predicates like [@name='value'] or [name='value'] can be created"},
		{serverXML, set("/Server/Service/Connector/@x", "1"), "9:5: path /Server/Service/Connector/@x matches 2 times, " +
			"at lines 9, 11 | make the path more precise"},
		{serverXML, set("/Server/@port", "a\x01"),
			`the value contains '\x01', which XML does not allow | remove the character`},
		{serverXML, set("/Server/New", "a\xff"),
			"the value is not UTF-8 | convert it to UTF-8"},
		{serverXML, set("/Server/Users", "x"),
			"4:3: path /Server/Users: the element contains other elements, not only text | " +
				"name one of the elements in it, or an attribute"},
		{"<a>\n  <m id='2'><k/></m>\n</a>", insert("/a", "<m id='2' new='1'>txt</m>", Key("@id")),
			"2:3: path /a: the element <m> contains other elements, not only text | " +
				"name one of the elements in it, or an attribute"},
		{"<a>\n  <m id='2'><l><k/></l></m>\n</a>", insert("/a", "<m id='2' new='1'><n/><l>txt</l></m>", Key("@id")),
			"2:13: path /a: the element <l> contains other elements, not only text | " +
				"name one of the elements in it, or an attribute"},
		{"<a>\n  <m id='2'>t<k/></m>\n</a>", insert("/a", "<m id='2'>u<k/></m>", Key("@id")),
			"2:3: path /a: the element <m> has other text between its elements than the fragment | " +
				"leave the text out of the fragment, or delete the element first"},
		{"<a>\n  <m id='2'/>\n</a>", insert("/a", "<m id='2'>u<k/></m>", Key("@id")),
			"2:3: path /a: the element <m> has other text between its elements than the fragment | " +
				"leave the text out of the fragment, or delete the element first"},
		{serverXML, remove("//Connector"), "9:5: path //Connector matches 2 times, at lines 9, 11 | make the path more " +
			"precise"},
		{poolsXML, remove("/pools/pool[name='A']/user/text()"), "path /pools/pool[name='A']/user/text() names the text " +
			"of an element, which cannot be removed on its own | " +
			"set the text to \"\" instead, or name the element: /pools/pool[name='A']/user"},
		{poolsXML, remove("//pool/nothing/text()", All()), "path //pool/nothing/text() names the text of an element, " +
			"which cannot be removed on its own | set the text to \"\" instead, or name the element: //pool/nothing"},
		{poolsXML, commentOut("/pools/pool[1]/user/text()"), "path /pools/pool[1]/user/text() names the text of " +
			"an element, which cannot become a comment on its own | name the element: /pools/pool[1]/user"},
		{serverXML, uncomment("/Server/Service/Connector/text()"), "path /Server/Service/Connector/text() names the " +
			"text of an element, which cannot be taken out of a comment on its own | " +
			"name the element: /Server/Service/Connector"},
		{serverXML, remove("/Server"), "2:1: path /Server matches the root element, which cannot be removed | "},
		{serverXML, insert("/Server", "<a><b></a>"), "fragment:1:7: </a> where </b> is expected | <b> was opened at line 1"},
		{serverXML, insert("/Server", "text"), "fragment:1:1: text outside the element | give one element"},
		{serverXML, insert("/Server", "<a/><b/>"), "fragment:1:5: a second element | give one element"},
		{serverXML, insert("/Server", "<a>"), "fragment:1:1: <a> is not closed | "},
		{serverXML, insert("/Server", "\n<!-- c -->"), "fragment:2:11: there is no element | give one element"},
		{serverXML, insert("/Server", "<a/>\n<!-- c -->"), "fragment:2:1: a comment after the element | " +
			"put it before the element"},
		{serverXML, insert("/Server", "<q:a/>"), "fragment:1:1: the prefix q is not declared | declare it in the " +
			"fragment: xmlns:q=\"…\""},
		{serverXML, insert("/Server", "<a q:b='1'/>"), "fragment:1:1: the prefix q is not declared | declare it in the " +
			"fragment: xmlns:q=\"…\""},
		{serverXML, insert("/Server/@port", "<a/>"), "2:1: path /Server/@port matches an attribute, which cannot " +
			"contain elements | "},
		{serverXML, insert("//Service", "<a/>", After("/Server/Users")),
			"4:3: path /Server/Users: not a child of the element to insert into | " +
				"name one of its children by a path from the root"},
		{serverXML, insert("//Service", "<Connector/>", Key("@port")), "key @port: the fragment does not have it | "},
		{serverXML, insert("//Service", "<Connector port='1'/>", Key("@port[1]")),
			"key @port[1]: must be an attribute or a child, such as @name, id, jndi/name | "},
		{serverXML, insert("//Service", "<Pool><of> <db> <url/></db></of></Pool>", Key("of/db")),
			"key of/db: the element contains other elements; name one of them, such as of/db/url | "},
		{"<a>\n<b k='1'/>\n<b k='1'/></a>", insert("/a", "<b k='1' l='2'/>", Key("@k")),
			"2:1: 2 elements <b> have the key of the fragment, at lines 2, 3 | " +
				"give another key, or one more"},
	} {
		d := parsed(t, test.src)
		_, err := test.call(d)
		if err == nil {
			t.Errorf("no error, want %s", test.want)
			continue
		}
		got := err.Error() + " | "
		var e *Error
		if errors.As(err, &e) {
			got += e.Hint
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		bytesAre(t, d, test.src)
	}
}
