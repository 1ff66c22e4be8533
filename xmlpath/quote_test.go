package xmlpath

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// secretPlaces are documents with a password that may break them, at §.
var secretPlaces = []string{
	"<a><password>§</password></a>",
	"<a>\n  <b/>\n  <password>\n    §\n  </password>\n  <c/>\n</a>",
	"<a><Property name='ConnectionPassword'>§</Property></a>",
	"<a><Property name=\"password\" value=\"§\"/></a>",
	"<a><p><value>§</value><name>password</name></p></a>",
	"<a><p><name>password</name>\n<value>§</value></p></a>",
	"<Connector keystorePass='§' b='c'/>",
	"<url>jdbc:mysql://u:§@h/d</url>",
	"<url>jdbc:mysql://h/d?user=u&amp;password=§</url>",
	"<a><!-- <password>§</password> --></a>",
	"<a><password><![CDATA[§]]></password></a>",
	"<!DOCTYPE a [<!ENTITY password \"§\">]><a/>",
	"<a><b><password>§",
	"§<a><password/></a>",
}

// TestPropertyNoPasswordInAMessage: whatever a password does to a document, the
// message does not quote it.
func TestPropertyNoPasswordInAMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom(secretPlaces).Draw(t, "place")
		odd := rapid.StringOfN(rapid.SampledFrom([]rune("<></&;#!?[]'\"=:- ab1\x01é")), 0, 4, -1)
		secret := odd.Draw(t, "before") + "S3cr3t" + odd.Draw(t, "after") + "S3cr3t" + odd.Draw(t, "end")
		_, err := Parse([]byte(strings.ReplaceAll(place, "§", secret)))
		var e *Error
		if errors.As(err, &e) && strings.Contains(e.Error()+e.Hint, "S3") {
			t.Fatalf("%s\n%s: %v [%s]", place, secret, e, e.Hint)
		}
	})
}

// TestMessagesQuoteWhatIsNoSecret: elsewhere a message says which tag is wrong.
func TestMessagesQuoteWhatIsNoSecret(t *testing.T) {
	for text, want := range map[string]string{
		"<a><b></a>":                "1:7: </a> where </b> is expected [<b> was opened at line 1]",
		"<a>":                       "1:1: <a> is not closed []",
		"<a b=c/>":                  "1:6: the value of attribute b is not in quotes []",
		"<a>&nbsp;</a>":             "1:4: entity &nbsp; is not declared [write &amp; for an ampersand]",
		"<password>a<b></password>": "1:15: an end tag where another is expected [the element was opened at line 1]",
	} {
		_, err := Parse([]byte(text))
		var e *Error
		if !errors.As(err, &e) || e.Error()+" ["+e.Hint+"]" != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}
