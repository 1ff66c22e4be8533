package secret

import (
	"encoding/binary"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// covered returns a whole file with its secrets covered.
func covered(data string, places ...Place) string {
	var b strings.Builder
	at := 0
	for _, s := range Find("x", []byte(data), places) {
		b.WriteString(data[at:s.Start] + Mask)
		at = s.End
	}
	return b.String() + data[at:]
}

// inRoot returns a document whose root has the given content.
func inRoot(content string) string { return `<r xmlns:a="a" xmlns:svns="v">` + content + `</r>` }

// findCases are contents of an element in which the secrets are marked.
var findCases = []struct{ name, marked string }{
	{"element", `<password>«hush»</password>`},
	{"capital", `<Password>«hush»</Password>`},
	{"upper case", `<PASSWORD>«hush»</PASSWORD>`},
	{"prefix", `<ConnectionPassword>«hush»</ConnectionPassword>`},
	{"namespace", `<a:password>«hush»</a:password>`},
	{"attributes", `<password svns:secretAlias="WSO2.DB.Password" b='>'>«hush»</password>`},
	{"other words",
		`<KeyPass>«hush»</KeyPass><passwd>«hush»</passwd>` +
			`<userPwd>«hush»</userPwd><passphrase>«hush»</passphrase><clientSecret>«hush»</clientSecret>`},
	{"empty", `<password></password><password/><password />`},
	{"blank", `<password>« »</password>`},
	{"blanks around", "<password>« hush\t»</password>"},
	{"escaped", `<password>«&lt;hu&amp;sh&gt;»</password>`},
	{"cdata", `<password>«<![CDATA[<hush>]]>»</password>`},
	{"cdata in part", `<password>«hu<![CDATA[s]]>h»</password>`},
	{"comment inside", `<password>«hu<!-- not <b> -->sh»</password>`},
	{"instruction inside", `<password>«hu<?x sh?>sh»</password>`},
	{"several lines", "<password>«\n    hush\n\n\thush2  \n  »</password>"},
	{"several lines, CRLF", "<password>«hu\r\n  sh\r\n»</password>\r\n"},
	{"cdata over lines", "<password>«<![CDATA[hu\nsh]]>\n»</password>"},
	{"layout only", "<password>«\n  »</password>"},
	{"section", `<Password><Enable>true</Enable><Text>hush</Text></Password>`},
	{"value in a section", `<Password><type>x</type><value>«hush»</value></Password>`},
	{"tag inside", `<password>«a<hush/>b»</password><b>seen</b>`},
	{"element inside", "<password>«\n<hush a='hush'>hush</hush>b\n»</password>"},
	{"password inside", `<password><password>«b»</password></password>seen`},
	{"pair", `<property><name>password</name><value>«hush»</value></property>`},
	{"pair, value first", `<p><value>«hush»</value> <Key> db.pwd </Key></p><value>seen</value>`},
	{"pair, another name", `<p><name>user</name><value>seen</value></p>`},
	{"pair in web.xml", `<init-param><param-name>a.Password</param-name><param-value>«hush»</param-value></init-param>`},
	{"XML in CDATA", `<a><![CDATA[<b><password>«hush»</password>seen</b>]]></a>`},
	{"XML in CDATA, in two", `<a><![CDATA[<b><password>«hu]]><![CDATA[sh»</password>seen</b>]]></a>`},
	{"escaped XML", `<a b="&lt;c password='«hush»'/>">&lt;password>«hush»&lt;/password></a>`},
	{"escaped XML twice", `<a>&lt;b>&amp;lt;password>«hush»&amp;lt;/password>&lt;/b></a>`},
	{"remark in a comment", `<!-- password: «hush,» "secret": "«hush hush»" and so on: seen -->`},
	{"broken element in a comment", `<!--« <password>hush »--><b>seen</b>`},
	{"tags in prose", `<!-- set <EnableClientSecretHash> to true -->`},
	{"attributes in a comment", `<!--Property name="password" value="«hush»"/-->`},
	{"tag over lines", "<password\n  a='b'\n>«hush»</password\n>"},
	{"property", `<Property name="ConnectionPassword">«hush»</Property>`},
	{"property, single quotes", `<property encrypted='x' name='password' >«hush»</property>`},
	{"property, key", `<Property key="clientSecret">«hush»</Property>`},
	{"property, value", `<property name="password" value="«hush»"/><property value='«hush»' name='password'/>`},
	{"parameter", `<parameter name="keystore.Passphrase" locked="false">«hush»</parameter>`},
	{"attribute", `<Connector keystorePass="«hush»" keystoreFile="x.jks" password = '«hush»' a:Pwd="«hush»"/>`},
	{"attribute over lines", "<a password=\"«hu\n  sh»\"/>"},
	{"attribute, empty", `<a password=""/>`},
	{"attribute with URL", `<a url="jdbc:mysql://am:«hush»@h/d?password=«hush»&amp;a=b" b="seen"/>`},
	{"in a comment", `<!-- <password>«hush»</password> -->`},
	{"block in a comment",
		"<!--UserStoreManager class=\"x\">\n  <Property name=\"ConnectionPassword\">«hush»</Property>\n" +
			"  <a>seen</a>\n</UserStoreManager-->"},
	{"own brackets", `<!--Password>«hush»</Password--><b>seen</b>`},
	{"own brackets, property", `<!-- Property name="Password">«hush»</Property --><b>seen</b>`},
	{"end tag in a comment", `<password>«hush<!-- </password> -->hush»</password><b>seen</b>`},
	{"prose in a comment", `<!-- the password, e.g. ?password=«hush» "or" Pwd='«hush hush»' then -->`},
	{"a scheme that is not ASCII", `<url>httpſ://u:«hush»@h/</url>`},
	{"parameter first", `<url>jdbc:mysql://h:3306/d?password=«hush»</url>`},
	{"parameter between", `<url>jdbc:mysql://h:3306/d?user=am&amp;password=«hush»&amp;useSSL=false</url>`},
	{"parameter, number for &", `<url>jdbc:mysql://h/d?a=b&#38;Passwd=«hush»&#x26;c=d</url>`},
	{"parameter in cdata", `<url><![CDATA[jdbc:mysql://h/d?password=«hush»&c=d]]></url>`},
	{"parameter, semicolons", `<url>jdbc:sqlserver://h:1433;databaseName=d;password=«hu sh»;a=b</url>`},
	{"parameter, braces", `<url>jdbc:sqlserver://h:1433;password={«hu;sh}}»};a=b</url>`},
	{"parameter, braces without an end", `<url>jdbc:sqlserver://h:1433;password=«{hush;a=b»</url>`},
	{"parameters, braces without an end",
		`<b>password=«{hush»;a=b;password=«{hush}}»&amp;password='«hush»';a=b</b>`},
	{"parameters, braces", `<b>password=«{hu;sh}»;a=b;password=«{h»;}}u;pwd=«hush»</b>`},
	{"parameter, DB2", `<url>jdbc:db2://h:50000/D:password=«hush»;</url>`},
	{"parameter, escaped", `<url>jdbc:mysql://h/d?password=«hu&lt;s&quot;&#x68;»&amp;a=b</url>`},
	{"parameter, quote", `<url>jdbc:mysql://h/d?password=«hu'sh»&amp;a=b</url>`},
	{"parameter with comment", `<url>jdbc:mysql://h/d?password=«hu<!-- x -->sh»&amp;a=b</url>`},
	{"parameter, end of text", "<url>jdbc:mysql://h/d?password=«hush»\n  </url>"},
	{"parameter, empty", `<url>jdbc:mysql://h/d?password=&amp;a=b</url>`},
	{"parameter, longer name",
		`<url>jdbc:mysql://h/d?trustCertificateKeyStorePassword=«hush»&amp;sslpassword=«hush»</url>`},
	{"parameter, = in value", `<url>jdbc:mysql://h/d?password=«hush==»&amp;a=b</url>`},
	{"escaped twice", `<url>jdbc:mysql://h/d?a=b&amp;amp;password=«hush»</url>`},
	{"the value of an element", `<keystorePassword value="«hush»" type="hush"/>`},
	{"more SQL", `<initSQL>CREATE USER u WITH PASSWORD «'hush'»; set password for 'u'@'h' = «'hush'»;
		alter user u identified with p by «'hush'», v identified by values «'hush'»; the password of 'u'</initSQL>`},
	{"SQL in a URL", `<url>jdbc:h2:mem:x;INIT=ALTER USER u SET PASSWORD «'hush'»</url>`},
	{"SQL", `<initSQL>ALTER USER u IDENTIFIED BY «hush»; identified by «'hush hush'» x</initSQL>`},
	{"connectionProperties", `<connectionProperties>user=x; password = «hush»;a=b</connectionProperties>`},
	{"URL in a comment", `<!-- jdbc:mysql://h/d?a=b&password=«hush» -->`},
	{"user part", `<url>jdbc:mysql://am:«hush»@host:3306/d</url>`},
	{"user part, odd password", `<url>amqp://am:«h:u@s;h»@host/carbon?a=b@c</url>`},
	{"user part, raw slash", `<url>amqp://am:«hu/sh»@host/carbon</url>`},
	{"user part, & in it", `<url>amqp://am:«hu&amp;sh»@host/carbon</url>`},
	{"user part, no user", `<url>redis://:«hush»@host</url>`},
	{"user part, hosts", `<url>jdbc:mysql://a:«hush»@h1:3306,b:«hush»@h2:3306/d</url>`},
	{"user part, cacheId", `<cacheId>am@jdbc:mysql://am:«hush»@h:3306/d</cacheId>`},
	{"user part in prose", `<!-- see http://am:«hush»@host/x and a@b -->`},
	{"user part, two", `<a>see http://am:«hush»@host/x and http://am:«hush»@host/x</a>`},
	{"oracle", `<url>jdbc:oracle:thin:am/«hush»@host:1521:SID</url>`},
	{"oracle, service", `<url>jdbc:oracle:thin:am/«hush»@//host:1521/S</url>`},
	{"oracle, quoted", `<url>jdbc:oracle:thin:am/«"hu@sh"»@host:1521:SID</url>`},
	{"oracle, oci", `<url>JDBC:Oracle:oci8:am/«hush»@(description=(a@b))</url>`},
	{"oracle, no host", `<url>jdbc:oracle:oci:am/«hush»</url>`},
}

// unmark returns a text without the marks of its secrets, and with them covered.
func unmark(marked string) (plain, masked string) {
	return strings.NewReplacer("«", "", "»", "").Replace(marked), marks.ReplaceAllString(marked, Mask)
}

var marks = regexp.MustCompile(`(?s)«.*?»`)

func TestFind(t *testing.T) {
	for _, c := range findCases {
		t.Run(c.name, func(t *testing.T) {
			plain, want := unmark(c.marked)
			if got := covered(inRoot(plain)); got != inRoot(want) {
				t.Errorf("\n%s\nis covered as\n%s\nwant\n%s", plain, got, want)
			}
		})
	}
}

// TestFindLeaves has texts that must stay readable.
func TestFindLeaves(t *testing.T) {
	for _, text := range []string{
		`<Property name="PasswordJavaRegEx">^[\S]{5,30}$</Property>`,
		`<Property name="PasswordHashMethod">PLAIN_TEXT</Property>`,
		`<Property name="StoreSaltedPassword">true</Property>`,
		`<!--StoreSaltedPassword>false</StoreSaltedPassword-->`,
		`<Property name="PasswordsExternallyManaged">true</Property>`,
		`<Property name="ConnectionURL">ldap://localhost:${Ports.EmbeddedLDAP.LDAPServerPort}</Property>`,
		`<url>jdbc:oracle:thin:@localhost:1521/wso2_metrics</url>`,
		`<url>jdbc:oracle:thin:@//localhost:1521/wso2_metrics</url>`,
		`<url>jdbc:h2:./repository/database/DB;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=60000</url>`,
		`<url>jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb?autoReconnect=true&amp;useSSL=false</url>`,
		`<cacheId>user@jdbc:mysql://carbondb.mysql-wso2.com:3306/regdb</cacheId>`,
		`<url>https://localhost:9443/registry?mail=a@b</url>`,
		`<url>https://am@localhost:9443/x:y@z</url>`,
		`<a>${admin.username}@host:80</a>`,
		`<password svns:secretAlias="WSO2.DB.Password"></password>`,
		`<a xmlns:secret="http://example.com/a" bypass="true" compass="x"/>`,
		`<GrantTypeName>password</GrantTypeName>`,
		`<!-- Keystore password--> <!-- Password --> <!-- Password of the user -->`,
		`<driverClassName>com.mysql.jdbc.Driver</driverClassName><username>user</username>`,
		`<a>true</a><maxActive>50</maxActive><b>hush</b>`,
	} {
		if got := covered(inRoot(text)); got != inRoot(text) {
			t.Errorf("\n%s\nis masked as\n%s", text, got)
		}
	}
}

// TestFindInFiles has whole files, not all of them well-formed and not all XML.
func TestFindInFiles(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"entity", `<!DOCTYPE a [<!ENTITY dbPassword "hush"><!ENTITY x "seen"><!ENTITY % y 'seen'>]><a/>`,
			`<!DOCTYPE a [<!ENTITY dbPassword "********"><!ENTITY x "seen"><!ENTITY % y 'seen'>]><a/>`},
		{"latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9<password>h\xfcsh</password>\xe9</a>",
			"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9<password>********</password>\xe9</a>"},
		{"BOM", "\xef\xbb\xbf<password>hush</password>", "\xef\xbb\xbf<password>********</password>"},
		{"no XML", "# hosts\npassword=hush\na=b\n127.0.0.1 localhost\n",
			"# hosts\npassword=********\na=b\n127.0.0.1 localhost\n"},
		{"no XML, a word", "127.0.0.1 password pass secret.example.com\n", "127.0.0.1 password pass secret.example.com\n"},
		{"raw ampersand",
			"<a>\n  <b>x</b>\n<c/><c/><c/><c/>\n  <password>a&b</password>\n\n<c/><c/><c/><c/>\n  <b>x</b>\n</a>\n",
			"<a>\n  <b>x</b>\n********\n********\n\n********\n  <b>x</b>\n</a>\n"},
		{"tag in it", "<a><password>a<hush></password>", "********"},
		{"lines", "<a>\n<Property name='password'>\n  hush\n  <hush\n</Property>",
			"********\n********\n********\n********\n********"},
		{"open comment", "<a><!-- <password>hush", "********"},
		{"open cdata", "<password><![CDATA[hush\nhush", "********\n********"},
		{"broken tag", "<password a=>hush</password>", "********"},
		{"latin-1 undeclared", "<a>\xe9\n<b/><b/><b/><b/>\n<password>hush</password></a>", "<a>\xe9\n********\n********"},
		{"URL", "<a>\n<b>&</b>\n<url>jdbc:mysql://u:hush@h/d</url></a>", "<a>\n<b>&</b>\n********"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := covered(c.in); got != c.want {
				t.Errorf("\n%q\nis covered as\n%q\nwant\n%q", c.in, got, c.want)
			}
		})
	}
	if got := Find("repository/conf/security/cipher-tool.properties",
		[]byte("A.Password=repository/conf/x.xml//a,false"), nil); got != nil {
		t.Errorf("the place of a secret is none: %v", got)
	}
}

