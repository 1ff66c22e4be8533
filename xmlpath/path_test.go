package xmlpath

import (
	"strings"
	"testing"
)

const pathDocument = `<?xml version="1.0"?>
<Server xmlns="http://wso2.org/carbon.xml" xmlns:svns="http://org.wso2.securevault/configuration">
  <!-- <Ports><Offset>9</Offset></Ports> -->
  <Ports><Offset>0</Offset></Ports>
  <ds><name>A</name><jndi><name>jdbc/X</name></jndi></ds>
  <ds kind="second"><name><!-- c -->B<![CDATA[2]]></name><svns:password svns:secretAlias="al">p</svns:password></ds>
  <Property name="it's">1</Property>
</Server>
`

// TestFind checks what paths match. Matches are given by their texts or attribute
// names.
func TestFind(t *testing.T) {
	d, err := Parse([]byte(pathDocument))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/Server/Ports/Offset":                            "0",
		"//Offset":                                        "0",
		"//ds//name":                                      "A jdbc/X B2",
		"/Server//jndi//name":                             "jdbc/X",
		"/Server/ds/name":                                 "A B2",
		"/Server/ds[name='B2']/@kind":                     "@kind",
		"/Server/ds[jndi/name='jdbc/X']/name":             "A",
		"//ds[2]/name":                                    "B2",
		"//*[@kind]/name":                                 "B2",
		"//name[starts-with(.,'jdbc')]":                   "jdbc/X",
		"/Server/ds[last()]/name/text()/..":               "B2",
		`//Property[@name="it's"]`:                        "1",
		"//password":                                      "p",
		"//svns:password":                                 "p",
		"//password/@secretAlias":                         "@svns:secretAlias",
		"//password/@svns:secretAlias":                    "@svns:secretAlias",
		"/Server/@xmlns":                                  "",
		"/Server/ds[name='none']":                         "",
		"//ds[not(@kind)]/name":                           "A",
		"//ds[@kind='second']/preceding-sibling::ds/name": "A",
		"/Server/ds/name | /Server/Ports/Offset":          "0 A B2",
		"//svns:password[namespace-uri()='http://org.wso2.securevault/configuration']": "p",
	} {
		p, err := Compile(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		found, err := p.Find(d)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		var got []string
		for _, m := range found {
			if m.Attr != "" {
				got = append(got, "@"+m.Attr)
			} else {
				got = append(got, Value(m.Element))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: found %q, want %q", path, got, want)
		}
	}
}

// TestPrefixesOfBoth checks that a path may use the document's prefixes beside the
// caller's, with and without the XPath engine.
func TestPrefixesOfBoth(t *testing.T) {
	d := parsed(t, pathDocument)
	for _, path := range []string{"/w:Server/ds/svns:password", "//w:ds[2]/svns:password[1]"} {
		found, err := d.Find(path, Namespace("w", "http://wso2.org/carbon.xml"))
		if err != nil || len(found) != 1 {
			t.Errorf("%s: %d matches, %v", path, len(found), err)
		}
	}
}

// TestBadPaths checks that an invalid path, or one that yields anything other than
// elements and attributes, is an error and never a panic.
func TestBadPaths(t *testing.T) {
	d, err := Parse([]byte(pathDocument))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", " ", "/", "//", "[", "a[", "a[1", "a]", "a b", "a[@", "'x'", "1+1", "count(//ds)",
		"$v", "//unknown:a",
		"/unknown:a", "/a/@unknown:k", "//comment()", "string(//ds)", "a/b/", "(((", "f()", strings.Repeat("(", 4000),
		strings.Repeat("a/", 3000)} {
		p, err := Compile(path)
		if err == nil {
			_, err = p.Find(d)
		}
		if err == nil {
			t.Errorf("%.40q: no error", path)
		}
	}
}

