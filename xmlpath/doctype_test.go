package xmlpath

import (
	"strings"
	"testing"
)

// TestNamespaces checks that undeclared prefixes are refused, and declared ones are
// not.
func TestNamespaces(t *testing.T) {
	for src, want := range map[string]string{
		"<p:x/>":                                    "1:2: the prefix p is not declared",
		"<x>\n <y p:k=''/></x>":                     "2:5: the prefix",
		"<x><y xmlns:p='u'/><p:z/></x>":             "1:21: the prefix",
		"<x xmlns:p=''/>":                           "1:4: a prefix cannot",
		"<x xmlns:xmlns='u'/>":                      "1:4: xml and xmlns",
		"<x xmlns:xml='u'/>":                        "1:4: xml and xmlns",
		"<x xmlns:p='u'><p:y p:k=''/></x>":          "",
		"<p:x xmlns:p='u'/>":                        "",
		"<x xml:lang='en'/>":                        "",
		"<x><y xmlns:p='u'/><p:z xmlns:p='u'/></x>": "",
		"<!DOCTYPE x SYSTEM 'x.dtd'><p:x/>":         "", // may be declared there
		"<!DOCTYPE x [<!ATTLIST x xmlns:p CDATA #FIXED 'u'>]><p:x/>": "",
		"<x><!--p:y/--></x>": "",
	} {
		_, err := Parse([]byte(src))
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", src, err, want)
		}
	}
}

// TestDoctype checks that declarations with wrong syntax are refused, and valid ones
// are not.
func TestDoctype(t *testing.T) {
	for _, good := range []string{
		"x", "x ", "x SYSTEM 's'", `x PUBLIC "-//a//b" 's'`, "x []", "x [ ] ", "x SYSTEM 's' [ %pe; ]",
		"x [<!ELEMENT x EMPTY>]", "x [<!ELEMENT x ANY>]", "x [<!ELEMENT x (#PCDATA)>]", "x [<!ELEMENT x (#PCDATA|a|b)*>]",
		"x [<!ELEMENT x (a,(b|c)+,d?)*>]", "x [<!ATTLIST x>]", "x [<!ATTLIST x a CDATA #IMPLIED b (c|d) 'c' e ID #REQUIRED>]",
		"x [<!ATTLIST x a NOTATION (n) #IMPLIED f CDATA #FIXED 'g&lt;'>]", "x [<!ENTITY a 'b'><!ENTITY c '&a;&later;'>]",
		"x [<!ENTITY % p 'q'>]", "x [<!ENTITY a SYSTEM 's'><!ENTITY b PUBLIC 'p' 's' NDATA n>]",
		"x [<!NOTATION n SYSTEM 's'><!NOTATION m PUBLIC 'p'><!NOTATION o PUBLIC 'p' 's'>]", "x [<!-- c --><?p q?>]",
	} {
		if _, err := Parse([]byte("<!DOCTYPE " + good + "><x/>")); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "x y", "x SYSTEM", "x SYSTEM s", "x SYSTEM 's' 't'", "x PUBLIC 'p'", "x PUBLIC 'p\u00e9' 's'",
		"x PUBLIC 'p''s'", "x 's'",
		"x [] y", "x [] []", "x [y]", "x [&a;]", "x [<y/>]", "x [<!FOO a>]", "x [<!ELEMENT>]", "x [<!ELEMENT x>]",
		"x [<!ELEMENT x foo>]",
		"x [<!ELEMENT x (a>]", "x [<!ELEMENT x (a,)>]", "x [<!ELEMENT x (a b)>]", "x [<!ELEMENT x ()>]", "x [<!ATTLIST x a>]",
		"x [<!ATTLIST x a FOO #IMPLIED>]", "x [<!ATTLIST x a CDATA>]", "x [<!ATTLIST x a CDATA x>]",
		"x [<!ATTLIST x a CDATA '<'>]",
		"x [<!ATTLIST x a CDATA '&none;'>]", "x [<!ATTLIST x a (b,c) 'b'>]", "x [<!ENTITY a>]", "x [<!ENTITY a b>]",
		"x [<!ENTITY a 'b' c>]",
		"x [<!ENTITY a '%b;'>]", "x [<!ENTITY a '&'>]", "x [<!ENTITY a:b 'c'>]", "x [<!ENTITY % p 'q' NDATA n>]",
		"x [<!NOTATION n>]",
		"x [<!NOTATION n 's'>]", "x [<!ENTITY % p '", "x [", "x",
	} {
		src := "<!DOCTYPE " + bad
		if bad != "x" {
			src += "><x/>"
		}
		if _, err := Parse([]byte(src)); err == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}
