package profile

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// readYAML reads the single document of a profile; at has the name and the order of all
// its origins. It returns nil if there is no document, or if it cannot be read, which it
// reports.
func readYAML(data []byte, at origin, p *problems) *node {
	r := reader{problems: p, from: at}
	failed := checkText(data)
	var file *ast.File
	if failed == nil {
		text := strings.TrimPrefix(string(data), "\ufeff")
		if strings.Contains(text, "\r") {
			// YAML reads both as a line break, but the lexer miscounts lines that end in a
			// carriage return.
			text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
		}
		if at.embedded {
			text = withoutComments(text)
		}
		file, failed = parse(text)
	}
	if failed != nil {
		p.add(r.place(failed.at), "", failed.hint, "%s", failed.message)
		return nil
	}
	var root *node
	for _, document := range file.Docs {
		if _, directive := document.Body.(*ast.DirectiveNode); directive || document.Body == nil {
			continue
		}
		if root != nil {
			p.add(r.position(document.Body), "", "", "a second YAML document: a profile is one document")
			break
		}
		root = r.value(document.Body)
	}
	return root
}

// withoutComments returns the default profile, half of which is comments, with empty lines
// in their place.
func withoutComments(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
			lines[i] = "\n"
		}
	}
	return strings.Join(lines, "")
}

// A reader turns the library's tree into nodes.
type reader struct {
	*problems
	from origin
}

// place is a line and column of this profile.
func (r *reader) place(at origin) origin {
	where := r.from
	where.line, where.column = at.line, at.column
	return where
}

// position returns the position of a node. The library places a block mapping at its
// first colon, and the text of a block scalar at its end.
func (r *reader) position(n ast.Node) origin {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return r.position(n.Values[0])
		}
	case *ast.MappingValueNode:
		if n.Key != nil {
			return r.place(tokenPosition(n.Key.GetToken()))
		}
	}
	return r.place(tokenPosition(n.GetToken()))
}

// wrong reports an invalid value and returns a stand-in for it.
func (r *reader) wrong(at origin, hint, format string, values ...any) *node {
	r.add(at, "", hint, format, values...)
	return &node{kind: null, at: at, bad: true}
}

const hintOnce = "to avoid repetition, use the section database, or merge a second profile over a shared one"

func (r *reader) value(n ast.Node) *node {
	if n == nil {
		return &node{kind: null, at: r.place(start)}
	}
	at := r.position(n)
	of := func(k kind, text string) *node { return &node{kind: k, at: at, text: text} }
	switch n := n.(type) {
	case *ast.NullNode:
		return of(null, "")
	case *ast.BoolNode:
		return of(boolean, fmt.Sprint(n.Value))
	case *ast.IntegerNode:
		return of(integer, n.Token.Value)
	case *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return of(number, n.GetToken().Value)
	case *ast.StringNode:
		if n.Token.Type == token.StringType && tabInside(n.Token.Origin) {
			// The library loses the tab.
			return r.wrong(at, `put the text in double quotes, and write the tab as \t`, "a tab in a text without quotes")
		}
		return of(text, n.Value)
	case *ast.LiteralNode:
		if n.Value == nil {
			return of(text, "")
		}
		return of(text, n.Value.Value)
	case *ast.MappingNode:
		return r.mapping(at, n.Values)
	case *ast.MappingValueNode:
		return r.mapping(at, []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		v := of(list, "")
		for _, item := range n.Values {
			v.items = append(v.items, r.value(item))
		}
		return v
	case *ast.AnchorNode:
		return r.wrong(at, hintOnce, "anchors (&) are not supported")
	case *ast.AliasNode:
		return r.wrong(at, "put a text that begins with * in quotes", "aliases (*) are not supported")
	case *ast.TagNode:
		return r.wrong(at, "put a text in quotes, without a tag", "tags (!) are not supported")
	case *ast.MergeKeyNode: // not as a key
		return of(text, n.Token.Value)
	}
	return r.wrong(at, "", "is not valid in a profile")
}

// tabInside reports whether a line of a text has a tab that is not in the white space around
// it, which YAML drops.
func tabInside(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(strings.TrimSpace(line), "\t") {
			return true
		}
	}
	return false
}

// mapping reads the entries of a mapping.
func (r *reader) mapping(at origin, values []*ast.MappingValueNode) *node {
	m := &node{kind: mapping, at: at}
	for _, value := range values {
		if value.Key != nil && value.Key.IsMergeKey() {
			m.vague = true
			r.add(r.position(value.Key), "", hintOnce, "merge keys (<<) are not supported")
			continue
		}
		// Read the value even if its key is invalid: it may have problems of its own.
		v := r.value(value.Value)
		if value.Key == nil {
			continue
		}
		if key, where, ok := r.key(value.Key); ok {
			m.entries = append(m.entries, &entry{key, where, v})
		}
	}
	return m
}

// key returns the text of a key. It reports a key that is not a text.
func (r *reader) key(n ast.Node) (string, origin, bool) {
	at := r.position(n)
	switch k := n.(type) {
	case *ast.MappingKeyNode:
		if k.Value != nil {
			return r.key(k.Value)
		}
	case *ast.StringNode:
		return k.Value, at, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return k.GetToken().Value, at, true
	}
	r.add(at, "", "", "a key must be a plain text")
	return "", at, false
}