// TestPlaces: a value that a profile took from a variable is a secret in its place, and
// only there.
func TestPlaces(t *testing.T) {
	places := []Place{
		{File: "x", Path: "/r/a/b"}, {File: "x", Path: "//c/@d"}, {File: "x", Property: "UserName"},
		{File: "y", Path: "//e"}, {File: "x", Path: "///"}, {File: "x", Path: "count(//e)"}, {File: "x", Path: "//none"},
	}
	for _, c := range [][2]string{
		{`<r><a><b>v</b></a><b>v</b><c d="v" e="v">v</c><e>v</e></r>`,
			`<r><a><b>********</b></a><b>v</b><c d="********" e="v">v</c><e>v</e></r>`},
		{`<r><Property name="UserName">v</Property><UserName>v</UserName></r>`,
			`<r><Property name="UserName">********</Property><UserName>v</UserName></r>`},
		{`<r><!--U><Property name="UserName">v</Property></U--></r>`,
			`<r><!--U><Property name="UserName">********</Property></U--></r>`},
		{`<r><a><b><![CDATA[v]]><!-- v --></b></a></r>`, `<r><a><b>********</b></a></r>`},
	} {
		if got := covered(c[0], places...); got != c[1] {
			t.Errorf("\n%s\nis covered as\n%s\nwant\n%s", c[0], got, c[1])
		}
	}
}

