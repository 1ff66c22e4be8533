package xmlpath

import (
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// A gap lies between two tokens of an element that are where they were
// read, or between one of them and a tag: what was removed there and what was
// added.
type gap struct {
	parent         *etree.Element
	s              *source // of parent
	removed, added []etree.Token
	gone           []source // of removed
	prev, next     *source  // nil at the parent's start tag and at its end tag
	// rewritten is set where the text on either side is written anew, so that none
	// of it can be taken for layout.
	rewritten bool
}

// gap edits one gap.
func (w *writer) gap(g gap) {
	switch {
	case len(g.added) == 0:
		w.remove(g)
	case len(g.removed) > 0:
		w.substitute(g)
	case g.s.element.selfClosing:
		w.unfold(g)
	case g.rewritten || slices.ContainsFunc(g.added, isText):
		// The caller laid out the new tokens.
		at := g.start()
		w.edit(at, at, w.renderAll(g.added, w.flat(w.eolAt(at))))
	default:
		w.insert(g)
	}
}

// start is the offset at which the gap begins.
func (g gap) start() int {
	if g.prev != nil {
		return g.prev.to()
	}
	return g.s.element.openEnd()
}

func isText(t etree.Token) bool {
	_, ok := t.(*etree.CharData)
	return ok
}

func isComment(t etree.Token) bool {
	_, ok := t.(*etree.Comment)
	return ok
}

// remove takes away what was removed. Elements, comments and instructions that
// have lines of their own go with these lines; where the caller removed text
// as well, it is exactly what was removed that goes.
func (w *writer) remove(g gap) {
	start, end := g.gone[0].from(), g.gone[len(g.gone)-1].to()
	if !g.rewritten && !slices.ContainsFunc(g.removed, isText) {
		start, end = w.lines(g, start, end)
	}
	w.edit(start, end, "")
}

// lines widens a range to the lines that it fills, and to one blank line after
// them. That line stays where it alone sets what follows apart from what comes
// before: from another element, or the comment of what follows from anything.
func (w *writer) lines(g gap, start, end int) (int, int) {
	indent, own := w.indentAt(start)
	rest := w.text[end:w.lineEnd(end)]
	if !own || !allBlank(rest) || g.prev == nil && g.next == nil {
		return start, end
	}
	from, to := start-len(indent), w.nextLine(end)
	if g.next == nil || !g.next.blank {
		return from, min(to, g.s.element.close())
	}
	line := w.text[to:w.lineEnd(to)]
	if !allBlank(line) || w.nextLine(to) > g.next.to() || to == len(w.text) {
		return from, to
	}
	if w.separates(g, from) {
		return from, to
	}
	return from, w.nextLine(to)
}

// separates reports whether the blank line after what was removed is needed,
// where the lines that go begin at an offset.
func (w *writer) separates(g gap, from int) bool {
	if allBlank(w.lineBefore(from)) {
		return false
	}
	if strings.HasPrefix(w.text[g.next.to():], "<!--") {
		return true
	}
	prev, _ := w.around(g.s, from)
	return prev != nil && w.lineOf(g.s, prev).element != nil
}

// lineBefore is the text of the line before the one that begins at an offset.
func (w *writer) lineBefore(start int) string {
	above := strings.TrimSuffix(w.text[:start], "\n")
	return above[strings.LastIndexByte(above, '\n')+1:]
}

// nextLine is the offset at which the line after that of an offset begins.
func (w *writer) nextLine(at int) int {
	if i := strings.IndexByte(w.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(w.text)
}

// substitute writes what was added in place of what was removed.
func (w *writer) substitute(g gap) {
	from, to := 0, len(g.removed)-1
	if slices.ContainsFunc(g.added, isText) || w.removedText(g) {
		start, end := g.gone[from].from(), g.gone[to].to()
		w.edit(start, end, w.renderAll(g.added, w.flat(w.eolAt(start))))
		return
	}
	// White space that was removed around elements stays: it is the layout.
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
	for i, t := range g.added {
		l := w.layout(g, t, start, eol)
		l.multi = l.multi && own
		if i > 0 {
			b.WriteString(l.separator())
		}
		b.WriteString(w.render(t, l))
	}
	w.edit(start, end, b.String())
}

// removedText reports whether text other than white space was removed, or nothing
// but text.
func (w *writer) removedText(g gap) bool {
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

// unfold gives a self-closing element an end tag and what was added.
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
		b.WriteString(w.renderAll(g.added, w.flat(eol)))
	} else {
		b.WriteString(w.firstChildren(g, start, eol))
	}
	b.WriteString("</" + name + ">")
	w.edit(start, x.openEnd(), b.String())
}

// firstChildren renders the first children that an element gets, with what is
// before its end tag.
func (w *writer) firstChildren(g gap, at int, eol string) string {
	var b strings.Builder
	multi := false
	for i, t := range g.added {
		l := w.layout(g, t, at, eol)
		multi = l.multi
		if i == 0 && multi {
			b.WriteString(eol + l.indent)
		} else if i > 0 {
			b.WriteString(l.separator())
		}
		b.WriteString(w.render(t, l))
	}
	if multi {
		indent, _ := w.indentAt(g.s.from())
		b.WriteString(eol + indent)
	}
	return b.String()
}

// insert writes new elements and comments between tokens that were there
// before, as the author of their neighbours would have.
func (w *writer) insert(g gap) {
	at := g.start()
	first := w.layout(g, g.added[0], at, "")
	switch _, own := w.indentAt(at); {
	case !first.multi:
		w.insertInline(g, at)
	case own && g.next != nil:
		w.insertLines(g, at, true)
	case own && g.prev != nil:
		// The end tag's line begins here: new lines go before it, and before
		// blank lines that set it apart.
		at = g.prev.from() + len(strings.TrimRight(w.text[g.prev.start:at], " \t\r\n"))
		if at == g.prev.from() && !g.hasElements() {
			w.edit(at, g.prev.to(), w.firstChildren(g, at, w.eolAt(at)))
			return
		}
		w.insertLines(g, w.skipBlanks(at), false)
	case g.prev == nil && g.next == nil:
		w.edit(at, at, w.firstChildren(g, at, w.eolAt(at)))
	default:
		w.insertLines(g, w.skipBlanks(at), false)
	}
}

// skipBlanks moves an offset to the end of its line if only blanks lie between.
func (w *writer) skipBlanks(at int) int {
	if end := w.lineEnd(at); allBlank(w.text[at:end]) {
		return end
	}
	return at
}

// hasElements reports whether the parent had an element before.
func (g gap) hasElements() bool {
	return slices.ContainsFunc(g.s.element.children, func(t etree.Token) bool {
		_, ok := t.(*etree.Element)
		return ok
	})
}

// insertLines writes new lines between what is before an offset and what is
// after it.
func (w *writer) insertLines(g gap, at int, beforeNext bool) {
	sp := w.spacing(g, at, beforeNext)
	eol := w.eolAt(sp.at)
	if sp.lineStart {
		eol = w.eolAt(max(sp.at-1, 0))
	}
	l := w.layout(g, g.added[0], at, eol)
	if beforeNext && w.endsLine(g, g.next, l.indent) {
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
		case i == 0, isComment(g.added[i-1]): // a comment is about what comes next
			separator = eol + l.indent
		}
		if i == 0 && sp.lineStart {
			separator = strings.TrimPrefix(separator, eol)
		}
		b.WriteString(separator + w.render(t, l) + w.lineTail(g, t))
	}
	if sp.lineStart {
		b.WriteString(eol)
	}
	if sp.after {
		b.WriteString(sp.blank + eol)
	}
	w.edit(sp.at, sp.at, b.String())
}

// insertInline writes new tokens into a line.
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
