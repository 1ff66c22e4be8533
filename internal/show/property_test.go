package show_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"pgregory.net/rapid"

	"ispatch/internal/homestest"
	"ispatch/internal/show"
)

func escapeXML(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

// xmlCharacters drops what XML cannot hold.
func xmlCharacters(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= ' ' && r != 0xfffe && r != 0xffff && r != unicode.ReplacementChar &&
			!(r >= 0xd800 && r < 0xe000) {
			return r
		}
		return -1
	}, s)
}

// everything returns all outputs for a home.
func everything(t rapid.TB, fsys fs.FS) string {
	t.Helper()
	g := read(fsys, "home")
	text, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	chart := show.Mermaid(g, g)
	checkMermaid(t, chart)
	all := string(text) + chart
	for _, o := range []show.TreeOptions{{}, {ASCII: true}} {
		tree := show.Tree(g, o)
		for _, r := range tree {
			if r != '\n' && !unicode.IsGraphic(r) || o.ASCII && r > unicode.MaxASCII {
				t.Errorf("the tree holds %q:\n%q", r, tree)
				break
			}
		}
		all += tree
	}
	for _, b := range g.Broken {
		if b.File == "" || b.Message == "" {
			t.Errorf("something broken has no place or message: %+v", b)
		}
	}
	return all
}

// No output contains a password, for any form of URL.
func TestNoPassword(t *testing.T) {
	const password, user = "Zq7Yxw9V", "Zu5Rtq3W"
	forms := []string{
		"jdbc:mysql://h:3306/d?user=%U&password=%P", "jdbc:mysql://%U:%P@h:3306/d",
		"jdbc:mysql://%U:%P@h1:1,h2:2/d?x=y", "jdbc:mysql://%U:%P@h/d?password=%P",
		"jdbc:mysql://address=(host=h)(user=%U)(password=%P)/d", "jdbc:mysql://(host=h,user=%U,password=%P)/d",
		"jdbc:mysql:loadbalance://h1,h2/d?password=%P",
		"jdbc:mariadb://h/d?password=%P&user=%U", "jdbc:postgresql://h/d?password=%P", "jdbc:postgresql:d?password=%P",
		"jdbc:postgresql://%U:%P@h/d",
		"jdbc:oracle:thin:%U/%P@h:1521/s", "jdbc:oracle:thin:%U/%P@//h:1521/s",
		"jdbc:oracle:thin:%U/%P@(DESCRIPTION=(ADDRESS=(HOST=h)))", "jdbc:oracle:oci:%U/%P@tns",
		"jdbc:oracle:thin:@h:1521/s?password=%P", "jdbc:sqlserver://h;databaseName=d;user=%U;password=%P",
		"jdbc:sqlserver://h;user=%U;password={%P};databaseName=d",
		"jdbc:sqlserver://h;password={%P", "jdbc:db2://h:50000/d:user=%U;password=%P;",
		"jdbc:db2:d:user=%U;password=%P;", "jdbc:h2:tcp://h/~/d;USER=%U;PASSWORD=%P",
		"jdbc:h2:./d;PASSWORD=%P", "jdbc:informix-sqli://h:1/d:user=%U;password=%P",
		"jdbc:sybase:Tds:h:1/d?PASSWORD=%P", "jdbc:derby:d;user=%U;password=%P",
		"jdbc:jtds:sqlserver://%U:%P@h/d;password=%P", "%U/%P@h", "https://%U:%P@h/p?password=%P",
		"jdbc:as400://h;user=%U;password=%P", "mysql://%U:%P@h/d",
		"password=%P jdbc:mysql://h/d", "password=%Pjdbc:mysql://%U:%P@h/d", "pwd=%P;jdbc:x",
		"https://u:%P x@h/p", "ldap://h ldap://u:%P x@h", "https://u:%P\u0085x@h",
	}
	for _, form := range forms {
		url := escapeXML(strings.NewReplacer("%U", user, "%P", password).Replace(form))
		home := files(
			master, datasources(datasource("A", "jdbc/A", url), datasource("B", "jdbc/A", url)),
			userMgt, `<UserManager><Realm><Configuration><AdminUser><Password>`+password+`</Password></AdminUser>
<Property name="dataSource">jdbc/A</Property></Configuration>
<UserStoreManager class="x"><Property name="url">`+url+`</Property>
<Property name="password">`+password+`</Property>
<Property name="ConnectionURL">`+url+`</Property></UserStoreManager></Realm></UserManager>`,
			registry, registryOf(`<dbConfig name="wso2registry"><url>`+url+`</url><password>`+password+`</password></dbConfig>
<remoteInstance url="`+url+`"><id>x</id>
<username>`+user+`</username><password>`+password+`</password></remoteInstance>`+mount("/a", "x")))
		if all := everything(t, home); strings.Contains(all, password) || strings.Contains(all, user) {
			t.Errorf("%s: a password or user shows:\n%s", form, show.Tree(read(home, ""), show.TreeOptions{}))
		}
	}
}

