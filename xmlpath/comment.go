package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// The marks of a comment that is inside a comment, as IDEs write them.
const (
	innerOpen  = "&lt;!&ndash;"
	innerClose = "&ndash;&gt;"
)

// inward turns comment marks into the marks of a comment inside a comment.
func inward(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "<!--", innerOpen), "-->", innerClose)
}

// outward reverses inward.
func outward(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, innerOpen, "<!--"), innerClose, "-->")
}

// CommentOut turns an element into a comment, as stock files do: <name …>…</name>
// becomes <!--name …>…</name-->, by changing only the marks. Comments inside the
// element are written as IDEs write them: &lt;!&ndash; … &ndash;&gt;. CommentOut
// returns the comment, which replaces the element in the tree. Activate on that
// comment restores the original bytes.
//
// It is an *Error with the position if the element contains any other --, or
// text that already looks like a comment inside a comment, or if the element was
// not parsed from the source. The document is then unchanged.
func (d *Document) CommentOut(e *etree.Element) (*etree.Comment, error) {
	s := d.span(e)
	if s == nil || e.Parent() == nil {
		return nil, &Error{Message: "only an element of the source can become a comment"}
	}
	w := d.writer(s.base)
	d.complete(e)
	w.element(e, s)
	if len(w.problems) > 0 {
		return nil, w.problems[0]
	}
	if c, ok := d.swapped(e).(*etree.Comment); ok && len(w.list) == 0 {
		swap(e, c)
		return c, nil
	}
	text := apply(w.text[s.start:s.end], w.list, s.from())
	body, at, problem := commentBody(text)
	if problem != "" {
		place, _ := d.Position(e)
		if len(w.list) == 0 {
			place = w.base.position(s.from() + at)
		}
		return nil, &Error{Position: place, Message: "the element <" + e.FullTag() + "> cannot become a comment: " + problem,
			Hint: "change that first, or remove the element"}
	}
	c := etree.NewComment(newlines(body))
	raw := "<!--" + body + "-->"
	m := &derivedSource{swapped: e}
	m.base = &base{tape: tape{text: raw}, origin: w.base.position(s.from())}
	m.end, m.data, m.index = int32(len(raw)), c.Data, s.index
	if s.base == nil {
		m.parent = e.Parent()
	}
	d.remember(c, m)
	swap(e, c)
	return c, nil
}

// remember records the source of a token that came from a comment or became one.
func (d *Document) remember(t etree.Token, m *derivedSource) {
	if d.extra == nil {
		d.extra = map[etree.Token]*derivedSource{}
	}
	d.extra[t] = m
	d.index = nil
}

// swapped returns the comment that an element was made from in this run, or the
// element that a comment was made from, or nil.
func (d *Document) swapped(t etree.Token) etree.Token {
	if m := d.extra[t]; m != nil {
		return m.swapped
	}
	return nil
}

// commentBody returns the content of the comment for an element, or the reason
// why there is none and its offset.
func commentBody(text string) (body string, at int, problem string) {
	for _, mark := range []string{innerOpen, innerClose} {
		if i := strings.Index(text, mark); i >= 0 {
			return "", i, "it contains " + mark + ", which would become a comment when it is active again"
		}
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end := markupEnd(text, i)
		piece := text[i:end]
		if strings.HasPrefix(piece, "<!--") {
			piece = innerOpen + piece[len("<!--"):len(piece)-len("-->")] + innerClose
		} else if j := strings.Index(text[i:min(end+1, len(text))], "--"); j >= 0 {
			return "", i + j, "it contains --"
		}
		b.WriteString(piece)
		i = end
	}
	body = b.String()
	body = body[1 : len(body)-1] // < and > become the marks
	if strings.Contains(body, "--") || strings.HasSuffix(body, "-") {
		return "", 0, "it contains --"
	}
	if "<"+outward(body)+">" != text {
		return "", 0, "it contains text that looks like a comment in a comment"
	}
	return body, 0, ""
}

// markupEnd returns where the markup or text that begins at an offset of
// well-formed XML ends.
func markupEnd(text string, at int) int {
	rest := text[at:]
	after := func(open, mark string) int {
		// The marks do not overlap: <!--> does not end a comment.
		if i := strings.Index(rest[len(open):], mark); i >= 0 {
			return at + len(open) + i + len(mark)
		}
		return len(text)
	}
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return after("<!--", "-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		return after("<![CDATA[", "]]>")
	case strings.HasPrefix(rest, "<?"):
		return after("<?", "?>")
	case rest[0] != '<':
		if i := strings.IndexByte(rest, '<'); i >= 0 {
			return at + i
		}
		return len(text)
	}
	quote := byte(0)
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(text)
}

// swap replaces one token by another. When etree removes or inserts a token, it renumbers
// those after it; swap hides them, so that the time does not depend on how many there are.
func swap(old, new etree.Token) {
	parent, at := old.Parent(), old.Index()
	all := parent.Child
	parent.Child = all[:at+1]
	parent.RemoveChildAt(at)
	parent.AddChild(new) // in the place of old in all
	parent.Child = all
}
