package unified

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// maskedText is a whole file as its lines would be printed.
func maskedText(data string, secrets ...string) string {
	p := printer{masking: true, known: newKnown(secrets)}
	s := p.side([]byte(data))
	var out bytes.Buffer
	for i, line := range s.lines {
		text, returned := bytes.CutSuffix(trimNewline(line), []byte("\r"))
		out.Write(cover(text, s.columns(i)))
		if returned {
			out.WriteByte('\r')
		}
		out.Write(line[len(trimNewline(line)):])
	}
	return out.String()
}

var maskCases = []struct{ name, in, want string }{
	{"element", `<password>hush</password>`, `<password>********</password>`},
	{"capital", `<Password>hush</Password>`, `<Password>********</Password>`},
	{"upper case", `<PASSWORD>hush</PASSWORD>`, `<PASSWORD>********</PASSWORD>`},
	{"prefix", `<ConnectionPassword>hush</ConnectionPassword>`, `<ConnectionPassword>********</ConnectionPassword>`},
	{"namespace", `<a:password>hush</a:password>`, `<a:password>********</a:password>`},
	{"attributes", `<password svns:secretAlias="WSO2.DB.Password" b='>'>hush</password>`, `<password svns:secretAlias="WSO2.DB.Password" b='>'>********</password>`},
	{"other words", `<KeyPass>hush</KeyPass><passwd>hush</passwd><userPwd>hush</userPwd><passphrase>hush</passphrase><clientSecret>hush</clientSecret>`,
		`<KeyPass>********</KeyPass><passwd>********</passwd><userPwd>********</userPwd><passphrase>********</passphrase><clientSecret>********</clientSecret>`},
	{"empty", `<password></password><password/><password />`, `<password></password><password/><password />`},
	{"blank", `<password> </password>`, `<password>********</password>`},
	{"blanks around", `<password> hush	</password>`, `<password>********</password>`},
	{"escaped", `<password>&lt;hu&amp;sh&gt;</password>`, `<password>********</password>`},
	{"cdata", `<password><![CDATA[<hush>]]></password>`, `<password>********</password>`},
	{"cdata in part", `<password>hu<![CDATA[s]]>h</password>`, `<password>********</password>`},
	{"comment inside", `<password>hu<!-- not <b> -->sh</password>`, `<password>********</password>`},
	{"instruction inside", `<password>hu<?x sh?>sh</password>`, `<password>********</password>`},
	{"several lines", "<password>\n    hush\n\n\thush2  \n  </password>", "<password>\n    ********\n\n\t********\n  </password>"},
	{"several lines, CRLF", "<password>hu\r\n  sh\r\n</password>\r\n", "<password>********\r\n  ********\r\n</password>\r\n"},
	{"cdata over lines", "<password><![CDATA[hu\nsh]]>\n</password>", "<password>********\n********\n</password>"},
	{"layout only", "<password>\n  </password>", "<password>\n  </password>"},
	{"elements inside", "<Password>\n  <Enable>hush</Enable> hush\n</Password><b>seen</b>", "<Password>\n  <Enable>********</Enable>********\n</Password><b>seen</b>"},
	{"elements inside, blanks between", `<Password> <a>hush</a> </Password>`, `<Password> <a>********</a> </Password>`},
	{"same name inside", `<password>a<password>b</password>c</password>seen`, `<password>********<password>********</password>********</password>seen`},
	{"tag over lines", "<password\n  a='b'\n>hush</password\n>", "<password\n  a='b'\n>********</password\n>"},

	{"property", `<Property name="ConnectionPassword">hush</Property>`, `<Property name="ConnectionPassword">********</Property>`},
	{"property, single quotes", `<property encrypted='x' name='password' >hush</property>`, `<property encrypted='x' name='password' >********</property>`},
	{"property, key", `<Property key="clientSecret">hush</Property>`, `<Property key="clientSecret">********</Property>`},
	{"property, value", `<property name="password" value="hush"/><property value='hush' name='password'/>`, `<property name="password" value="********"/><property value='********' name='password'/>`},
	{"parameter", `<parameter name="keystore.Passphrase" locked="false">hush</parameter>`, `<parameter name="keystore.Passphrase" locked="false">********</parameter>`},
	{"attribute", `<Connector keystorePass="hush" keystoreFile="x.jks" password = 'hush' a:Pwd="hush"/>`, `<Connector keystorePass="********" keystoreFile="x.jks" password = '********' a:Pwd="********"/>`},
	{"attribute over lines", "<a password=\"hu\n  sh\"/>", "<a password=\"********\n  ********\"/>"},
	{"attribute, empty", `<a password=""/>`, `<a password=""/>`},
	{"attribute with URL", `<a url="jdbc:mysql://am:hush@h/d?password=hush&amp;a=b" b="seen"/>`, `<a url="jdbc:mysql://am:********@h/d?password=********&amp;a=b" b="seen"/>`},

	{"in a comment", `<!-- <password>hush</password> -->`, `<!-- <password>********</password> -->`},
	{"block in a comment", "<!--UserStoreManager class=\"x\">\n  <Property name=\"ConnectionPassword\">hush</Property>\n  <a>seen</a>\n</UserStoreManager-->",
		"<!--UserStoreManager class=\"x\">\n  <Property name=\"ConnectionPassword\">********</Property>\n  <a>seen</a>\n</UserStoreManager-->"},
	{"own brackets", `<!--Password>hush</Password--><b>seen</b>`, `<!--Password>********</Password--><b>seen</b>`},
	{"own brackets, property", `<!-- Property name="Password">hush</Property --><b>seen</b>`, `<!-- Property name="Password">********</Property --><b>seen</b>`},
	{"half an element in a comment", `<!-- <password>hush --><b>seen</b>`, `<!-- <password>********--><b>seen</b>`},
	{"end tag in a comment", `<password>hush<!-- </password> -->hush</password><b>seen</b>`, `<password>********</password><b>seen</b>`},
	{"prose in a comment", `<!-- the password, e.g. ?password=hush "or" Pwd='hush hush' then -->`, `<!-- the password, e.g. ?password=******** "or" Pwd='********' then -->`},
	{"open comment", `<a><!-- <password>hush`, `<a><!-- <password>********`},
	{"open cdata", `<password><![CDATA[hush`, `<password>********`},
	{"open instruction", `<?x password="hush"`, `<?x password="********"`},
	{"stray text", "!-- Enable -->\n<password>hush</password> a < b <password>hush</password>", "!-- Enable -->\n<password>********</password> a < b <password>********</password>"},
	{"broken tag", `<password a=>hush</password><password>hush</password>`, `<password a=>hush</password><password>********</password>`},

	{"parameter first", `<url>jdbc:mysql://h:3306/d?password=hush</url>`, `<url>jdbc:mysql://h:3306/d?password=********</url>`},
	{"parameter between", `<url>jdbc:mysql://h:3306/d?user=am&amp;password=hush&amp;useSSL=false</url>`, `<url>jdbc:mysql://h:3306/d?user=am&amp;password=********&amp;useSSL=false</url>`},
	{"parameter, number for &", `<url>jdbc:mysql://h/d?a=b&#38;Passwd=hush&#x26;c=d</url>`, `<url>jdbc:mysql://h/d?a=b&#38;Passwd=********&#x26;c=d</url>`},
	{"parameter in cdata", `<url><![CDATA[jdbc:mysql://h/d?password=hush&c=d]]></url>`, `<url><![CDATA[jdbc:mysql://h/d?password=********&c=d]]></url>`},
	{"parameter, semicolons", `<url>jdbc:sqlserver://h:1433;databaseName=d;password=hu sh;a=b</url>`, `<url>jdbc:sqlserver://h:1433;databaseName=d;password=********;a=b</url>`},
	{"parameter, braces", `<url>jdbc:sqlserver://h:1433;password={hu;sh}}};a=b</url>`, `<url>jdbc:sqlserver://h:1433;password=********;a=b</url>`},
	{"parameter, DB2", `<url>jdbc:db2://h:50000/D:password=hush;</url>`, `<url>jdbc:db2://h:50000/D:password=********;</url>`},
	{"parameter, escaped", `<url>jdbc:mysql://h/d?password=hu&lt;s&quot;&#x68;&amp;a=b</url>`, `<url>jdbc:mysql://h/d?password=********&amp;a=b</url>`},
	{"parameter, entity", `<url>jdbc:mysql://h/d?password=hu&x;sh&amp;a=b</url>`, `<url>jdbc:mysql://h/d?password=********&amp;a=b</url>`},
	{"parameter, quote", `<url>jdbc:mysql://h/d?password=hu'sh&amp;a=b</url>`, `<url>jdbc:mysql://h/d?password=********&amp;a=b</url>`},
	{"parameter with comment", `<url>jdbc:mysql://h/d?password=hu<!-- x -->sh&amp;a=b</url>`, `<url>jdbc:mysql://h/d?password=********&amp;a=b</url>`},
	{"parameter, end of text", "<url>jdbc:mysql://h/d?password=hush\n  </url>", "<url>jdbc:mysql://h/d?password=********\n  </url>"},
	{"parameter, empty", `<url>jdbc:mysql://h/d?password=&amp;a=b</url>`, `<url>jdbc:mysql://h/d?password=&amp;a=b</url>`},
	{"parameter, longer name", `<url>jdbc:mysql://h/d?trustCertificateKeyStorePassword=hush&amp;sslpassword=hush</url>`, `<url>jdbc:mysql://h/d?trustCertificateKeyStorePassword=********&amp;sslpassword=********</url>`},
	{"parameter, = in value", `<url>jdbc:mysql://h/d?password=hush==&amp;a=b</url>`, `<url>jdbc:mysql://h/d?password=********&amp;a=b</url>`},
	{"escaped twice", `<url>jdbc:mysql://h/d?a=b&amp;amp;password=hush</url>`, `<url>jdbc:mysql://h/d?a=b&amp;amp;password=********</url>`},
	{"connectionProperties", `<connectionProperties>user=x; password = hush;a=b</connectionProperties>`, `<connectionProperties>user=x; password = ********;a=b</connectionProperties>`},
	{"URL in a comment", `<!-- jdbc:mysql://h/d?a=b&password=hush -->`, `<!-- jdbc:mysql://h/d?a=b&password=******** -->`},

	{"user part", `<url>jdbc:mysql://am:hush@host:3306/d</url>`, `<url>jdbc:mysql://am:********@host:3306/d</url>`},
	{"user part, odd password", `<url>amqp://am:h:u@s;h@host/carbon?a=b@c</url>`, `<url>amqp://am:********@host/carbon?a=b@c</url>`},
	{"user part, raw slash", `<url>amqp://am:hu/sh@host/carbon</url>`, `<url>amqp://am:********@host/carbon</url>`},
	{"user part, & in it", `<url>amqp://am:hu&amp;sh@host/carbon</url>`, `<url>amqp://am:********@host/carbon</url>`},
	{"user part, no user", `<url>redis://:hush@host</url>`, `<url>redis://:********@host</url>`},
	{"user part, hosts", `<url>jdbc:mysql://a:hush@h1:3306,b:hush@h2:3306/d</url>`, `<url>jdbc:mysql://a:********@h2:3306/d</url>`},
	{"user part, cacheId", `<cacheId>am@jdbc:mysql://am:hush@h:3306/d</cacheId>`, `<cacheId>am@jdbc:mysql://am:********@h:3306/d</cacheId>`},
	{"user part in prose", `<!-- see http://am:hush@host/x and a@b -->`, `<!-- see http://am:********@host/x and a@b -->`},
	{"user part, two", `<a>see http://am:hush@host/x and http://am:hush@host/x</a>`, `<a>see http://am:********@host/x and http://am:********@host/x</a>`},
	{"oracle", `<url>jdbc:oracle:thin:am/hush@host:1521:SID</url>`, `<url>jdbc:oracle:thin:am/********@host:1521:SID</url>`},
	{"oracle, service", `<url>jdbc:oracle:thin:am/hush@//host:1521/S</url>`, `<url>jdbc:oracle:thin:am/********@//host:1521/S</url>`},
	{"oracle, quoted", `<url>jdbc:oracle:thin:am/"hu@sh"@host:1521:SID</url>`, `<url>jdbc:oracle:thin:am/********@host:1521:SID</url>`},
	{"oracle, oci", `<url>JDBC:Oracle:oci8:am/hush@(description=(a@b))</url>`, `<url>JDBC:Oracle:oci8:am/********@(description=(a@b))</url>`},
	{"oracle, no host", `<url>jdbc:oracle:oci:am/hush</url>`, `<url>jdbc:oracle:oci:am/********</url>`},

	{"entity", `<!DOCTYPE a [<!ENTITY dbPassword "hush"><!ENTITY x "seen"><!ENTITY % y 'seen'>]><a/>`, `<!DOCTYPE a [<!ENTITY dbPassword "********"><!ENTITY x "seen"><!ENTITY % y 'seen'>]><a/>`},
	{"no XML", "# hosts\npassword=hush\na=b\n127.0.0.1 localhost\n", "# hosts\npassword=********\na=b\n127.0.0.1 localhost\n"},
	{"no XML, parameters", "a=b\npassword=hush\nc=d\n", "a=b\npassword=********\nc=d\n"},
	{"latin-1", "<password>h\xfcsh</password>\xe9", "<password>********</password>\xe9"},
	{"BOM", "\xef\xbb\xbf<password>hush</password>", "\xef\xbb\xbf<password>********</password>"},
}

