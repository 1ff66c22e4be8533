package xmlpath

import (
	"slices"
	"strings"
)

// remove deletes the removed tokens. Tokens on lines of their own are deleted with
// their lines, unless the caller removed text, too: then nothing else is deleted.
func (w *writer) remove(g gap) {
	start, end := g.gone[0].from(), g.gone[len(g.gone)-1].to()
	if !g.rewritten && !slices.ContainsFunc(g.removed, isText) {
		start, end = w.wholeLines(g, start, end)
	}
	w.edit(start, end, "")
}

// joins reports whether the removed tokens of two gaps are neighbours: only blanks within
// a line are between them, and no text is around them. They are removed as one, with
// these blanks. Each alone would be removed together with them.
func (w *writer) joins(g, next gap) bool {
	if len(g.removed) == 0 || g.next == nil || g.next != next.prev || !g.next.blank || g.rewritten || next.rewritten {
		return false
	}
	return !strings.Contains(w.text[g.next.start:g.next.end], "\n") && !slices.ContainsFunc(g.removed, isText) &&
		!slices.ContainsFunc(next.removed, isText) && (g.prev == nil || g.prev.blank) && (next.next == nil || next.next.blank)
}

// wholeLines extends a range to the lines that it fills, and to one blank line after
// them unless that line separates what is before from what is after. A range that
// does not fill its lines is extended as withinLine says.
func (w *writer) wholeLines(g gap, start, end int) (int, int) {
	indent, own := w.indentAt(start)
	rest := w.text[end:w.lineEnd(end)]
	if !own || !allBlank(rest) || g.prev == nil && g.next == nil {
		return w.withinLine(g, start, end)
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

// withinLine extends a range, which shares a line with other tokens, to the blanks on
// one side of it if there are blanks on both sides, or a tag or the end of the line on
// the other: what remains is separated as before. If what follows is the comment at the
// end of the line, the range is returned unchanged, so that the comment is still one
// at the end of a line and not one above the next element.
func (w *writer) withinLine(g gap, start, end int) (int, int) {
	line := w.lineStart(start)
	before := start - line - len(strings.TrimRight(w.text[line:start], " \t"))
	rest := w.text[end:w.lineEnd(end)]
	after := len(rest) - len(strings.TrimLeft(rest, " \t"))
	switch {
	case g.next != nil && !g.next.blank || g.prev != nil && !g.prev.blank: // text or a neighbour is next to it
	case start-before == line && strings.HasPrefix(rest[after:], "<!--"):
	case before > 0 && (after == len(rest) || g.next == nil):
		start -= before
	case before > 0 || start == line || g.prev == nil:
		end += after
	}
	return start, end
}

// separates reports whether the blank line after a removed range that begins at an
// offset is the only one between an element and what comes next, or between anything
// and the comment of what comes next.
func (w *writer) separates(g gap, from int) bool {
	if allBlank(w.lineBefore(from)) {
		return false
	}
	if strings.HasPrefix(w.text[g.next.to():], "<!--") {
		return true
	}
	prev, _ := w.around(g.s, from)
	return prev != nil && w.lineOwner(g.s, prev).element != nil
}
