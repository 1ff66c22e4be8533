package xmlpath

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// secretPlaces has documents with a password, at §, that may break them.
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

// TestPropertyNoPasswordInAMessage checks that a message never quotes a password,
// whatever the password does to the document.
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

// TestMessagesQuoteWhatIsNoSecret checks that a message names the wrong tag if that
// is not a secret.
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

// TestMessagesQuoteNoText checks that a message never quotes a text or the value of an
// attribute, even if nothing near it has the name of a secret.
func TestMessagesQuoteNoText(t *testing.T) {
	for _, src := range []string{"Hunter2\n", "<a/>Hunter2", "<!Hunter2", "<a><!Hunter2></a>",
		"<a b='1'Hunter2='x'/>", "<a b='1'c='Hunter2'/>", "<a></a Hunter2>", "<a b='1' 'Hunter2'/>", "<a =Hunter2/>",
		"<a b=Hunter2/>", "<a>Hunter2</a", "<a>Hunter2 & x</a>", "<a><?x Hunter2</a>", "<?x?>Hunter2"} {
		_, err := Parse([]byte(src))
		var e *Error
		if !errors.As(err, &e) || strings.Contains(e.Error()+e.Hint, "Hunter2") {
			t.Errorf("%s: %v", src, err)
		}
	}
}

// TestMessagesHoldNoSource checks that the message about a document does not quote
// the password that broke it.
func TestMessagesHoldNoSource(t *testing.T) {
	const secret = "S3cr3t"
	for _, password := range []string{
		"a<S3cr3t>", "a<S3cr3t", "S3cr3t<", "</S3cr3t>", "&S3cr3t;", "&S3cr3t", "&#S3cr3t;", "<S3cr3t/", "<S3cr3t x>",
		"<a S3cr3t>",
		"<a S3cr3t='1' S3cr3t='2'/>", "<S3cr3t:x/>", "<a:S3cr3t/>", "<:S3cr3t/>", "<a S3cr3t:b='1'/>", "<a S3cr3t=1/>",
		"<a b='S3cr3t<'/>",
		"<!S3cr3t>", "<!--S3cr3t--", "<?S3cr3t", "<?xml S3cr3t?>", "<![CDATA[S3cr3t", "]]>S3cr3t", "S3cr3t\x01",
		"<a xmlns:xmlns='S3cr3t'/>",
		"</password></x>S3cr3t", "</password></x><S3cr3t/>", "</password></x>&S3cr3t;", "</password></x></S3cr3t>",
	} {
		for _, src := range []string{
			"<x><password>" + password + "</password></x>",
			"<x><password><!-- </password></x>-->" + password + "</password></x>",
		} {
			_, err := Parse([]byte(src))
			var e *Error
			if errors.As(err, &e) && strings.Contains(e.Message+e.Hint, secret) {
				t.Errorf("%s: %v [%s]", src, err, e.Hint)
			}
		}
	}
}
