package show

import (
	"fmt"
	"strings"
	"unicode"
)

// Mermaid draws graphs as one Mermaid flowchart, with one subgraph per graph. A shared
// target is a single node, drawn outside the subgraphs if several homes use it. Broken
// nodes have the class broken, with dotted arrows to them.
func Mermaid(graphs ...*Graph) string {
	m := &mermaid{shared: map[string]string{}}
	m.b.WriteString("flowchart LR\n")
	for i, name := range sharedNames(graphs) {
		id := fmt.Sprintf("s%d", i+1)
		m.shared[name] = id
		m.databases = append(m.databases, id)
		fmt.Fprintf(&m.b, "  %s[(\"%s\")]\n", id, escape(name))
	}
	for i, g := range graphs {
		root := draw(g)
		// A subgraph without its own direction is drawn at right angles to the chart.
		fmt.Fprintf(&m.b, "  subgraph home%d[\"%s\"]\n    direction LR\n", i+1, escape(root.label))
		m.ids = map[*node]string{}
		for _, child := range root.children {
			m.node(child)
		}
		m.b.WriteString("  end\n")
	}
	m.b.WriteString("  classDef database fill:lightcyan,stroke:darkcyan,color:black\n")
	m.b.WriteString("  classDef broken stroke:red,color:red,stroke-dasharray:4 4\n")
	m.class("database", m.databases)
	m.class("broken", m.broken)
	if len(m.red) > 0 {
		fmt.Fprintf(&m.b, "  linkStyle %s stroke:red\n", strings.Join(m.red, ","))
	}
	return m.b.String()
}

type mermaid struct {
	b                 strings.Builder
	ids               map[*node]string
	shared            map[string]string // names of nodes outside the homes, by label
	count, edges      int
	databases, broken []string
	red               []string // the numbers of the arrows to broken nodes
}

// brackets returns the brackets around a node's text, which stand for its shape.
func brackets(k kind) (left, right string) {
	switch k {
	case ofGroup:
		return "([", "])"
	case ofJNDI:
		return "{{", "}}"
	case ofDatabase:
		return "[(", ")]"
	}
	return "[", "]"
}

// node writes a node, the nodes below it and the arrows to them, and returns its name.
func (m *mermaid) node(n *node) string {
	if id, ok := m.ids[n]; ok {
		return id
	}
	if id, ok := m.shared[n.label]; ok && n.kind == ofDatabase {
		return id
	}
	m.count++
	id := fmt.Sprintf("n%d", m.count)
	m.ids[n] = id
	lines := n.lines()
	for i := range lines {
		lines[i] = escape(lines[i])
	}
	if n.broken != "" {
		m.broken = append(m.broken, id)
	} else if n.kind == ofDatabase {
		m.databases = append(m.databases, id)
	}
	left, right := brackets(n.kind)
	fmt.Fprintf(&m.b, "    %s%s\"%s\"%s\n", id, left, strings.Join(lines, "<br/>"), right)
	for _, child := range n.children {
		to := m.node(child)
		arrow := "-->"
		if child.broken != "" {
			arrow = "-.->"
			m.red = append(m.red, fmt.Sprint(m.edges))
		}
		fmt.Fprintf(&m.b, "    %s %s %s\n", id, arrow, to)
		m.edges++
	}
	return id
}

func (m *mermaid) class(name string, ids []string) {
	if len(ids) > 0 {
		fmt.Fprintf(&m.b, "  class %s %s\n", strings.Join(ids, ","), name)
	}
}

// escape escapes a text for a quoted Mermaid label. Letters, digits and a few marks stay;
// any other character, which may be special to Mermaid, Markdown or HTML, is written by
// its number.
func escape(s string) string {
	var b strings.Builder
	text := []rune(printable(s, false))
	word := func(i int) bool {
		return i >= 0 && i < len(text) && (unicode.IsLetter(text[i]) || unicode.IsDigit(text[i]) || unicode.IsMark(text[i]))
	}
	for i, r := range text {
		plain := word(i) || strings.ContainsRune(" ./,-→", r) || r == '_' && word(i-1) && word(i+1)
		if i == 0 && r != '/' && !unicode.IsLetter(r) {
			plain = false // never the start of a list
		}
		if plain {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