func TestMask(t *testing.T) {
	for _, c := range maskCases {
		t.Run(c.name, func(t *testing.T) {
			if got := maskedText(c.in); got != c.want {
				t.Errorf("\n%s\nis masked as\n%s\nwant\n%s", c.in, got, c.want)
			}
		})
	}
}

// TestMaskLeaves has what must stay readable.
func TestMaskLeaves(t *testing.T) {
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
		"# a comment\n127.0.0.1\tlocalhost carbondb.mysql-wso2.com\n",
	} {
		if got := maskedText(text, "other"); got != text {
			t.Errorf("\n%s\nis masked as\n%s", text, got)
		}
	}
}

func TestMaskKnownSecrets(t *testing.T) {
	secrets := []string{"s&<é\">'", "", " ", "plain", "two\nlines", "l&amp;r"}
	for _, c := range []struct{ in, want string }{
		{`<a>plain</a><b c="plain" d='plain2'/>`, `<a>********</a><b c="********" d='plain2'/>`},
		{`<a> plain </a>`, `<a>********</a>`},
		{`<a>not plain</a>`, `<a>not plain</a>`},
		{`<a>plain</a>plain<b>plains</b>`, `<a>********</a>********<b>plains</b>`},
		{"<a>\n  plain\n</a>", "<a>\n  ********\n</a>"},
		{"<a>two\r\nlines</a>", "<a>********\r\n********</a>"},
		{`<a>s&amp;&lt;é"&gt;'</a>`, `<a>********</a>`},
		{`<a>s&#38;&#x3c;&#233;&quot;>&apos;</a>`, `<a>********</a>`},
		{`<a>s&#38;&#x3C;&#xE9;&quot;>&apos;</a>`, `<a>********</a>`},
		{"<a>s&amp;&lt;\xe9\"&gt;'</a>", `<a>********</a>`},
		{`<a><![CDATA[s&<é">']]></a>`, `<a>********</a>`},
		{`<a>pl<![CDATA[ai]]><!-- -->n</a>`, `<a>********</a>`},
		{`<!-- <a>plain</a> --><!--a>plain</a--><!-- plain -->`, `<!-- <a>********</a> --><!--a>********</a--><!--********-->`},
		{`<!DOCTYPE a [<!ENTITY x "plain">]><a/>`, `<!DOCTYPE a [<!ENTITY x "********">]><a/>`},
		{`<a><![CDATA[l&amp;r]]></a><a>l&amp;r</a><a>l&amp;amp;r</a>`, `<a>********</a><a>l&amp;r</a><a>********</a>`},
		{`<a></a><b></b> <c/>`, `<a></a><b></b> <c/>`},
	} {
		if got := maskedText(c.in, secrets...); got != c.want {
			t.Errorf("\n%s\nis masked as\n%s\nwant\n%s", c.in, got, c.want)
		}
	}
}

