package profile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dump writes a tree, each value with its place.
func dump(n *node) string {
	if n == nil {
		return "nothing"
	}
	at := fmt.Sprintf("@%d:%d", n.at.line, n.at.column)
	switch n.kind {
	case mapping:
		var parts []string
		for _, e := range n.entries {
			parts = append(parts, fmt.Sprintf("%s@%d:%d=%s", e.key, e.at.line, e.at.column, dump(e.value)))
		}
		return "{" + strings.Join(parts, " ") + "}" + at
	case list:
		var parts []string
		for _, item := range n.items {
			parts = append(parts, dump(item))
		}
		return "[" + strings.Join(parts, " ") + "]" + at
	}
	return fmt.Sprintf("%s:%q%s", map[kind]string{null: "null", boolean: "bool", integer: "int", number: "number",
		text: "text"}[n.kind], n.text, at)
}

// The values of a YAML text and their places: lines and columns count from 1, in
// characters, whatever the line endings.
func TestReadYAML(t *testing.T) {
	for _, row := range []struct{ source, want string }{
		{"a: 1\nb: x\n", `{a@1:1=int:"1"@1:4 b@2:1=text:"x"@2:4}@1:1`},
		{"# c\n\n  a:\n    b: true\n", `{a@3:3={b@4:5=bool:"true"@4:8}@4:5}@3:3`},
		{"a: [é, x, {y: z}]", `{a@1:1=[text:"é"@1:5 text:"x"@1:8 {y@1:12=text:"z"@1:15}@1:11]@1:4}@1:1`},
		{"a:\n- x\n- y: 1\n  z: 2\n", `{a@1:1=[text:"x"@2:3 {y@3:3=int:"1"@3:6 z@4:3=int:"2"@4:6}@3:3]@2:1}@1:1`},
		{"a: \"q\\u00e9\\n\" # c\r\nb: 'x''y'\r\nc: z\r\n",
			`{a@1:1=text:"qé\n"@1:4 b@2:1=text:"x'y"@2:4 c@3:1=text:"z"@3:4}@1:1`},
		{"a: x\rb: y\r", `{a@1:1=text:"x"@1:4 b@2:1=text:"y"@2:4}@1:1`},
		{"\ufeffa: x\nb: y", `{a@1:1=text:"x"@1:4 b@2:1=text:"y"@2:4}@1:1`},
		{"a: |\n  one\n  two\nb: >-\n  x\n  y\nc: z", `{a@1:1=text:"one\ntwo\n"@1:4 b@4:1=text:"x y"@4:4 ` +
			`c@7:1=text:"z"@7:4}@1:1`},
		{"a: one\n  two\nb: y", `{a@1:1=text:"one two"@1:4 b@3:1=text:"y"@3:4}@1:1`},
		{"a: one\n  \ttwo \t\n \t\n \t three\t# c\td\nb: y", `{a@1:1=text:"one two\nthree"@1:4 b@5:1=text:"y"@5:4}@1:1`},
		{"a: ~\nb: null\nc: \"\"\nd: 'null'", `{a@1:1=null:""@1:4 b@2:1=null:""@2:4 c@3:1=text:""@3:4 ` +
			`d@4:1=text:"null"@4:4}@1:1`},
		{"a: True\nb: yes\nc: \"true\"", `{a@1:1=bool:"true"@1:4 b@2:1=text:"yes"@2:4 c@3:1=text:"true"@3:4}@1:1`},
		{"a: 1.10\nb: 0x1F\nc: 012\nd: -5\ne: .inf", `{a@1:1=number:"1.10"@1:4 b@2:1=int:"0x1F"@2:4 ` +
			`c@3:1=int:"012"@3:4 d@4:1=int:"-5"@4:4 e@5:1=number:".inf"@5:4}@1:1`},
		{"a: 192.0.2.10\nb: ::1\nc: 2001:db8::1\nd: //x[@y='z']\n",
			`{a@1:1=text:"192.0.2.10"@1:4 b@2:1=text:"::1"@2:4 c@3:1=text:"2001:db8::1"@3:4 d@4:1=text:"//x[@y='z']"@4:4}@1:1`},
		{"a: jdbc:mysql://h:3306/d?x=y&z=1\n", `{a@1:1=text:"jdbc:mysql://h:3306/d?x=y&z=1"@1:4}@1:1`},
		{"/_system/config: /x\n1: a\ntrue: b\n", `{/_system/config@1:1=text:"/x"@1:18 1@2:1=text:"a"@2:4 ` +
			`true@3:1=text:"b"@3:7}@1:1`},
		{"? k\n: v\n", `{k@1:3=text:"v"@2:3}@1:1`},
		{"%YAML 1.2\n---\na: x\n...\n", `{a@3:1=text:"x"@3:4}@3:1`},
		{"", "nothing"},
		{"# only a comment\n", "nothing"},
		{"---\n", "nothing"},
	} {
		p := &problems{}
		n := readYAML([]byte(row.source), origin{file: "f"}, p)
		if err := p.err(); err != nil {
			t.Errorf("%q: %v", row.source, err)
			continue
		}
		if diff := cmp.Diff(row.want, dump(n)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", row.source, diff)
		}
	}
}

// The size and the depth of a profile are limited.
func TestBounds(t *testing.T) {
	block := ""
	for i := range 80 {
		block += strings.Repeat(" ", i) + "a:\n"
	}
	for name, row := range map[string]struct{ source, want string }{
		"size":           {strings.Repeat("#\n", maxSize), "f:1:1: is larger than 1048576 bytes"},
		"keys":           {strings.Repeat("a: 1\n", maxTokens), "f:6667:4: has more than 20000 keys, values and marks"},
		"flow lists":     {strings.Repeat("[", 1000), "f:1:65: is nested more than 64 levels deep"},
		"flow mappings":  {strings.Repeat("{a: ", 1000), "f:1:257: is nested more than 64 levels deep"},
		"block lists":    {strings.Repeat("- ", 1000), "f:1:129: is nested more than 64 levels deep"},
		"block mappings": {block, "f:65:66: is nested more than 64 levels deep"},
		"many brackets":  {strings.Repeat("[", 60000), "is nested more than 64 levels deep"},
		"many closings":  {strings.Repeat("]", 60000), "has more than 20000 keys"},
		"many marks":     {strings.Repeat("? ", 30000), "f:1:"},
		"many tags":      {"a: " + strings.Repeat("!a ", 30000), "f:1:"},
		"many anchors":   {"a: " + strings.Repeat("&a ", 30000), "f:1:"},
		"many quotes":    {strings.Repeat("'\n", 50000), "has more than 20000 keys"},
		"many pipes":     {strings.Repeat("|\n", 40000), "has more than 20000 keys"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &problems{}
			readYAML([]byte(row.source), origin{file: "f"}, p)
			got := messages(t, p.err())
			if !strings.Contains(got, row.want) || strings.Contains(got, "\n") {
				t.Errorf("got %s, want %s", shorten(got, 300), row.want)
			}
		})
	}
	// A large profile within the limits is read.
	var b strings.Builder
	b.WriteString(head + "datasources:\n")
	for i := range 300 {
		fmt.Fprintf(&b, "  # %s\n  D%d: {database: d%d, configuration: {maxActive: %d, maxIdle: 1}}\n",
			strings.Repeat("comment ", 100), i, i, i)
	}
	if p := load(t, source(b.String())); len(p.Datasources) != 300 {
		t.Errorf("%d datasources", len(p.Datasources))
	}
}