// TestUncertainEncodings: where markup can't be found for certain, whole lines
// are covered.
func TestUncertainEncodings(t *testing.T) {
	text := "<a>\r\n<b>seen</b>\r\n<password>hush</password>\r\n<url>x?password=hush😀\n</url>\n</a>"
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, bom := range []string{"<?xml version='1.0'?>\n", "\ufeff"} {
			data := encodeUTF16(bom+text, order)
			got := covered(data)
			for _, seen := range []string{"<a>", "<b>seen</b>", "</url>", "</a>"} {
				if !strings.Contains(got, encodeUTF16(seen, order)) {
					t.Errorf("%v: no %s in %q", order, seen, got)
				}
			}
			if strings.Contains(got, encodeUTF16("hush", order)) || strings.Contains(got, encodeUTF16("us", order)) {
				t.Errorf("%v: a password in %q", order, got)
			}
			if strings.Count(got, Mask) != 2 || strings.Count(got, "\n") != strings.Count(data, "\n") {
				t.Errorf("%v: masked as %q", order, got)
			}
		}
	}
	for _, data := range []string{
		"\xff\xfe\x00\x00<\x00\x00\x00\n\x00\x00\x00h\x00\x00\x00", // UTF-32
		"<password>hu\x00sh</password>\nb\n",
		"<password>hu\x1b(Bsh</password>\r\n  \r\nb\n",
		"\x4c\x6f\xa7\x94\x93 hush\nhush",
	} {
		got := covered(data)
		for _, line := range strings.Split(got, "\n") {
			if line = strings.TrimSuffix(line, "\r"); strings.TrimSpace(line) != "" && line != Mask {
				t.Errorf("%q shows the line %q", data, line)
			}
		}
	}
	for _, data := range []string{"\xff\xfe", "\xfe\xff\x00", "\xff\xfe<\x00\x00\xd8", "<\x00p\x00\xd8",
		"\x00<\x00p\xd8\x00\xd8\x00"} {
		covered(data) // cut off in the middle of a character
	}
}

