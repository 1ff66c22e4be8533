package show_test

import (
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"ispatch/internal/show"
)

// The allowed lines of a flowchart.
var (
	mermaidLabel = `"((?:[\p{L}\p{N}\p{M} ./,_→-]|#[0-9]+;|<br/>)*)"`
	mermaidNode  = regexp.MustCompile(`^    ([ns][0-9]+)(?:\(\[` + mermaidLabel + `\]\)|\{\{` + mermaidLabel +
		`\}\}|\[\(` + mermaidLabel + `\)\]|\[` + mermaidLabel + `\])$`)
	mermaidArrow  = regexp.MustCompile(`^    (n[0-9]+) (-->|-\.->) ([ns][0-9]+)$`)
	mermaidOpen   = regexp.MustCompile(`^  subgraph home[0-9]+\[` + mermaidLabel + `\]$`)
	mermaidClass  = regexp.MustCompile(`^  class ((?:[ns][0-9]+)(?:,[ns][0-9]+)*) (?:database|broken)$`)
	mermaidStyle  = regexp.MustCompile(`^  linkStyle ([0-9]+(?:,[0-9]+)*) stroke:red$`)
	mermaidDefine = regexp.MustCompile(`^  classDef [a-z]+ [a-z:, 0-9-]+$`)
	entity        = regexp.MustCompile(`#[0-9]+;`)
)

// checkMermaid checks each line of a flowchart against the grammar above, which
// is a part of Mermaid's, and that every name used is defined. It returns the
// labels as they are shown.
func checkMermaid(t rapid.TB, text string) (labels []string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != "flowchart LR" {
		t.Fatalf("the first line is %q", lines[0])
	}
	defined, used := map[string]bool{}, []string{}
	arrows, depth := 0, 0
	show := func(label string) {
		for _, line := range strings.Split(label, "<br/>") {
			if line != "" && !strings.HasPrefix(line, "/") && !unicode.IsLetter([]rune(line)[0]) && line[0] != '#' {
				t.Errorf("a label begins like a list: %q", line)
			}
			labels = append(labels, html.UnescapeString(entity.ReplaceAllString(line, "&$0")))
		}
	}
	for i, line := range lines[1:] {
		switch {
		case mermaidOpen.MatchString(line):
			show(mermaidOpen.FindStringSubmatch(line)[1])
			depth++
		case line == "    direction LR" && depth == 1:
		case line == "  end":
			depth--
		case depth == 0 && mermaidNode.MatchString("  "+line):
			m := mermaidNode.FindStringSubmatch("  " + line)
			defined[m[1]] = true
			show(strings.Join(m[2:], ""))
		case mermaidNode.MatchString(line) && depth == 1:
			m := mermaidNode.FindStringSubmatch(line)
			if defined[m[1]] {
				t.Errorf("line %d defines %s again", i+2, m[1])
			}
			defined[m[1]] = true
			show(strings.Join(m[2:], ""))
		case mermaidArrow.MatchString(line) && depth == 1:
			m := mermaidArrow.FindStringSubmatch(line)
			used = append(used, m[1], m[3])
			arrows++
		case mermaidClass.MatchString(line) && depth == 0:
			used = append(used, strings.Split(mermaidClass.FindStringSubmatch(line)[1], ",")...)
		case mermaidStyle.MatchString(line) && depth == 0:
			for _, n := range strings.Split(mermaidStyle.FindStringSubmatch(line)[1], ",") {
				if n, err := strconv.Atoi(n); err != nil || n >= arrows {
					t.Errorf("line %d styles arrow %d of %d", i+2, n, arrows)
				}
			}
		case mermaidDefine.MatchString(line) && depth == 0:
		default:
			t.Errorf("line %d is not one of a flowchart: %q", i+2, line)
		}
	}
	if depth != 0 {
		t.Errorf("subgraphs and ends differ by %d", depth)
	}
	for _, name := range used {
		if !defined[name] {
			t.Errorf("%s is not defined", name)
		}
	}
	return labels
}

func TestMermaidGrammar(t *testing.T) {
	for _, file := range []string{"is-km-5.7.0.before.mmd", "is-km-5.7.0.after.mmd", "broken.before.mmd"} {
		text, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		if labels := checkMermaid(t, string(text)); len(labels) < 10 {
			t.Errorf("%s has %d labels", file, len(labels))
		}
	}
	two := show.Mermaid(read(fixture("odd"), "a"), read(brokenHome(), `b "c" #1; <d> end`))
	if labels := checkMermaid(t, two); strings.Count(two, "subgraph") != 2 || !contains(labels, `b "c" #1; <d> end`) {
		t.Errorf("not two homes:\n%s", two)
	}
}

func contains(all []string, part string) bool {
	for _, s := range all {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// For any name, the flowchart is well-formed and shows it.
func TestMermaidShowsEveryName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\"'`#;:%{}[]()<>&|\\_*~-=.1 \n"+
			"\t→"))), 1, 12, -1).Draw(t, "name")
		name = xmlCharacters(name)
		if strings.Trim(name, " \t\r\n") == "" || strings.ContainsAny(name, "\r") {
			t.Skip("blank")
		}
		home := files(master, datasources(datasource(escapeXML(name), escapeXML(name), "jdbc:mysql://h/d")),
			userMgt, realm("jdbc/x"), registry, registryOf(mount(escapeXML(name), escapeXML(name))))
		labels := checkMermaid(t, show.Mermaid(read(home, name)))
		shown := strings.Join(labels, "\n")
		plain := strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) || r == '"' || r == '\\' }) < 0
		if plain && strings.Count(shown, name) < 3 {
			t.Errorf("%q is not in\n%s", name, shown)
		}
	})
}

// $ISPATCH_MERMAID is a folder where npm has installed mermaid and jsdom.
func TestMermaidsOwnParser(t *testing.T) {
	modules := os.Getenv("ISPATCH_MERMAID")
	if modules == "" {
		t.Skip("set ISPATCH_MERMAID to a folder with the npm packages mermaid and jsdom")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"is-km-5.7.0", "is-5.8.0", "odd", "one-line", "configured-puppet"} {
		write(name+".mmd", show.Mermaid(read(fixture(name), name), read(configured(t, fixture(name)), name)))
	}
	write("broken.mmd", show.Mermaid(read(brokenHome(), `b "c" #1; <d> end %% style x:#fff;`)))
	gen := rapid.Custom(func(t *rapid.T) string {
		name := xmlCharacters(rapid.StringOfN(rapid.OneOf(rapid.Rune(),
			rapid.SampledFrom([]rune("\"'`#;:%{}[]()<>&|\\_*~-=.1 \n"))), 1, 12, -1).Draw(t, "name"))
		return show.Mermaid(read(files(master, datasources(datasource(escapeXML(name), escapeXML(name), "jdbc:mysql://h/d")),
			registry, registryOf(mount(escapeXML(name), escapeXML(name)))), name))
	})
	for i := range 100 {
		write("random"+strconv.Itoa(i)+".mmd", gen.Example(i))
	}
	out, err := exec.Command(node, filepath.Join("testdata", "parse.mjs"), modules, dir).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "106 flowcharts") {
		t.Errorf("the parser said: %s", out)
	}
}
