package wiring_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ispatch/internal/profile"
	"ispatch/internal/wiring"
	"ispatch/patch"
)

var update = flag.Bool("update", false, "write the golden files; read them before you keep them")

// fixture is a home of fixtures/homes, by its name.
func fixture(name string) fs.FS {
	return os.DirFS(filepath.Join("..", "..", "fixtures", "homes", name))
}

// configured is what the embedded default profile makes of a home.
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
	return wiring.Overlay(fsys, files)
}

func read(fsys fs.FS, name string) *wiring.Graph {
	g := wiring.Read(fsys)
	g.Home = name
	if banner, err := fs.ReadFile(fsys, "bin/version.txt"); err == nil {
		_, g.Version, _ = strings.Cut(strings.TrimSpace(string(banner)), " v")
	}
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
				golden(t, name+"."+state+".tree", wiring.Tree(g, wiring.TreeOptions{}))
				if name == "is-km-5.7.0" || name == "broken" {
					golden(t, name+"."+state+".mmd", wiring.Mermaid(g))
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
	golden(t, "broken.ascii.tree", wiring.Tree(read(brokenHome(), "broken é"), wiring.TreeOptions{ASCII: true}))
	golden(t, "broken.color.tree", wiring.Tree(read(brokenHome(), "broken é"), wiring.TreeOptions{Color: true}))
}

// The tree in the documentation is what the program draws.
func TestDocumentation(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "show.md"))
	if err != nil {
		t.Fatal(err)
	}
	home := configured(t, fixture("is-km-5.7.0"))
	tree := wiring.Tree(read(home, "/opt/wso2is-km-5.7.0"), wiring.TreeOptions{})
	tree = strings.ReplaceAll(tree, patch.PlaceholderHost, "db.example.com") // as the page's command says
	if !strings.Contains(string(page), "```\n"+tree+"```\n") {
		t.Errorf("docs/show.md does not show\n%s", tree)
	}
	content, err := fs.ReadFile(home, userMgt)
	if err != nil {
		t.Fatal(err)
	}
	broken := wiring.Overlay(home, map[string][]byte{userMgt: []byte(strings.Replace(string(content), "jdbc/WSO2UM_DB",
		"WSO2UM_DB", 1))})
	lines := strings.SplitAfter(wiring.Tree(read(broken, ""), wiring.TreeOptions{}), "\n")
	if !strings.Contains(string(page), "```\n"+lines[1]+lines[2]+"```\n") {
		t.Errorf("docs/show.md does not show\n%s%s", lines[1], lines[2])
	}
}