func encodeUTF16(text string, order binary.AppendByteOrder) string {
	var data []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return string(data)
}

// places are the places where a secret can be. § marks the secret; not lists the
// characters that it cannot hold there.
var places = []struct{ text, not string }{
	{`<password>§</password>`, ""},
	{`<a:KeyPassword a="b" svns:secretAlias='c'>§</a:KeyPassword>`, ""},
	{`<Property name="ConnectionPassword">§</Property>`, ""},
	{"<property a='b'\n name='javax.net.ssl.keyStorePassword'>§</property>", ""},
	{`<property name="password" value="§"/>`, ""},
	{`<property><name>password</name><value>§</value></property>`, ""},
	{`<init-param><param-name> db.Password</param-name>x<param-value>§</param-value></init-param>`, ""},
	{`<Connector keystorePass="§" b='c'/>`, ""},
	{"<!-- <password>§</password> -->", "-"},
	{"<!--UserStoreManager class='x'>\n<Property name='Password'>§</Property>\n</UserStoreManager-->", "-"},
	{"<!--Property name='Password' value='§'/-->", "-<>'\""},
	{"<!-- the password: § -->", "-<>&'\" \t;{}"},
	{"<a><![CDATA[<b><password>¶</password></b>]]></a>", "<>&"},
	{"<a>&lt;password>¶&lt;/password></a>", "<>&"},
	{`<url>jdbc:mysql://h:3306/d?password=§</url>`, "&;{}"},
	{`<url>jdbc:mysql://h:3306/d?user=u&amp;password=§&amp;a=b</url>`, "&;{}"},
	{`<connectionProperties>user=u;passwd=§;</connectionProperties>`, "&;{}"},
	{`<a url="jdbc:mysql://h/d?password=§&amp;a=b"/>`, "&;{}"},
	{`<url>jdbc:mysql://am:§@h:3306/d</url>`, "/?#"},
	{`<cacheId>u@jdbc:mysql://am:§@h:3306/d</cacheId>`, "/?#"},
	{`<url>jdbc:oracle:thin:am/§@h:1521:SID</url>`, "(?@"},
	{`<place>§</place>`, ""},
}

