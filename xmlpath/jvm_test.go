package xmlpath

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// TestJVM checks that the parser of the JVM, which is related to the one of the
// server, reads the same from every document as is in the tree, before and after
// edits, and refuses what Parse refuses.
func TestJVM(t *testing.T) {
	if _, err := exec.LookPath("java"); err != nil {
		t.Skip("no java")
	}
	dir := t.TempDir()
	want := map[string]string{} // by file, what is to be read
	var names []string
	add := func(name, reads string) {
		want[name] = reads
		names = append(names, name)
	}
	edited := 0
	for _, file := range xmlFiles(t, filepath.Join("..", "fixtures")) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(src)
		if err != nil {
			switch filepath.Base(file) {
			case "xml-1.1.xml", "deep-1025.xml": // well-formed, and refused all the same
			case "unknown-encoding.xml", "utf-16-odd.xml", "invalid-utf-16-odd.xml": // not for every JVM
			default:
				add(name, "refused\n")
			}
			continue
		}
		if len(d.entities) > 0 || strings.Contains(d.text, "<!ATTLIST") {
			continue // it expands entities in attributes and adds defaults, as we say we do not
		}
		add(name, reads(d))
		// One value and one new element more.
		for _, e := range d.Tree().FindElements("//*") {
			if len(e.ChildElements()) == 0 {
				SetValue(e, "a&b <c>]]> é \"'\r\n\t")
				e.CreateAttr("new", "\"'<&>\r\n\té")
				break
			}
		}
		d.Root().AddChild(build("fresh", build("inner=1")))
		out, err := d.Bytes()
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		changed := filepath.Join(dir, fmt.Sprintf("%d.xml", edited))
		if err := os.WriteFile(changed, out, 0o600); err != nil {
			t.Fatal(err)
		}
		edited++
		d, err = Parse(out)
		if err != nil {
			t.Fatal(err)
		}
		add(changed, reads(d))
	}
	list := filepath.Join(dir, "list")
	if err := os.WriteFile(list, []byte(strings.Join(names, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	java := exec.Command("java", "-Xss64m", "-Djdk.xml.maxElementDepth=0", "-Djdk.xml.elementAttributeLimit=0",
		filepath.Join("testdata", "java", "Read.java"), list)
	java.Stderr = os.Stderr
	output, err := java.Output()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, part := range bytes.Split(output, []byte("file "))[1:] {
		name, got, _ := strings.Cut(string(part), "\n")
		if want[name] != got {
			wants, gots := strings.Split(want[name], "\n"), strings.Split(got, "\n")
			for i := range wants {
				if i >= len(gots) || wants[i] != gots[i] {
					t.Errorf("%s: element %d:\nwe read  %.300s\nJVM reads %.300s", name, i+1, wants[i], slices.Concat(gots,
						[]string{"", ""})[min(i, len(gots))])
					break
				}
			}
		}
		read++
	}
	if read != len(names) {
		t.Errorf("the JVM answered for %d of %d files", read, len(names))
	}
	t.Logf("%d documents, %d of them edited", len(names), edited)
}

// reads returns the content of the tree in the format of Read.java.
func reads(d *Document) string {
	var b strings.Builder
	var walk func(e *etree.Element, depth int)
	walk = func(e *etree.Element, depth int) {
		fmt.Fprintf(&b, "%d %s", depth, e.FullTag())
		attrs := slices.Clone(e.Attr)
		slices.SortFunc(attrs, func(a, b etree.Attr) int { return strings.Compare(a.FullKey(), b.FullKey()) })
		for _, a := range attrs {
			b.WriteString(" " + a.FullKey() + "=" + javaQuote(a.Value))
		}
		b.WriteString(" " + javaQuote(Value(e)) + "\n")
		for _, child := range e.ChildElements() {
			walk(child, depth+1)
		}
	}
	walk(d.Root(), 0)
	return b.String()
}

func javaQuote(value string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range value {
		if r < 0x20 || r == '"' || r == '\\' || r > 0x7e {
			fmt.Fprintf(&b, "\\u{%x}", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}
