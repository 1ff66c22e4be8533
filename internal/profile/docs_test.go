package profile

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/jdbc"
)

func documentation(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "profile.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every example is a valid profile. The text before an example for a database has its
// URL.
func TestDocumentedExamples(t *testing.T) {
	doc := documentation(t)
	s := schema(t)
	examples := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllStringSubmatchIndex(doc, -1)
	if len(examples) < 12 {
		t.Fatalf("%d examples", len(examples))
	}
	urls := 0
	for _, at := range examples {
		text := doc[at[2]:at[3]]
		p, err := Load(Input{Sources: []Source{{Name: "profile.yaml", Data: []byte(text)}},
			Getenv:   func(string) (string, bool) { return "x", true },
			ReadFile: func(string) ([]byte, error) { return []byte("x\n"), nil },
		})
		if err != nil {
			t.Errorf("%s\n%v", text, err)
			continue
		}
		if err := s.Validate(asJSON(t, text)); err != nil {
			t.Errorf("%s\n%v", text, err)
		}
		if at[0] < strings.Index(doc, "## Databases") {
			continue
		}
		before := doc[:at[0]]
		before = before[strings.LastIndex(before, "```")+3:]
		if !strings.Contains(before, "`"+p.Datasources[0].URL+"`") {
			t.Errorf("%s\nhas the URL %s, which is not in the text before it: %s", text, p.Datasources[0].URL, before)
		}
		urls++
	}
	if urls != len(jdbc.Types()) { // mysql8 is like mysql, and one has no preset
		t.Errorf("%d examples of databases", urls)
	}
}

// The tables have the keys that the parser knows, no more and no fewer.
func TestDocumentedKeys(t *testing.T) {
	doc := documentation(t)
	for heading, path := range map[string]string{
		"## Keys": "", "### `database`": "database", "### `datasources`": "datasources.A",
		"### `configuration`": "datasources.A.configuration", "### `userManagement`": "userManagement",
		"#### `userStore`": "userManagement.userStore", "#### `admin`": "userManagement.admin",
		"### `registry`": "registry.0", "### `userStores`": "userStores.D", "### `identityServer`": "identityServer",
		"#### `gateway`": "identityServer.gateway", "#### `jwt`": "identityServer.jwt", "### `apiManager`": "apiManager",
		"#### `keyManager`": "apiManager.keyManager",
		"### `driver`":      "driver", "### `hosts`": "hosts.0", "### `patches`": "patches.0",
	} {
		s := root()
		if path != "" {
			s = root().at(strings.Split(path, "."))
		}
		_, section, found := strings.Cut(doc, "\n"+heading+"\n")
		if !found {
			t.Errorf("no heading %s", heading)
			continue
		}
		_, table, _ := strings.Cut(section, "\n| key |")
		table, _, _ = strings.Cut(table, "\n\n")
		var got, want []string
		for _, line := range strings.Split(table, "\n")[2:] {
			cell := strings.Split(line, "|")[1]
			for _, match := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
				got = append(got, match[1])
			}
		}
		for _, key := range s.keys() {
			// A datasource has those of database too.
			if path != "datasources.A" || root().field("database").field(key) == nil {
				want = append(want, key)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-parser +documentation)\n%s", heading, diff)
		}
	}
}

// The table of databases has what the presets have.
func TestDocumentedDatabases(t *testing.T) {
	doc := documentation(t)
	for _, kind := range jdbc.Types() {
		p, _ := jdbc.Lookup(kind)
		port := ""
		if p.Port != 0 {
			port = strconv.Itoa(p.Port) + " "
		}
		row := "| `" + string(kind) + "` | `" + p.Driver + "` | " + port + "| `" + p.ValidationQuery + "` |"
		_, rest, found := strings.Cut(doc, row)
		if !found {
			t.Errorf("no row %s", row)
		}
		rest, _, _ = strings.Cut(rest, "\n")
		for _, parameter := range p.Parameters {
			if !strings.Contains(rest, "`"+parameter.Name+"="+parameter.Value+"`") {
				t.Errorf("%s: parameter %s is not in %s", kind, parameter.Name, rest)
			}
		}
	}
	for _, words := range [][]string{userStoreTypes(), typeNames(),
		{"NONE", "READ_COMMITTED", "READ_UNCOMMITTED", "REPEATABLE_READ", "SERIALIZABLE"}} {
		for _, word := range words {
			if !strings.Contains(doc, "`"+word+"`") {
				t.Errorf("%s is not documented", word)
			}
		}
	}
}
