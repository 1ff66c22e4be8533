package command_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// secretPlaces are the places where a home may have secrets: a file, a text in it, and
// what replaces the text, where § is the secret. No two are in the same place.
var secretPlaces = []struct{ file, old, new string }{
	{"datasources/master-datasources.xml", "<password>wso2carbon<", "<password>§<"},
	{"datasources/master-datasources.xml", "\n        <datasource>\n            <name>WSO2_CARBON_DB", `
        <datasource>
            <name>EXTRA</name>
            <jndiConfig><name>jdbc/EXTRA</name></jndiConfig>
            <definition type="RDBMS">
                <configuration>
                    <url>jdbc:mysql://(host=h,user=u,password=§)/db</url>
                    <driverClassName>a.b.C</driverClassName>
                    <connectionProperties>user=u;password=§</connectionProperties>
                    <databaseProps><property name="trustStorePassword">§</property></databaseProps>
                </configuration>
            </definition>
        </datasource>
        <datasource>
            <name>WSO2_CARBON_DB`},
	{"datasources/master-datasources.xml", "./repository/database/WSO2CARBON_DB;",
		"./repository/database/WSO2CARBON_DB;PASSWORD=§;"},
	{"datasources/master-datasources.xml", "nothing</property>", "§</property>"},
	{"user-mgt.xml", "<Password>admin<", "<Password>§<"},
	{"user-mgt.xml", `"ConnectionPassword">admin<`, `"ConnectionPassword"><![CDATA[§]]><`},
	{"user-mgt.xml", "B1nder", "§"},
	{"registry.xml", "something<", "§<"},
	{"registry.xml", "    <dbConfig name=\"wso2registry\">", `    <!-- the password: § -->
    <remoteInstance url="https://u:§@h:9443/registry">
        <id>other</id>
        <dbConfig>elsewhere</dbConfig>
        <cacheId>u@jdbc:oracle:thin:u/§@h:1521/S</cacheId>
    </remoteInstance>
    <dbConfig name="elsewhere"><url>jdbc:mysql://h/d?user=u&amp;password=§</url></dbConfig>
    <dbConfig name="wso2registry">`},
	{"user-mgt.xml", "reader-pass", "§"},
	{"user-mgt.xml", "uid=admin,ou=system", "p1ace"},
	{"carbon.xml", "store-pass", "§"},
	{"carbon.xml", "key-pass", "§"},
	{"carbon.xml", "<Offset>0<", "<Offset>p1ace<"},
}

// secretProfile has secrets wherever a profile may have them. § is one that is written
// out.
const secretProfile = `version: 1
database: {type: mysql, host: h, username: u, password: {env: PASSWORD}}
datasources:
  WSO2AM_DB: {database: a, parameters: {autoReconnect: true, trustStorePassword: "§"}}
  WSO2UM_DB: {url: "jdbc:mysql://u:§@h/d", password: "§"}
  WSO2_CARBON_DB: {database: c, jndi: jdbc/WSO2CarbonDB}
userManagement:
  dataSource: WSO2UM_DB
  userStore: {type: read-write-ldap, properties: {ConnectionName: {env: PLACE}, ConnectionPassword: "§"}}
  admin: {username: admin, password: "§"}
registry:
  - datasource: WSO2AM_DB
    dbConfig: govregistry
    instance: gov
    cacheId: "u@jdbc:mysql://u:§@h/d"
    mounts: {/_system/governance: /_system/governance}
patches:
  - {file: repository/conf/carbon.xml, path: /Server/Ports/Offset, value: {env: PLACE}}
  - {file: repository/conf/carbon.xml, path: //KeyStore/KeyPassword, value: "§"}
`

// secretCalls are the calls that are tested. H and P are the home and the profile.
var secretCalls = []string{
	"apply -H H -p P -n", "apply -H H -p P -n -v -o json", "verify -H H -v", "verify -H H -o json",
	"show -H H", "show -H H --format mermaid", "show -H H --format dot", "datasource list -H H", "show -H H -o " +
		"json", "profile export -H H", "profile export -H H -o json",
	"profile check -p P", "profile print -p P", "driver list -H H", "apply -H H -p P --diff -v",
	"rollback -H H -n", "rollback -H H -v -o json --diff",
}

