package command

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

func TestSay(t *testing.T) {
	var out bytes.Buffer
	say(&out, "%s: %s (%v, %d)", "a\nispatch: error: b\x1b[2J", "jdbc:mysql://u:S3cr3t@h/d?password=S3cr3t",
		errors.New("c\rd"), 3)
	const want = `a\nispatch: error: b\x1b[2J: jdbc:mysql://u:********@h/d?password=******** (c\rd, 3)` + "\n"
	if out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
}

func TestPrintJSON(t *testing.T) {
	var out bytes.Buffer
	err := printJSON(&out, struct {
		Message string   `json:"message"`
		List    []string `json:"list"`
		Plain   string   `json:"plain"`
		Diff    string   `json:"diff"`
	}{`"u:S3" x://u:S3cr3t@h <&>`, []string{"password=S3cr3t", `\"`}, "true", "+x://u:S3cr3t@h\n"})
	const want = `{
  "message": "\"u:S3\" x://u:********@h <&>",
  "list": [
    "password=********",
    "\\\""
  ],
  "plain": "true",
  "diff": "+x://u:S3cr3t@h\n"
}
`
	if err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
}

// TestOneSink: no file but print.go writes with fmt, so that each line is made safe.
// The table of driver list quotes its words itself.
func TestOneSink(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			f, isSelector := call.Fun.(*ast.SelectorExpr)
			if !isSelector || !strings.HasPrefix(f.Sel.Name, "Fprint") && !strings.HasPrefix(f.Sel.Name, "Print") {
				return true
			}
			switch to := call.Args[0].(type) {
			case *ast.Ident: // table
				if to.Name == "table" {
					return true
				}
			case *ast.UnaryExpr: // &b: a text that is built
				return true
			}
			if x, ok := f.X.(*ast.Ident); ok && x.Name == "fmt" {
				t.Errorf("%s: prints with fmt.%s", name, f.Sel.Name)
			}
			return true
		})
	}
}
