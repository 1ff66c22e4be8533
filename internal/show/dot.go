package show

import (
	"fmt"
	"strings"
)

// Dot draws graphs in the language of Graphviz, with one cluster per graph. A shared
// target is a single node, drawn outside the clusters if several homes use it. Broken
// nodes are red, with dashed arrows to them.
func Dot(graphs ...*Graph) string {
	d := &dot{shared: map[string]string{}}
	d.b.WriteString("digraph ispatch {\n  rankdir=LR\n  node [shape=box, fontname=\"sans-serif\"]\n")
	for i, name := range sharedNames(graphs) {
		id := fmt.Sprintf("s%d", i+1)
		d.shared[name] = id
		fmt.Fprintf(&d.b, "  %s [label=%s, shape=%s]\n", id, dotText(name), dotShape(ofDatabase))
	}
	for i, g := range graphs {
		root := draw(g)
		fmt.Fprintf(&d.b, "  subgraph cluster%d {\n    label=%s\n", i+1, dotText(root.label))
		d.ids = map[*node]string{}
		for _, child := range root.children {
			d.node(child)
		}
		d.b.WriteString("  }\n")
	}
	d.b.WriteString("}\n")
	return d.b.String()
}

type dot struct {
	b      strings.Builder
	ids    map[*node]string
	shared map[string]string // names of nodes outside the homes, by label
	count  int
}

// dotShape returns the shape of a node, or "" for a box.
func dotShape(k kind) string {
	switch k {
	case ofGroup:
		return "oval"
	case ofJNDI:
		return "hexagon"
	case ofDatabase:
		return "cylinder"
	}
	return ""
}

// node writes a node, the nodes below it and the arrows to them, and returns its name.
func (d *dot) node(n *node) string {
	if id, ok := d.ids[n]; ok {
		return id
	}
	if id, ok := d.shared[n.label]; ok && n.kind == ofDatabase {
		return id
	}
	d.count++
	id := fmt.Sprintf("n%d", d.count)
	d.ids[n] = id
	attributes := "label=" + dotText(n.lines()...)
	if shape := dotShape(n.kind); shape != "" {
		attributes += ", shape=" + shape
	}
	if n.broken != "" {
		attributes += ", color=red, fontcolor=red"
	}
	fmt.Fprintf(&d.b, "    %s [%s]\n", id, attributes)
	for _, child := range n.children {
		to := d.node(child)
		style := ""
		if child.broken != "" {
			style = " [color=red, style=dashed]"
		}
		fmt.Fprintf(&d.b, "    %s -> %s%s\n", id, to, style)
	}
	return id
}

// dotText returns a quoted text of one or more lines. Only a backslash and a quote are
// special in it.
func dotText(lines ...string) string {
	for i, line := range lines {
		lines[i] = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(printable(line, false))
	}
	return `"` + strings.Join(lines, `\n`) + `"`
}
