package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A kind is the kind of a node.
type kind uint8

const (
	elementNode kind = iota
	textNode
	cdataNode
	commentNode
	instructionNode
	directiveNode
)

// A node is a token of a text. Everything else about the token is read from the
// text again when it is needed, so that a document needs little memory until its
// tree is built.
type node struct {
	start, end uint32 // an element ends after its end tag
	next       uint32 // index of the node after this one and its content
}

// A tape is a well-formed text and its nodes, in the order of the text.
type tape struct {
	text  string
	nodes []node
	// blocks has the positions at which the blocks of the text begin, as far as
	// position needed them.
	blocks []Position
}

// kind returns the kind of a node, by its first characters.
func (t *tape) kind(i int) kind {
	raw := t.text[t.nodes[i].start:t.nodes[i].end]
	switch {
	case raw[0] != '<':
		return textNode
	case raw[1] == '?':
		return instructionNode
	case raw[1] != '!':
		return elementNode
	case raw[2] == '-':
		return commentNode
	case raw[2] == '[':
		return cdataNode
	}
	return directiveNode
}

// children calls visit for each child of a node until visit returns false. The
// children of the node -1 are those at the top level.
func (t *tape) children(parent int, visit func(i int) bool) {
	i, end := parent+1, len(t.nodes)
	if parent >= 0 {
		end = int(t.nodes[parent].next)
	}
	for i < end {
		if !visit(i) {
			return
		}
		i = int(t.nodes[i].next)
	}
}

// A tag is a start tag, with the offset of the end tag.
type tag struct {
	space, local string
	name         int // offset of the name
	nameEnd      int
	openEnd      int // after the > of the start tag
	close        int // offset of the </ of the end tag; openEnd of a self-closing element
	selfClosing  bool
}

// full returns the name with its prefix.
func (g tag) full() string {
	if g.space == "" {
		return g.local
	}
	return g.space + ":" + g.local
}

// tag reads the start tag of an element, and calls visit for each attribute. visit
// may be nil.
func (t *tape) tag(i int, visit func(attrSource)) tag {
	n := t.nodes[i]
	s := scanner{text: t.text, pos: int(n.start) + 1}
	g := tag{name: s.pos}
	g.space, g.local = cutName(s.name())
	g.nameEnd = s.pos
	for {
		before := s.pos
		s.blanks()
		if c := t.text[s.pos]; c == '/' || c == '>' {
			g.selfClosing = c == '/'
			break
		}
		a := attrSource{start: before}
		a.space, a.key = cutName(s.name())
		s.blanks()
		s.pos++ // =
		s.blanks()
		quote := t.text[s.pos]
		a.valueStart = s.pos + 1
		a.valueEnd = a.valueStart + strings.IndexByte(t.text[a.valueStart:], quote)
		s.pos = a.valueEnd + 1
		if visit != nil {
			a.value = s.decoded(a.valueStart, a.valueEnd, true)
			visit(a)
		}
	}
	if g.selfClosing {
		g.openEnd, g.close = int(n.end), int(n.end)
		return g
	}
	g.openEnd = s.pos + 1
	g.close = int(n.start) + strings.LastIndexByte(t.text[n.start:n.end], '<')
	return g
}

// name returns the name of an element with its prefix.
func (t *tape) name(i int) string {
	s := scanner{text: t.text, pos: int(t.nodes[i].start) + 1}
	return s.name()
}

// data returns the content of a node that is not an element, and the target of a
// processing instruction.
func (t *tape) data(i int) (target, data string) {
	n := t.nodes[i]
	raw := t.text[n.start:n.end]
	switch t.kind(i) {
	case textNode:
		s := scanner{text: t.text}
		return "", s.decoded(int(n.start), int(n.end), false)
	case cdataNode:
		return "", newlines(raw[len("<![CDATA[") : len(raw)-len("]]>")])
	case commentNode:
		return "", newlines(raw[len("<!--") : len(raw)-len("-->")])
	case directiveNode:
		return "", newlines(raw[len("<!") : len(raw)-len(">")])
	default:
		s := scanner{text: raw, pos: len("<?")}
		target = s.name()
		s.blanks()
		return target, newlines(raw[s.pos : len(raw)-len("?>")])
	}
}

// cutName splits a name at its colon. Without one, space is empty.
func cutName(name string) (space, local string) {
	if i := strings.IndexByte(name, ':'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}

// token creates the token of a node that is neither an element nor a text. It also
// returns its data.
func (t *tape) token(i int) (etree.Token, string) {
	target, data := t.data(i)
	switch t.kind(i) {
	case cdataNode:
		return etree.NewCData(data), data
	case commentNode:
		return etree.NewComment(data), data
	case directiveNode:
		return etree.NewDirective(data), data
	case instructionNode:
		return etree.NewProcInst(target, data), data
	}
	return nil, data
}
