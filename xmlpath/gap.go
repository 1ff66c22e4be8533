package xmlpath

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A gap is the place between two adjacent children that were not moved, or between
// one of them and a tag of the parent, where tokens were removed or added.
type gap struct {
	parent         *etree.Element
	s              *source // of parent
	removed, added []etree.Token
	gone           []source // of removed, and of blanks between them
	prev, next     *source  // the children around the gap, or nil for a tag
	// rewritten is true if a changed text is next to the gap. Then nothing there can
	// be taken for layout.
	rewritten bool
}

// gap edits a gap.
func (w *writer) gap(g gap) {
	switch {
	case len(g.added) == 0:
		w.remove(g)
	case len(g.removed) > 0:
		w.substitute(g)
	case g.s.element.selfClosing:
		w.unfold(g)
	case g.rewritten || slices.ContainsFunc(g.added, isText) || w.inText(g):
		// The caller laid out the new tokens, or blanks would change the text.
		at := g.start()
		w.edit(at, at, w.renderAll(g.added, w.inline(w.eolAt(at))))
	default:
		w.insert(g)
	}
}

// start returns the offset at which the gap begins.
func (g gap) start() int {
	if g.prev != nil {
		return g.prev.to()
	}
	return g.s.element.openEnd()
}

// inText reports whether a gap is beside text, within a line.
func (w *writer) inText(g gap) bool {
	text := func(s *source) string {
		if s == nil || s.blank || !isText(g.s.element.children[s.index]) {
			return ""
		}
		return w.text[s.start:s.end]
	}
	before, after := text(g.prev), text(g.next)
	return before != "" && !strings.Contains(before[len(strings.TrimRight(before, " \t\r\n")):], "\n") ||
		after != "" && !strings.Contains(after[:len(after)-len(strings.TrimLeft(after, " \t\r\n"))], "\n")
}

func isText(t etree.Token) bool {
	_, ok := t.(*etree.CharData)
	return ok
}

func isComment(t etree.Token) bool {
	_, ok := t.(*etree.Comment)
	return ok
}

// substitute replaces the removed tokens with the added ones.
func (w *writer) substitute(g gap) {
	from, to := 0, len(g.removed)-1
	if slices.ContainsFunc(g.added, isText) || g.removedText() {
		start, end := g.gone[from].from(), g.gone[to].to()
		w.edit(start, end, w.renderAll(g.added, w.inline(w.eolAt(start))))
		return
	}
	// White space that was removed around elements is layout, and stays.
	for from < to && isText(g.removed[from]) {
		from++
	}
	for to > from && isText(g.removed[to]) {
		to--
	}
	start, end := g.gone[from].from(), g.gone[to].to()
	_, own := w.indentAt(start)
	eol := w.eolAt(start)
	var b strings.Builder
	var l layout
	for i, t := range g.added {
		// The layout takes time in proportion to the siblings: it is learned only if it is
		// needed, and once for tokens that are laid out alike.
		if !(len(g.added) == 1 && w.wasRead(t)) && (i == 0 || newNeighbour(t) != newNeighbour(g.added[i-1])) {
			l = w.layout(g, t, start, eol)
			l.ownLine = l.ownLine && own
		}
		if i > 0 {
			b.WriteString(l.separator())
		}
		b.WriteString(w.render(t, l))
	}
	w.edit(start, end, b.String())
}

// wasRead reports whether a token is an element that was read. It is written as it was.
func (w *writer) wasRead(t etree.Token) bool {
	e, ok := t.(*etree.Element)
	return ok && w.span(e) != nil
}

// removedText reports whether text other than white space was removed, or only
// text.
func (g gap) removedText() bool {
	other := false
	for i, t := range g.removed {
		if !isText(t) {
			other = true
		} else if !g.gone[i].blank {
			return true
		}
	}
	return !other
}

