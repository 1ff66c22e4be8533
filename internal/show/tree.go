package show

import "strings"

// TreeOptions control how a tree is drawn.
type TreeOptions struct {
	// Color draws broken things in red and databases in cyan.
	Color bool
	// ASCII draws with ASCII characters only, and escapes all others, for a terminal
	// without UTF-8.
	ASCII bool
}

const (
	red   = "\x1b[31m"
	cyan  = "\x1b[36m"
	reset = "\x1b[0m"
)

// Tree draws a graph as a tree with one line per node, below the node that refers to it.
// A shared target is drawn below each reference, except that the datasources of a JNDI
// name that is bound twice are drawn once. A line ends with the place in the home and, if
// the node is broken, the reason.
func Tree(g *Graph, o TreeOptions) string {
	return newTree(o).draw(draw(g))
}

func newTree(o TreeOptions) *tree {
	t := &tree{TreeOptions: o, drawn: map[*node]bool{}}
	t.arrow, t.last, t.other, t.below = " → ", "└── ", "├── ", "│   "
	if o.ASCII {
		t.arrow, t.last, t.other, t.below = " -> ", "`-- ", "|-- ", "|   "
	}
	return t
}

func (t *tree) draw(root *node) string {
	t.node(root, "", "")
	return t.b.String()
}

type tree struct {
	TreeOptions
	b                         strings.Builder
	drawn                     map[*node]bool // JNDI names that several datasources bind
	arrow, last, other, below string
}

// node draws a node on a line that begins with lead, and the nodes below it on lines that
// begin with indent.
func (t *tree) node(n *node, lead, indent string) {
	t.b.WriteString(lead)
	color := ""
	if n.kind == ofDatabase {
		color = cyan
	}
	t.text(color, n.label)
	if n.to != "" {
		t.b.WriteString(t.arrow)
		t.text(color, n.to)
	}
	place, broken, children := n.place, []string{n.broken}, n.children
	// A JNDI name is drawn on the line of its reference.
	if len(children) > 0 && children[0].kind == ofJNDI {
		jndi := children[0]
		t.b.WriteString(t.arrow)
		t.text("", jndi.label)
		broken = append(broken, jndi.broken)
		below := jndi.children
		if len(below) > 1 && t.drawn[jndi] {
			below = nil // draw it once, or the tree would grow without bound
		}
		t.drawn[jndi] = true
		children = append(below[:len(below):len(below)], children[1:]...)
	}
	if place != "" {
		t.b.WriteString("  ")
		t.text("", place)
	}
	if n.off != "" {
		t.b.WriteString("  ")
		t.text("", "not used: "+n.off)
	}
	for _, message := range broken {
		if message != "" {
			t.b.WriteString("  ")
			t.text(red, "broken: "+message)
		}
	}
	t.b.WriteByte('\n')
	for i, child := range children {
		if i < len(children)-1 {
			t.node(child, indent+t.other, indent+t.below)
		} else {
			t.node(child, indent+t.last, indent+"    ")
		}
	}
}

// text writes a text in a colour.
func (t *tree) text(color, s string) {
	s = printable(s, t.ASCII)
	if t.Color && color != "" {
		s = color + s + reset
	}
	t.b.WriteString(s)
}