// Names of every kind can be drawn.
func TestAnyNames(t *testing.T) {
	name := rapid.Custom(func(t *rapid.T) string {
		return rapid.OneOf(rapid.SampledFrom([]string{"a", "b", "", " a", "jdbc/a", "\x1b[31m"}),
			rapid.String()).Draw(t, "name")
	})
	rapid.Check(t, func(t *rapid.T) {
		draw := func() string { return escapeXML(xmlCharacters(name.Draw(t, "name"))) }
		var sources []string
		for range rapid.IntRange(0, 5).Draw(t, "datasources") {
			sources = append(sources, datasource(draw(), draw(), draw()))
		}
		var parts string
		for range rapid.IntRange(0, 8).Draw(t, "parts") {
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				parts += dbConfig(draw(), draw())
			case 1:
				parts += instance(draw(), draw())
			case 2:
				parts += mount(draw(), draw())
			}
		}
		everything(t, files(master, datasources(sources...), userMgt, realm(draw()), registry, registryOf(parts), identity,
			"<Server><DataSource><Name>"+draw()+"</Name></DataSource></Server>"))
	})
}

// FuzzRead: for any files, there is a graph and it can be drawn.
func FuzzRead(f *testing.F) {
	for _, home := range []string{"is-km-5.7.0", "odd", "configured-vault"} {
		get := func(name string) []byte {
			data, _ := fs.ReadFile(fixture(home), name)
			return data
		}
		f.Add(get(master), get("repository/conf/datasources/bps-datasources.xml"), get(userMgt), get(registry), get(identity))
	}
	broken := brokenHome()
	f.Add(broken[master].Data, broken[other].Data, broken[userMgt].Data, broken[registry].Data, broken[identity].Data)
	f.Fuzz(func(t *testing.T, a, b, c, d, e []byte) {
		everything(t, files(master, string(a), other, string(b), userMgt, string(c), registry, string(d), identity,
			string(e)))
	})
}

// In an empty home everything is broken, and it is still drawn.
func TestNothingThere(t *testing.T) {
	g := read(fstest.MapFS{}, "")
	var where []string
	for _, b := range g.Broken {
		where = append(where, b.File+": "+b.Message)
	}
	want := master + ": no such file\n" + userMgt + ": no such file\n" + registry + ": no such file"
	if got := strings.Join(where, "\n"); got != want {
		t.Errorf("broken is\n%s\nnot\n%s", got, want)
	}
	if tree := show.Tree(g, show.TreeOptions{}); strings.Count(tree, "broken: no such file") != 3 {
		t.Errorf("the tree is\n%s", tree)
	}
}

// Nothing is broken in the real homes.
func TestRealHomes(t *testing.T) {
	for name, dir := range homestest.Homes(t) {
		g := read(os.DirFS(dir), "")
		if len(g.Broken) > 0 {
			t.Errorf("%s: %v", name, g.Broken)
		}
		if g.Realm.DataSource == nil || g.Realm.DataSource.Datasource == "" || g.Registry.Current == nil ||
			len(g.Datasources) == 0 {
			t.Errorf("%s is not read: %+v", name, g)
		}
		everything(t, os.DirFS(dir))
	}
}