// unfold adds tokens to a self-closing element, which needs an end tag for them.
func (w *writer) unfold(g gap) {
	x := g.s.element
	start := x.openEnd() - len("/>")
	for isBlank(w.text[start-1]) {
		start--
	}
	name, err := w.tagName(g.parent)
	if err != nil {
		w.fail(g.parent, err)
		return
	}
	eol := w.eolAt(start)
	var b strings.Builder
	b.WriteByte('>')
	if slices.ContainsFunc(g.added, isText) {
		b.WriteString(w.renderAll(g.added, w.inline(eol)))
	} else {
		b.WriteString(w.firstChildren(g, start, eol))
	}
	b.WriteString("</" + name + ">")
	w.edit(start, x.openEnd(), b.String())
}

// firstChildren returns the first children of an element as they are written, with
// the white space before its end tag.
func (w *writer) firstChildren(g gap, at int, eol string) string {
	var b strings.Builder
	ownLine := false
	for i, t := range g.added {
		l := w.layout(g, t, at, eol)
		ownLine = l.ownLine
		if i == 0 && ownLine {
			b.WriteString(eol + l.indent)
		} else if i > 0 {
			b.WriteString(l.separator())
		}
		b.WriteString(w.render(t, l))
	}
	if ownLine {
		indent, _ := w.indentAt(g.s.from())
		b.WriteString(eol + indent)
	}
	return b.String()
}

// insert writes new elements and comments into a gap as the author of their
// neighbours would have.
func (w *writer) insert(g gap) {
	at := g.start()
	first := w.layout(g, g.added[0], at, "")
	switch _, own := w.indentAt(at); {
	case !first.ownLine:
		w.insertInline(g, at)
	case g.next == nil && (g.prev == nil || g.prev.blank && g.prev.index == 0):
		// The parent contains nothing but white space.
		w.edit(g.s.element.openEnd(), at, w.firstChildren(g, at, w.eolAt(at)))
	case own && g.next != nil:
		w.insertLines(g, at, true)
	case own:
		// The gap is right before the end tag: the new lines go before its line,
		// and before blank lines above it.
		at = g.prev.from() + len(strings.TrimRight(w.text[g.prev.start:at], " \t\r\n"))
		w.insertLines(g, w.skipBlanks(at), false)
	default:
		w.insertLines(g, w.skipBlanks(at), false)
	}
}

// insertLines writes new tokens on lines of their own into the gap at an offset.
// beforeNext says that the caller put them before the next token, not after the
// previous one.
func (w *writer) insertLines(g gap, at int, beforeNext bool) {
	sp := w.spacing(g, at, beforeNext)
	eol := w.eolAt(sp.at)
	if sp.lineStart {
		eol = w.eolAt(max(sp.at-1, 0))
	}
	l := w.layout(g, g.added[0], at, eol)
	if beforeNext && w.goesBeforeComment(g, l.indent) {
		at := w.lineStart(g.next.from()) + len(l.indent)
		w.edit(at, at, w.render(g.added[0], l))
		return
	}
	var b strings.Builder
	for i, t := range g.added {
		if i > 0 {
			l = w.layout(g, t, at, eol)
		}
		separator := l.separator()
		switch {
		case i == 0 && sp.before:
			separator = eol + sp.blank + eol + l.indent
		case i == 0, isComment(g.added[i-1]): // a comment is directly above what it is about
			separator = eol + l.indent
		}
		if i == 0 && sp.lineStart {
			separator = strings.TrimPrefix(separator, eol)
		}
		b.WriteString(separator + w.render(t, l) + w.trailingBlanks(g, t))
	}
	if sp.lineStart {
		b.WriteString(eol)
	}
	if sp.after {
		b.WriteString(sp.blank + eol)
	}
	w.edit(sp.at, sp.at, b.String())
}

// insertInline writes new tokens inside a line.
func (w *writer) insertInline(g gap, at int) {
	var b strings.Builder
	after := g.prev != nil && g.prev.blank && g.next != nil
	if g.prev != nil && g.prev.blank && g.next == nil {
		at = g.prev.from()
	}
	eol := w.eolAt(at) // of texts
	for _, t := range g.added {
		l := w.layout(g, t, at, eol)
		if after {
			b.WriteString(w.render(t, l) + l.separator())
		} else {
			b.WriteString(l.separator() + w.render(t, l))
		}
	}
	w.edit(at, at, b.String())
}