// elsewhere are places where no text is a secret. § marks the same text.
var elsewhere = []string{
	`<a>§</a>`, `<a b="§"/>`, `<username>§</username>`, `<Property name="StoreSaltedPassword">§</Property>`,
	`<Property name="§">x</Property>`, `<p><name>x</name><value>§</value></p>`, `<url>jdbc:mysql://h:3306/§?a=§</url>`,
	`<a><b>true</b><c>50</c></a>`, `<a><![CDATA[¶]]></a>`, `<PasswordJavaRegEx>§</PasswordJavaRegEx>`,
}

// TestPropertySecretsAndNothingElse plants a text in places of secrets and elsewhere;
// only the former are covered.
func TestPropertySecretsAndNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in, want strings.Builder
		for range rapid.IntRange(0, 8).Draw(t, "count") {
			secret := rapid.Bool().Draw(t, "is a secret")
			text, not := rapid.SampledFrom(elsewhere).Draw(t, "elsewhere"), "<>&'\" \t;{}=@:/?#()"
			if secret {
				place := rapid.SampledFrom(places).Draw(t, "place")
				text, not = place.text, place.not
			}
			value := "q" + rapid.StringOfN(rapid.SampledFrom([]rune("ab1 &<>\"';:@/?#=%{}()\té-")), 0, 6, -1).Draw(t,
				"value") + "z"
			for _, c := range not {
				value = strings.ReplaceAll(value, string(c), "")
			}
			shown := escape(t, value)
			planted := strings.NewReplacer("§", shown, "¶", value).Replace(text)
			in.WriteString(planted)
			if secret {
				planted = strings.NewReplacer("§", Mask, "¶", Mask).Replace(text)
			}
			want.WriteString(planted)
			ending := rapid.SampledFrom([]string{"\n", "\r\n", "\n\n<x>seen</x>\n", ""}).Draw(t, "ending")
			in.WriteString(ending)
			want.WriteString(ending)
		}
		if got := covered(inRoot(in.String()), Place{File: "x", Path: "//place"}); got != inRoot(want.String()) {
			t.Fatalf("\n%s\nis covered as\n%s\nwant\n%s", in.String(), got, want.String())
		}
	})
}