// TestEnsure checks that missing elements are created with what the predicates
// name, and that a second call creates nothing.
func TestEnsure(t *testing.T) {
	for _, test := range []struct{ name, src, path, want string }{
		{"present", "<a>\n  <b/>\n</a>", "/a/b", "<a>\n  <b/>\n</a>"},
		{"missing", "<a>\n  <b/>\n</a>", "/a/c/d", "<a>\n  <b/>\n  <c>\n    <d/>\n  </c>\n</a>"},
		{"after its like", "<a>\n  <b k=\"1\"/>\n  <c/>\n</a>", "/a/b[@k='2']",
			"<a>\n  <b k=\"1\"/>\n  <b k=\"2\"/>\n  <c/>\n</a>"},
		{"attribute predicate present", "<a><b k='1'/></a>", `/a/b[@k="1"]`, "<a><b k='1'/></a>"},
		{"child predicate", "<a>\n  <b/>\n</a>", "/a/ds[name='X']/url",
			"<a>\n  <b/>\n  <ds>\n    <name>X</name>\n    <url/>\n  </ds>\n</a>"},
		{"nested predicate", "<a>\n  <b/>\n</a>", "/a/ds[j/name='X']",
			"<a>\n  <b/>\n  <ds>\n    <j>\n      <name>X</name>\n    </j>\n  </ds>\n</a>"},
		{"two predicates", "<a>\n  <b/>\n</a>", "/a/ds[@k='1'][n='2']",
			"<a>\n  <b/>\n  <ds k=\"1\">\n    <n>2</n>\n  </ds>\n</a>"},
		{"path to an attribute", "<a>\n  <b/>\n</a>", "/a/c/@k", "<a>\n  <b/>\n  <c/>\n</a>"},
		{"any namespace", "<a xmlns='u'><b/></a>", "/a/b", "<a xmlns='u'><b/></a>"},
		{"a prefix", "<p:a xmlns:p='u'><p:b/></p:a>", "/p:a/p:c", "<p:a xmlns:p='u'><p:b/><p:c/></p:a>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse([]byte(test.src))
			if err != nil {
				t.Fatal(err)
			}
			p, err := Compile(test.path)
			if err != nil {
				t.Fatal(err)
			}
			first := ensure(t, d, p)
			if created := first.Action == Inserted; created != (test.src != test.want) {
				t.Fatalf("%+v", first)
			}
			second := ensure(t, d, p)
			if second.Element != first.Element || second.Action == Inserted && p.Attr() == "" {
				t.Errorf("again: %+v", second)
			}
			bytesAre(t, d, test.want)
		})
	}
}

// ensure calls Ensure with a path that matches at most once.
func ensure(t testing.TB, d *Document, p *Path) Change {
	t.Helper()
	changes, err := p.Ensure(d)
	if err != nil || len(changes) != 1 {
		t.Fatalf("%s: %v, %v", p, changes, err)
	}
	return changes[0]
}

// TestEnsureRefuses checks that the error for two matches names both lines, and that
// Ensure does not create a path that is not simple or has another root.
func TestEnsureRefuses(t *testing.T) {
	for _, test := range []struct{ src, path, want string }{
		{"<a>\n  <b/>\n  <b/>\n</a>", "/a/b/c", "2:3: path /a/b/c matches 2 times, at lines 2, 3"},
		{"<a/>", "/b/c", "path /b/c matches nothing"},
		{"<a/>", "//b", "path //b matches nothing"},
		{"<a/>", "/a/b[1]", "path /a/b[1] matches nothing"},
		{"<a/>", "/a/b[@k!='1']", "path /a/b[@k!='1'] matches nothing"},
		{"<a/>", "/a/q:b", "path /a/q:b: the prefix q is declared neither"},
		{"<a/>", "/a/b[@q='1'][@q='2']", "matches nothing, and no element can meet its predicates"},
		{"<a xmlns='u'/>", "/a/b[@xmlns='q']/c", "matches nothing, and no element can meet its predicates"},
		{"<a xmlns='u'/>", "/a/@xmlns", "xmlns declares a namespace"},
	} {
		d, err := Parse([]byte(test.src))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile(test.path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Ensure(d); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.path, err)
		}
		bytesAre(t, d, test.src)
	}
}

// TestEnsureFinds checks that the XPath engine finds what Ensure created.
func TestEnsureFinds(t *testing.T) {
	for _, path := range []string{"/a/b", "/a/b[@k='1']", "/a/b[n='x']/c", "/a/b[j/n='x']",
		`/a/b[@k="it's"][n='y']/c/@q`} {
		d, err := Parse([]byte("<a>\n</a>"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Compile(path)
		if err != nil {
			t.Fatal(err)
		}
		e := ensure(t, d, p).Element
		if p.Attr() != "" {
			e.CreateAttr(p.Attr(), "v")
		}
		found, err := p.evaluate(d)
		if err != nil || len(found) != 1 || found[0].Element != e {
			t.Errorf("%s: %v, %v", path, found, err)
		}
	}
}