// TestNoSecretAnywhere plants secrets in a home and a profile, in ways that are
// well-formed and in ways that are not, and looks for them in everything printed.
func TestNoSecretAnywhere(t *testing.T) {
	for _, middle := range []string{"", "<", "&", "<a></a>", "'\"@/{}", "<S3cr3tz/>", "<S3cr:S3cr/>", "<a " +
		"S3cr='3tz'/>", "&S3cr;",
		"<!--S3cr-->", "<!S3cr", "]]>", "</S3cr3tz>", "S3cr\x1b[2J"} {
		checkNoSecret(t, middle, 1<<16-1)
	}
}

// FuzzNoSecretAnywhere does the same with any text in the secret, in some of the places.
func FuzzNoSecretAnywhere(f *testing.F) {
	f.Add("", uint16(1))
	f.Add("<", uint16(0b10101))
	f.Fuzz(func(t *testing.T, middle string, plant uint16) {
		// A character that ends a value in a URL, a parameter or a sentence ends a secret.
		end := func(r rune) bool { return strings.ContainsRune(",;#?) ", r) || !strconv.IsPrint(r) }
		if len(middle) > 20 || strings.ContainsFunc(middle, end) {
			return
		}
		checkNoSecret(t, middle, plant)
	})
}

// checkNoSecret runs the program with a secret that has the given middle. If the files
// are well-formed, the diffs must show everything but the secret.
func checkNoSecret(t *testing.T, middle string, plant uint16) {
	t.Helper()
	secret := "S3cr" + middle + "3tz"
	home := fixtureHome(t, "is-5.8.0")
	for i, place := range secretPlaces {
		if plant>>i&1 == 0 && middle != "" {
			continue
		}
		name := filepath.Join(home, "repository", "conf", place.file)
		data, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(data), place.old) {
			t.Fatalf("%s: no %q: %v", name, place.old, err)
		}
		text := strings.Replace(string(data), place.old, strings.ReplaceAll(place.new, "§", secret), 1)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	profile := filepath.Join(home, "profile.yaml")
	if err := os.WriteFile(profile, []byte(strings.ReplaceAll(secretProfile, "§", secret)), 0o600); err != nil {
		t.Fatal(err)
	}
	m := machine{variables: map[string]string{"PASSWORD": secret, "PLACE": "p1ace2"}}
	for _, call := range secretCalls {
		out, errs, _ := m.run(strings.Fields(strings.NewReplacer(" H", " "+home, " P", " "+profile).Replace(call))...)
		if text := out + errs; strings.Contains(text, "S3cr") || strings.Contains(text, "3tz") ||
			strings.HasPrefix(call, "apply") && strings.Contains(text, "p1ace") {
			t.Fatalf("%s: the secret %s is in\n%s", call, secret, text)
		}
		if middle != "" || call != secretCalls[0] {
			continue
		}
		shown, _, _ := m.run("apply", "-H", home, "-p", profile, "-n", "--show-secrets")
		want := strings.NewReplacer("<![CDATA["+secret+"]]>", "********", secret, "********",
			"p1ace2", "********", "p1ace", "********").Replace(shown)
		if out != want || !strings.Contains(shown, secret) {
			t.Fatalf("%s: got\n%s\nwant\n%s", call, out, want)
		}
	}
}

// TestForgedNames: neither the name of a file nor its content can start a line of
// output or move the cursor.
func TestForgedNames(t *testing.T) {
	const forged = "x\nispatch: error: forged\x1b[2J\u009b31m"
	home := fixtureHome(t, "is-5.8.0")
	folder := filepath.Join(home, "repository", "conf", "datasources")
	text := "<datasources-configuration><datasources><datasource><name>a&#10;ispatch: error: forged &#x9b;31m</name>" +
		"</datasource></datasources></datasources-configuration>"
	for name, content := range map[string]string{forged + "-datasources.xml": "<a>",
		"a" + forged + "-datasources.xml": "<?xml version='1.0\nispatch: error: forged'?><a/>", "b-datasources.xml": text} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Skip(err) // a file system that has no such names
		}
	}
	for _, call := range []string{"verify -v", "verify -o json", "show", "show --format mermaid", "show --format dot",
		"profile export", "apply -n -v --diff", "apply -n -o json", "datasource list", "driver list", "rollback"} {
		out, errs, _ := machine{}.run(append(strings.Fields(call), "-H", home)...)
		for line := range strings.SplitSeq(out+"\n"+errs, "\n") {
			if strings.HasPrefix(line, "ispatch: error: forged") || strings.ContainsAny(line, "\x1b\u009b") {
				t.Errorf("%s: the line %q", call, line)
			}
		}
	}
}
