package show_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/homestest"
	"ispatch/internal/profile"
	"ispatch/internal/server"
	"ispatch/internal/show"
	"ispatch/patch"
)

var update = flag.Bool("update", false, "write the golden files; read them before you keep them")

// fixture returns a home of fixtures/homes by its name.
func fixture(name string) fs.FS {
	return os.DirFS(filepath.Join("..", "..", "fixtures", "homes", name))
}

// configured returns a home with the embedded default profile applied.
func configured(t testing.TB, fsys fs.FS) fs.FS {
	t.Helper()
	p, err := profile.Load(profile.Input{Sources: []profile.Source{profile.DefaultSource()}})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := patch.NewPlan(fsys, p.Operations(profile.Options{Force: true}))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range plan.Files {
		files[f.Path] = f.After
	}
	return homestest.Overlay(fsys, files)
}

func read(fsys fs.FS, name string) *show.Graph {
	g := show.Of(server.Read(server.NewSource(fsys)))
	g.Home = name
	return g
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// The fixtures' homes as they are and after the default profile.
func TestGolden(t *testing.T) {
	for _, name := range []string{"is-km-5.7.0", "is-5.8.0", "is-5.9.0", "configured-puppet", "configured-vault",
		"odd", "one-line", "broken"} {
		t.Run(name, func(t *testing.T) {
			home := fixture(name)
			if name == "broken" {
				home = brokenHome()
			}
			states := map[string]fs.FS{"before": home}
			if name != "broken" { // the operations refuse it
				states["after"] = configured(t, home)
			}
			for state, home := range states {
				g := read(home, name)
				golden(t, name+"."+state+".tree", show.Tree(g, show.TreeOptions{}))
				if name == "is-km-5.7.0" || name == "broken" {
					golden(t, name+"."+state+".mmd", show.Mermaid(g))
					golden(t, name+"."+state+".dot", show.Dot(g))
					text, err := json.MarshalIndent(g, "", "  ")
					if err != nil {
						t.Fatal(err)
					}
					golden(t, name+"."+state+".json", string(text)+"\n")
				}
			}
		})
	}
}

func TestGoldenASCIIAndColor(t *testing.T) {
	golden(t, "broken.ascii.tree", show.Tree(read(brokenHome(), "broken é"), show.TreeOptions{ASCII: true}))
	golden(t, "broken.color.tree", show.Tree(read(brokenHome(), "broken é"), show.TreeOptions{Color: true}))
}

// The tree in the documentation is what the program draws.
func TestDocumentation(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "show.md"))
	if err != nil {
		t.Fatal(err)
	}
	home := configured(t, fixture("is-km-5.7.0"))
	tree := show.Tree(read(home, "/opt/wso2is-km-5.7.0"), show.TreeOptions{})
	tree = strings.ReplaceAll(tree, patch.PlaceholderHost, "db.example.com") // as the page's command says
	if !strings.Contains(string(page), "```\n"+tree+"```\n") {
		t.Errorf("docs/show.md does not show\n%s", tree)
	}
	content, err := fs.ReadFile(home, userMgt)
	if err != nil {
		t.Fatal(err)
	}
	broken := homestest.Overlay(home, map[string][]byte{userMgt: []byte(strings.Replace(string(content), "jdbc/WSO2UM_DB",
		"WSO2UM_DB", 1))})
	lines := strings.SplitAfter(show.Tree(read(broken, ""), show.TreeOptions{}), "\n")
	if !strings.Contains(string(page), "```\n"+lines[1]+lines[2]+"```\n") {
		t.Errorf("docs/show.md does not show\n%s%s", lines[1], lines[2])
	}
}

// Graphviz itself reads what Dot writes.
func TestDotIsRead(t *testing.T) {
	if _, err := exec.LookPath("dot"); err != nil {
		t.Skip("there is no dot")
	}
	odd := read(brokenHome(), "b \"c\" \\N \\l <d> end\x1b")
	command := exec.Command("dot", "-Tplain")
	command.Stdin = strings.NewReader(show.Dot(odd, read(fixture("is-5.8.0"), "a")))
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), `"datasource \"GREEN [é] \\\"#1;\\\"\"`) {
		t.Errorf("a name is not shown as it is:\n%s", out)
	}
}

// TestSQLServerInstances: two instances on one machine are two databases.
func TestSQLServerInstances(t *testing.T) {
	home := files(master, datasources(datasource("A", "jdbc/A", `jdbc:sqlserver://sql01\AM:1433;databaseName=d`),
		datasource("B", "jdbc/B", `jdbc:sqlserver://sql01;instanceName=REG;databaseName=d`),
		datasource("C", "jdbc/C", "jdbc:mysql://h1:3306,h2:3307/d")), userMgt, realm("jdbc/A"), registry, registryOf(""))
	tree := show.Tree(read(home, ""), show.TreeOptions{})
	for _, want := range []string{`mssql d at sql01\AM:1433`, `mssql d at sql01\REG`, "mysql d at h1:3306, h2:3307"} {
		if !strings.Contains(tree, want+"\n") {
			t.Errorf("no %s in\n%s", want, tree)
		}
	}
}
