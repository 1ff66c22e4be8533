package secret

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		secrets        []string
	}{
		{name: "nothing", in: "registry.xml: no dbConfig wso2registry", want: "registry.xml: no dbConfig wso2registry",
			secrets: []string{"", "hush"}},
		{name: "empty", in: "", want: ""},
		{name: "parameter", in: `dial jdbc:mysql://h:3306/d?user=u&password=hush&a=b: refused`,
			want: `dial jdbc:mysql://h:3306/d?user=u&password=********&a=b: refused`},
		{name: "quoted URL", in: `url "jdbc:mysql://h/d?password=hush": refused`,
			want: `url "jdbc:mysql://h/d?password=********": refused`},
		{name: "user part", in: `parse "mysql://am:hush@h:3306/d": a@b`, want: `parse "mysql://am:********@h:3306/d": a@b`},
		{name: "user part, two", in: `x://a:hush@h and y://b:hush@h`, want: `x://a:********@h and y://b:********@h`},
		{name: "oracle", in: `jdbc:oracle:thin:am/hush@h:1521:SID: refused`,
			want: `jdbc:oracle:thin:am/********@h:1521:SID: refused`},
		{name: "option", in: `--set database.password=hush: bad`, want: `--set database.password=******** bad`},
		{name: "element", in: `line 3: <password a="b">hush</password>`, want: `line 3: <password a="b">********</password>`},
		{name: "attribute", in: `line 3: <a keystorePass="hush"/>`, want: `line 3: <a keystorePass="********"/>`},
		{name: "half an element", in: `there is no <password> in datasource X`,
			want: `there is no <password> in datasource X`},
		{name: "secret", in: "access denied (using 'h&h')", want: "access denied (using '********')",
			secrets: []string{"h&h"}},
		{name: "secret, escaped", in: `h&amp;"h h&amp;&quot;h h&amp;&#34;h h%26%22h h&\"h`,
			want: "******** ******** ******** ******** ********", secrets: []string{`h&"h`}},
		{name: "secret, long and plain", in: "xabcdefghijx", want: "x********x", secrets: []string{"abcdefghij"}},
		{name: "secret, short and plain", in: "user-mgt.xml of user, superuser; 'user' db.user (user) user.",
			want: "user-mgt.xml of ********, superuser; '********' db.user (********) ********.", secrets: []string{"user"}},
		{name: "secret, short after an escape", in: `a\nhush\n`, want: `a\n********\n`, secrets: []string{"hush"}},
		{name: "secret, short and odd", in: "a#b in xa#bx", want: "******** in x********x", secrets: []string{"a#b"}},
		{name: "secret, in another", in: "abc# and c#", want: "******** and ********", secrets: []string{"c#", "abc#"}},
		{name: "secret, overlapping", in: "a#a#a#a", want: "********", secrets: []string{"a#a"}},
		{name: "secret, a word for it", in: `no password; the password is "password"`,
			want: `no password; the password is "********"`, secrets: []string{"password"}},
		{name: "secret, blanks around", in: "got [hush-1]", want: "got [********]", secrets: []string{" hush-1\n"}},
		{name: "masked twice", in: Text("x://a:hush@h?password=hush"), want: "x://a:********@h?password=********",
			secrets: []string{"hush"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.in, c.secrets...); got != c.want {
				t.Errorf("Text(%q, %q) = %q, want %q", c.in, c.secrets, got, c.want)
			}
		})
	}
}

// TestPropertyNoSecretInAMessage puts a secret into a message in the ways in which
// a program comes to do so.
func TestPropertyNoSecretInAMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := "q9z" + rapid.StringOfN(rapid.SampledFrom([]rune("ab1 &<>\"';:@/?#=%{}()\té\\")), 0, 6, -1).Draw(t,
			"secret") + "z9q"
		inJSON, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		shown := rapid.SampledFrom([]string{
			secret, fmt.Sprintf("%q", secret), fmt.Sprintf("%+q", secret), string(inJSON), escape(t, secret),
			url.QueryEscape(secret), url.PathEscape(secret), "jdbc:mysql://h/d?a=" + url.QueryEscape(secret),
			(&url.URL{Scheme: "x", User: url.UserPassword("u", secret), Host: "h"}).String(),
		}).Draw(t, "shown")
		message := rapid.SampledFrom([]string{"", "x: ", "'", "password ", "a\\n"}).Draw(t, "before") + shown +
			rapid.SampledFrom([]string{"", ": no", "'", ".", ")"}).Draw(t, "after")
		got := Text(message, secret)
		if strings.Contains(got, "q9z") || strings.Contains(got, "z9q") {
			t.Fatalf("Text(%q) = %q", message, got)
		}
		if again := Text(got, secret); strings.Contains(again, "q9z") {
			t.Fatalf("masked twice %q", again)
		}
	})
}
