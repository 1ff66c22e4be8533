package secret

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for _, marked := range []string{
		"",
		"registry.xml: no dbConfig wso2registry",
		"dial jdbc:mysql://h:3306/d?user=u&password=«hush»&a=b: refused",
		`url "jdbc:mysql://h/d?password=«hush»": refused`,
		`parse "mysql://am:«hush»@h:3306/d": a@b`,
		"x://a:«hush»@h and y://b:«hush»@h",
		"jdbc:oracle:thin:am/«hush»@h:1521:SID: refused",
		"found user@jdbc:mysql://(host=h,user=u,password=«hush»)/db here",
		"--set database.password=«hush»: bad",
		`line 3: <password a="b">«hush»</password>`,
		`line 3: <a keystorePass="«hush»"/>`,
		"there is no <password> in datasource X",
		"database.password: is missing",
		"userManagement.admin.password: must be a text, not a list",
		"https://secret:9443/registry",
		`password="«hush hush»", user="u"`,
		"a > b and <b>password</b>",
		"a>pass:«pass=\x01»", // well-formed once the mask covers the control character
	} {
		plain, want := unmark(marked)
		want = strings.Replace(want, Mask+": bad", Mask+" bad", 1) // a value ends at a blank
		if got := Text(plain); got != want {
			t.Errorf("%s\nis shown as %s\nwant        %s", plain, got, want)
		}
	}
}

// FuzzText: a text without the name of a secret and without a URL is unchanged, and
// masked text is not masked again.
func FuzzText(f *testing.F) {
	f.Add("jdbc:mysql://u:hush@h/d?password=hush")
	f.Add("a: b <c d='e'>")
	f.Fuzz(func(t *testing.T, text string) {
		got := Text(text)
		if again := Text(got); strings.ReplaceAll(again, Mask, "") != strings.ReplaceAll(got, Mask, "") {
			t.Errorf("%q is masked as %q, and then as %q", text, got, again)
		}
		lower := strings.ToLower(text)
		for _, word := range []string{"://", "jdbc:", "&", "pass", "pwd", "secret", "token"} {
			if strings.Contains(lower, word) {
				return
			}
		}
		if got != text {
			t.Errorf("%q is masked as %q", text, got)
		}
	})
}
