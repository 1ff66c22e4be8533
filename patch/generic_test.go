package patch_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"ispatch/patch"
)

const anyFile = `<Server xmlns:v="http://org.wso2.securevault/configuration">
  <Port offset="0">9443</Port>
  <!--Algorithm>SHA256</Algorithm-->
  <Password v:secretAlias="a">password</Password>
  <Members>
    <Member><host>a</host><port>1</port></Member>
    <Member><host>b</host><port>1</port></Member>
  </Members>
</Server>
`

// TestAnyFile: what each operation on any XML file changes, as the text that it
// replaces and the new one; what it reports; and that it does nothing the
// second time.
func TestAnyFile(t *testing.T) {
	at := func(path string) patch.Place { return patch.Place{Path: "any.xml", XPath: path} }
	all := func(path string) patch.Place { return patch.Place{Path: "any.xml", XPath: path, All: true} }
	text := func(s string) patch.Value { return patch.Value{Text: s} }
	for _, test := range []struct {
		name     string
		op       patch.Operation
		old, new string
		report   string // action fields, of each report
	}{
		{"a text", patch.Set{Place: at("/Server/Port"), Value: text("1")}, ">9443<", ">1<", "updated Port"},
		{"text()", patch.Set{Place: at("/Server/Port/text()"), Value: text("1")}, ">9443<", ">1<", "updated Port"},
		{"an attribute", patch.Set{Place: at("//Port/@offset"), Value: text("1")}, `"0"`, `"1"`, "updated @offset"},
		{"an equal value", patch.Set{Place: at("//Port"), Value: text("9443")}, "", "", "unchanged "},
		{"if missing, and it is there", patch.Set{Place: at("//Port"), Value: text("1"), IfMissing: true}, "", "",
			"unchanged "},
		{"if missing, and it is not", patch.Set{Place: at("/Server/Port/@new"), Value: text("1"), IfMissing: true},
			`offset="0"`, `offset="0" new="1"`, "inserted "},
		{"a commented element", patch.Set{Place: at("/Server/Algorithm"), Value: text("NONE"), Uncomment: true},
			"<!--Algorithm>SHA256</Algorithm-->", "<Algorithm>NONE</Algorithm>", "inserted "},
		{"all", patch.Set{Place: all("//Member/port"), Value: text("2")}, "<port>1<", "<port>2<",
			"updated port; updated port"},
		{"the vault's stays", patch.Set{Place: at("/Server/Password"), Value: text("x")}, "", "", "unchanged "},
		{"the vault's goes by force", patch.Set{Place: at("/Server/Password"), Value: text("x"), Force: true},
			` v:secretAlias="a">password<`, ">x<", "updated Password"},
		{"an alias", patch.Set{Place: at("/Server/Port"), Value: patch.Value{Alias: "p"}},
			">9443<", ` v:secretAlias="p">password<`, "updated Port"},
		{"the caller's prefix", patch.Set{Place: patch.Place{Path: "any.xml", XPath: "/Server/Password/@q:secretAlias",
			Namespaces: map[string]string{"q": "http://org.wso2.securevault/configuration"}}, Value: text("b")}, `"a"`, `"b"`,
			"updated @v:secretAlias"},
		{"inserted", patch.Insert{Place: at("//Members"), Fragment: "<Member><host>c</host><port>1</port></Member>"},
			"    <Member><host>b</host><port>1</port></Member>\n",
			"    <Member><host>b</host><port>1</port></Member>\n    <Member><host>c</host><port>1</port></Member>\n",
			"inserted "},
		{"inserted first", patch.Insert{Place: at("/Server"), Fragment: "<A/>", First: true},
			"  <Port", "  <A/>\n  <Port", "inserted "},
		{"brought to what the fragment says", patch.Insert{Place: at("//Members"), Keys: []string{"host"},
			Fragment: "<Member><host>b</host><port>2</port></Member>"}, "b</host><port>1<", "b</host><port>2<", "updated port"},
		{"an equal one is there", patch.Insert{Place: at("//Members"),
			Fragment: "<Member>\n<host>b</host><port>1</port>\n</Member>"},
			"", "", "unchanged "},
		{"deleted", patch.Delete{Place: at("//Member[host='b']")}, "    <Member><host>b</host><port>1</port></Member>\n",
			"", "removed "},
		{"all deleted", patch.Delete{Place: all("/Server/Port | //Member/port")}, "", "many", "removed ; removed ; removed "},
		{"not there to be deleted", patch.Delete{Place: at("/Server/Prt")}, "", "",
			"unchanged  matches nothing; the nearest path that matches is /Server, at line 1; did you mean /Server/Port?"},
		{"a comment", patch.Comment{Place: at("/Server/Port")}, `<Port offset="0">9443</Port>`,
			`<!--Port offset="0">9443</Port-->`, "removed "},
		{"a comment already", patch.Comment{Place: at("/Server/Algorithm")}, "", "", "unchanged "},
		{"active", patch.Uncomment{Place: at("/Server/Algorithm")}, "<!--Algorithm>SHA256</Algorithm-->",
			"<Algorithm>SHA256</Algorithm>", "inserted "},
		{"active already", patch.Uncomment{Place: at("/Server/Port")}, "", "", "unchanged "},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{"any.xml": {Data: []byte(anyFile)}}
			plan, err := patch.NewPlan(files, []patch.Operation{test.op})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range plan.Reports {
				report := string(r.Action) + " " + strings.Join(r.Fields, ",")
				if r.Note != "" {
					report += " " + r.Note
				}
				got = append(got, report)
			}
			if diff := cmp.Diff(test.report, strings.Join(got, "; ")); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
			after := string(plan.Files[0].After)
			if want := strings.ReplaceAll(anyFile, test.old, test.new); test.old != "" || test.new == "" {
				if test.old == "" {
					want = anyFile
				}
				if diff := cmp.Diff(want, after); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			}
			files["any.xml"].Data = plan.Files[0].After
			again, err := patch.NewPlan(files, []patch.Operation{test.op})
			if err != nil {
				t.Fatal(err)
			}
			if again.Changed() {
				t.Errorf("a second time: %+v", again.Reports)
			}
		})
	}
}

// TestInsertCheck: a fragment may use prefixes that only the file declares, and its text may look like one.
func TestInsertCheck(t *testing.T) {
	for fragment, want := range map[string]string{
		"<A>nº: 5</A>": "", "<A>m²: 5, m²:x=5 µ:y='z'</A>": "", "<A b='nº:c=\"d\"'><!-- ª:b=\"\" --></A>": "",
		"<p:A/>": "", "<A\n\tp:b = 'c'/>": "", "<xml.p:A><p·x:b/></xml.p:A>": "", "<p:A xmlns:p='u' xml:lang='de'/>": "",
		"<A>x</B>": "fragment:1:5: </B> where </A> is expected",
		"<º:A/>":   "fragment:1:1: < that starts no tag: no name follows",
		"<p:q:A/>": "fragment:1:2: p:q:A is not a qualified name",
	} {
		got := ""
		if err := (patch.Insert{Fragment: fragment}).Check(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", fragment, got, want)
		}
	}
}