// TestMaskKnownPasswordKeepsNames: a password that is the word password must not
// hide which property holds it.
func TestMaskKnownPasswordKeepsNames(t *testing.T) {
	in := `<Property name="password">password</Property>`
	if got, want := maskedText(in, "password"), `<Property name="password">********</Property>`; got != want {
		t.Errorf("masked as %s, want %s", got, want)
	}
}

// TestMaskUncertainEncodings: where markup can't be found for certain, whole lines
// are covered.
func TestMaskUncertainEncodings(t *testing.T) {
	text := "<a>\r\n<b>seen</b>\r\n<password>hush</password>\r\n<url>x?password=hush😀\n</url>\n</a>"
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, bom := range []string{"", "\ufeff"} {
			data := encodeUTF16(bom+text, order)
			got := maskedText(data)
			for _, seen := range []string{"<a>", "<b>seen</b>", "</url>", "</a>"} {
				if !strings.Contains(got, encodeUTF16(seen, order)) {
					t.Errorf("%v: no %s in %q", order, seen, got)
				}
			}
			if strings.Contains(got, encodeUTF16("hush", order)) || strings.Contains(got, encodeUTF16("us", order)) {
				t.Errorf("%v: a password in %q", order, got)
			}
			if known := maskedText(encodeUTF16("<a>h😀</a>", order), "h😀"); known != masked {
				t.Errorf("%v: a known password with a surrogate pair: %q", order, known)
			}
			if strings.Count(got, masked) != 2 || strings.Count(got, "\n") != strings.Count(data, "\n") {
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
		got := maskedText(data)
		for _, line := range strings.Split(got, "\n") {
			if line = strings.TrimSuffix(line, "\r"); strings.TrimSpace(line) != "" && line != masked {
				t.Errorf("%q shows the line %q", data, line)
			}
		}
	}
	for _, data := range []string{"\xff\xfe", "\xfe\xff\x00", "\xff\xfe<\x00\x00\xd8", "<\x00p\x00\xd8", "\x00<\x00p\xd8\x00\xd8\x00"} {
		maskedText(data) // cut off in the middle of a character
	}
}

func encodeUTF16(text string, order binary.AppendByteOrder) string {
	var data []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return string(data)
}

// TestMaskOfContext: a line may lie within a password in one of the files only.
func TestMaskOfContext(t *testing.T) {
	old, new := "<r>\nhush\n</r>\n", "<r>\n<password>\nhush\n</password>\n</r>\n"
	for _, files := range [][]File{pair1(old, new), pair1(new, old)} {
		if diff := mustDiff(t, files, Options{Mask: true}); bytes.Contains(diff, []byte("hush")) {
			t.Errorf("a password in the context:\n%s", diff)
		}
	}
}

// TestMaskedDiff: the file changes only in what is covered, and the diff says so.
func TestMaskedDiff(t *testing.T) {
	old := "<r>\n  <password>old</password>\n  <user>u</user>\n</r>"
	new := "<r>\n  <password>new</password>\n  <user>u</user>\n</r>"
	golden(t, "masked.masked", mustDiff(t, pair1(old, new), Options{Mask: true}))
	golden(t, "masked-color.masked", mustDiff(t, pair1(old, new), Options{Mask: true, Color: true}))
}

func TestDiffDoesNotMaskUnasked(t *testing.T) {
	diff := mustDiff(t, pair1("<password>a</password>\n", "<password>b</password>\n"), Options{Secrets: []string{"a", "b"}})
	if bytes.Contains(diff, []byte(masked)) {
		t.Errorf("masked without Mask:\n%s", diff)
	}
}

// places are where a password can stand. In each § is the password; not says
// which characters it cannot hold there.
var places = []struct{ text, not string }{
	{`<password>§</password>`, ""},
	{`<a:KeyPassword a="b" svns:secretAlias='c'>§</a:KeyPassword>`, ""},
	{"<password>\n\tS\r\n</password>", ""},
	{"<password>x<!-- c\n -->§</password>", ""},
	{`<Property name="ConnectionPassword">§</Property>`, ""},
	{"<property a='b'\n name='javax.net.ssl.keyStorePassword'>§</property>", ""},
	{`<property name="password" value="§"/>`, ""},
	{`<Connector keystorePass="§" b='c'/>`, ""},
	{"<!-- <password>§</password> -->", "-"},
	{"<!--UserStoreManager class='x'>\n<Property name='Password'>§</Property>\n</UserStoreManager-->", "-"},
	{"<!--Password>§</Password-->", "-"},
	{`<url>jdbc:mysql://h:3306/d?password=§</url>`, "&;"},
	{`<url>jdbc:mysql://h:3306/d?user=u&amp;password=§&amp;a=b</url>`, "&;"},
	{`<url>jdbc:sqlserver://h;Pwd=§;a=b</url>`, "&;"},
	{`<connectionProperties>user=u;passwd=§;</connectionProperties>`, "&;"},
	{`<a url="jdbc:mysql://h/d?password=§&amp;a=b"/>`, "&;"},
	{`<url>jdbc:mysql://am:§@h:3306/d</url>`, "/?#"},
	{`<cacheId>u@jdbc:mysql://am:§@h:3306/d</cacheId>`, "/?#"},
	{`<url>jdbc:oracle:thin:am/§@h:1521:SID</url>`, "(?@"},
	{`<b>§</b>`, "known"},
	{`<b c='§'/>`, "known"},
	{`<!-- <b c='§'>§</b> -->`, "known-"},
}

// TestPropertyNoPasswordInAMaskedDiff plants passwords in a file and looks for
// what begins and ends them in its diff with another.
func TestPropertyNoPasswordInAMaskedDiff(t *testing.T) {
	const begin, end = "q9z", "z9q"
	check(t, 20, func(t *rapid.T) {
		var known []string
		content := func(name string) string {
			var file strings.Builder
			for range rapid.IntRange(0, 6).Draw(t, name) {
				place := rapid.SampledFrom(places).Draw(t, "place")
				inner := rapid.StringOfN(rapid.SampledFrom([]rune("ab1 &<>\"';:@/?#=%{}()\té")), 0, 6, -1).Draw(t, "password")
				not, isKnown := strings.CutPrefix(place.not, "known")
				for _, c := range not {
					inner = strings.ReplaceAll(inner, string(c), "")
				}
				secret := begin + inner + end
				if isKnown {
					known = append(known, secret)
				}
				file.WriteString(strings.ReplaceAll(place.text, "§", escape(t, secret)))
				file.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "\n\n<x>seen</x>\n", ""}).Draw(t, "ending"))
			}
			text := file.String()
			switch rapid.IntRange(0, 9).Draw(t, "encoding") {
			case 0:
				return encodeUTF16(text, binary.LittleEndian)
			case 1:
				return encodeUTF16(text, binary.BigEndian)
			case 2:
				return strings.ReplaceAll(text, "é", "\xe9")
			}
			return text
		}
		old, new := "<r>\n"+content("old")+"</r>", "<r>\n"+content("new")+"</r>"
		if rapid.Bool().Draw(t, "alike") { // so that there is context, too
			new = old + "\n<!-- -->"
		}
		files := []File{{Path: "x", Old: []byte(old), New: []byte(new)}}
		diff := mustDiff(t, files, Options{Mask: true, Secrets: known, Context: 50})
		plain := mustDiff(t, files, Options{Context: 50})
		sameShape(t, plain, diff)
		for _, part := range []string{begin, end, encodeUTF16(begin, binary.LittleEndian), encodeUTF16(end, binary.BigEndian)} {
			if bytes.Contains(diff, []byte(part)) {
				t.Fatalf("%q in\n%s\nunmasked\n%s", part, diff, plain)
			}
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

func FuzzMask(f *testing.F) {
	for _, c := range maskCases {
		f.Add([]byte(c.in), "hush")
	}
	f.Fuzz(func(t *testing.T, data []byte, secret string) {
		files := []File{{Path: "x", Old: data, New: []byte("<a/>")}}
		sameShape(t, mustDiff(t, files, Options{}), mustDiff(t, files, Options{Mask: true, Secrets: []string{secret}}))
		MaskText(string(data), secret)
		// A password element around anything that has no tag of its own shows
		// nothing of it.
		if bytes.ContainsAny(data, "<>\x00\x1b") || len(bytes.TrimSpace(data)) == 0 {
			return
		}
		got := maskedText("<r><password>" + string(data) + "</password></r>")
		if left := strings.Trim(strings.NewReplacer("<r>", "", "</r>", "", "<password>", "", "</password>", "", masked, "").Replace(got), blanks); left != "" {
			t.Fatalf("%q is left of %q", left, data)
		}
	})
}