var escapes = map[rune][]string{
	'&': {"&amp;", "&#38;", "&#x26;"}, '<': {"&lt;", "&#60;"}, '>': {"&gt;", ">", "&#x3E;"},
	'"': {"&quot;", "&#34;"}, '\'': {"&apos;", "&#x27;"}, 'é': {"é", "&#233;", "&#xE9;"},
}

// escape writes a value as XML, in one of the ways to do so.
func escape(t *rapid.T, value string) string {
	var text strings.Builder
	for _, r := range value {
		if forms := escapes[r]; forms != nil {
			text.WriteString(rapid.SampledFrom(forms).Draw(t, "form"))
		} else {
			text.WriteRune(r)
		}
	}
	return text.String()
}

// FuzzFind: no content causes a panic; spans are in order and within the content; nothing
// in a password element is shown, even if it is malformed.
func FuzzFind(f *testing.F) {
	for _, c := range findCases {
		plain, _ := unmark(c.marked)
		f.Add([]byte(plain))
		f.Add([]byte(inRoot(plain)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		at := 0
		for _, s := range Find("x", data, nil) {
			if s.Start < at || s.End <= s.Start || s.End > len(data) {
				t.Fatalf("span %v after %d of %d bytes", s, at, len(data))
			}
			at = s.End
		}
		if strings.ContainsAny(string(data), "<\x00\x1b") || len(strings.Trim(string(data), blanks)) == 0 {
			return
		}
		// Well-formed or, with a raw & or a control character in it, not.
		got := covered("<r><password>" + string(data) + "</password></r>")
		left := strings.NewReplacer("<r>", "", "</r>", "", "<password>", "", "</password>", "", Mask, "").Replace(got)
		if strings.Trim(left, blanks) != "" {
			t.Fatalf("%q is left of %q", left, data)
		}
	})
}
