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
		"/Server/X[@password='«hush»']/y  inserted",
		"/X[ @svns:password = \"«hush»\" ]/@y",
		"/X[@port='1' and @password!='«hush»']",
		"/X['«hush»'=@password]",
		"/X[contains(@password, '«hush»')]",
		"path /a[@name='ConnectionPassword' and text()='«hush»'] matches nothing",
		"/a[@name='password'][.='«hush»']/@b",
		"/a[.='«hush»'] [@key='password']",
		"/a[@value='«hush»' or @name='x' or @name='password']",
		"/a[name='password'][value='«hush»']",
		"/a/Password[text()='«hush»']",
		"/a/Password/text()[.='«hush»']",
		"/a[@name='password']/@value[.='«hush»']",
		"/a[b[@name='password']='«hush»']/c",
		"/*[local-name()='password' and normalize-space(.)='«hush»']",
		"/a[@name='password' and .='«hush matches nothing»",
		"/Property[@name='dataSource']/x",
		"/Property[@name='ConnectionPassword']/a[@b='c']",
		"/a[@name='ConnectionPassword'][@encrypted='true'][2]",
		"/a[@name='dataSource'][.='jdbc/x']",
		"/a/Password[@type='x']",
		"[it's] a [password] of 'x', [a password is 'x'] and [don't]",
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
