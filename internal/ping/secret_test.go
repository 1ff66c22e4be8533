package ping

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever a driver makes of a password, and whatever stands around it, none of
// it is taken over.
func TestQuoteHoldsNoPassword(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.StringMatching(`[!-~ äß€]{0,3}[!-~äß€]{6,20}[!-~ äß€]{0,3}`).Draw(t, "password")
		form := rapid.SampledFrom(secrets(password)).Draw(t, "form")
		before, after := rapid.StringMatching(`[ -~\n]{0,400}`).Draw(t, "before"), rapid.StringMatching(`[ -~\n]{0,40}`).Draw(t, "after")
		c := &call{source: source{secrets: secrets(password)}}
		if got := c.quote(before + form + after); got != withheld {
			t.Fatalf("%q became %q", before+form+after, got)
		}
	})
}

func TestQuote(t *testing.T) {
	c := &call{source: source{secrets: secrets("s3cret", "")}}
	for text, want := range map[string]string{
		"":                              "",
		"a\n\tb\x00c.":                  "a b c",
		"it is s3cret":                  withheld,
		strings.Repeat("é", 200):        strings.Repeat("é", 150) + "…",
		"é" + strings.Repeat("xé", 150): ("é" + strings.Repeat("xé", 150))[:maxDetail] + "…",
	} {
		if got := c.quote(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// A Target shows no password, however it is printed.
func TestTargetPrints(t *testing.T) {
	target := Target{Name: "WSO2AM_DB", URL: "jdbc:mysql://h/d?password=pl4nted", Password: "pl4nted"}
	if text := fmt.Sprintf("%v %+v %#v %s %v", target, target, target, target, []Target{target}); strings.Contains(text, "pl4nted") {
		t.Error(text)
	}
}

// Nothing that stands in a datasource makes a ping panic, or says its password.
func FuzzRead(f *testing.F) {
	for _, url := range everyKind("1") {
		f.Add(url, "user", "pl4nted")
	}
	f.Add("jdbc:mysql:loadbalance://a:b@c,d:e@f/g?password=h%2", "${x}", "")
	f.Add("jdbc:postgresql:x?ssl&sslmode=&options=-c%20x", "", "")
	f.Add(`jdbc:sqlserver://h\i:1;serverName=a\b;portNumber=99999;password={}}}`, "", "")
	f.Add(`jdbc:oracle:thin:a/"b@c"@(DESCRIPTION=(ADDRESS=(HOST=h)(PORT=1))(ADDRESS=(PORT=x)))`, "u", "p")
	f.Fuzz(func(t *testing.T, url, user, password string) {
		target := Target{URL: url, Username: user, Password: password}
		c, code := prepared(t, target)
		if len(c.hosts) == 0 {
			t.Fatal("no host")
		}
		if code != "" {
			if _, ok := texts[code]; !ok {
				t.Fatalf("no text for %q", code)
			}
			return
		}
		if c.password != "" && !c.holdsSecret(c.password) {
			t.Fatalf("%q is not known for a secret", c.password)
		}
		switch d := c.driver.(type) {
		case *sqlServer:
			d.config(c)
		case *oracle:
			d.config(c)
		}
		c.parameters.notes()
	})
}
