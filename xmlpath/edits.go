package xmlpath

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/beevik/etree"
)

// An Edit replaces the bytes of the source from Start to before End with Text.
type Edit struct {
	Start, End int
	Text       []byte
}

// Edits returns the edits that turn the source into the document of the tree.
// They are sorted and do not overlap. An unchanged tree has no edits.
func (d *Document) Edits() ([]Edit, error) {
	edits, err := d.edits()
	if err != nil {
		return nil, err
	}
	return d.inSource(edits)
}

// inSource converts edits of the text to edits of the source.
func (d *Document) inSource(edits []edit) ([]Edit, error) {
	if len(edits) == 0 {
		return nil, nil
	}
	at := make([]int, 0, 2*len(edits))
	for _, e := range edits {
		at = append(at, e.start, e.end)
	}
	at, err := d.codec.offsets(d.text, at)
	if err != nil {
		return nil, fmt.Errorf("internal error: %w", err)
	}
	out := make([]Edit, len(edits))
	for i, e := range edits {
		text, err := d.codec.encode(e.text)
		if err != nil {
			return nil, fmt.Errorf("internal error: %w", err)
		}
		out[i] = Edit{at[2*i], at[2*i+1], text}
	}
	return out, nil
}

// An edit is an Edit in terms of Document.text.
type edit struct {
	start, end int
	text       string
}

// edits derives the edits from the tree and the source.
func (d *Document) edits() ([]edit, error) {
	if d.root() == nil {
		return nil, &Error{Message: "the document has no root element any more"}
	}
	w := d.writer(d.main)
	w.children(&d.tree.Element, d.top)
	if len(w.problems) > 0 {
		return nil, w.problems[0]
	}
	sort.SliceStable(w.list, func(i, j int) bool { return w.list[i].start < w.list[j].start })
	for i := 1; i < len(w.list); i++ {
		if w.list[i].start < w.list[i-1].end {
			return nil, fmt.Errorf("internal error: edits overlap at %s", positionIn(d.text, w.list[i].start))
		}
	}
	return w.list, nil
}

// A writer collects the edits of one document.
type writer struct {
	*Document
	base     *base
	text     string // base.text; offsets of edits count in it
	list     []edit
	problems []error
}

func (w *writer) edit(start, end int, text string) {
	w.list = append(w.list, edit{start, end, text})
}

func (w *writer) fail(t etree.Token, err error) {
	if e, ok := err.(*Error); ok && e.Line == 0 {
		for p := t; p != nil; {
			if at, ok := w.Position(p); ok {
				e.Position = at
				break
			}
			parent := p.Parent()
			if parent == nil {
				break
			}
			p = parent
		}
	}
	w.problems = append(w.problems, err)
}

// token edits a token that was not moved.
func (w *writer) token(t etree.Token, s *source) {
	switch t := t.(type) {
	case *etree.Element:
		w.element(t, s)
	case *etree.CharData:
		w.charData(t, s)
	case *etree.Comment:
		w.comment(t, s)
	case *etree.ProcInst:
		if w.changedText(t, s) {
			w.replace(t, s)
		}
	case *etree.Directive:
		if t.Data != s.data {
			w.replace(t, s)
		}
	}
}

// replace writes the whole token again.
func (w *writer) replace(t etree.Token, s *source) {
	w.edit(s.from(), s.to(), w.render(t, w.inline(w.eolAt(s.from()))))
}

func (w *writer) charData(t *etree.CharData, s *source) {
	if t.Data == s.data && t.IsCData() == s.cdata {
		return
	}
	if s.cdata && t.IsCData() && !strings.Contains(t.Data, "]]>") {
		if text, err := w.plain("CDATA", t.Data, w.eolAt(s.from())); err == nil {
			w.edit(s.from()+len("<![CDATA["), s.to()-len("]]>"), text)
			return
		}
	}
	w.replace(t, s)
}

func (w *writer) comment(t *etree.Comment, s *source) {
	switch {
	case t.Data != s.data:
		text, err := w.commentText(t.Data, w.eolAt(s.from()))
		if err != nil {
			w.fail(t, err)
			return
		}
		w.edit(s.from()+len("<!--"), s.to()-len("-->"), text)
	case w.swapped(t) != nil:
		w.close(s, w.swapped(t))
	}
}

// close writes the comment that an element became. If nothing else in the
// element changed, only the marks are edited.
func (w *writer) close(s *source, was etree.Token) {
	e := w.span(was)
	start, end := e.from(), e.to()
	if raw := s.base.text; raw != "<!--"+w.text[start+1:end-1]+"-->" {
		w.edit(start, end, raw)
		return
	}
	w.edit(start+1, start+1, "!--")
	w.edit(end-1, end-1, "--")
}

func (w *writer) commentText(data, eol string) (string, error) {
	if strings.Contains(data, "--") || strings.HasSuffix(data, "-") {
		return "", &Error{Message: "a comment cannot contain -- or end with -"}
	}
	return w.plain("the comment", data, eol)
}

// element edits the tags and the content of an element.
func (w *writer) element(e *etree.Element, s *source) {
	x := s.element
	if e.FullTag() != x.full(w.text) {
		name, err := w.tagName(e)
		if err != nil {
			w.fail(e, err)
			return
		}
		w.edit(x.name(), x.nameEnd(), name)
		if !x.selfClosing {
			w.edit(x.close()+2, x.close()+2+x.nameEnd()-x.name(), name)
		}
	}
	w.attributes(e, x)
	w.children(e, s)
}

func (w *writer) attributes(e *etree.Element, x *elementSource) {
	for i, old := range x.attrs {
		kept := false
		for _, attr := range e.Attr {
			if !old.is(attr) {
				continue
			}
			kept = true
			if attr.Value != old.value {
				text, err := w.escape(attr.Value, w.text[old.valueEnd], "\n")
				if err != nil {
					w.fail(e, err)
				}
				w.edit(old.valueStart, old.valueEnd, text)
			}
			break
		}
		if !kept {
			w.edit(x.attrs[i].start, x.attrs[i].valueEnd+1, "")
		}
	}
	// New attributes go after the last one, with its separator and its quotes.
	at, before, quote := x.nameEnd(), " ", byte('"')
	if n := len(x.attrs); n > 0 {
		last := x.attrs[n-1]
		at, quote = last.valueEnd+1, w.text[last.valueEnd]
		if n > 1 {
			before = w.text[last.start:w.nameStart(last)]
		}
	}
	var b strings.Builder
	for _, attr := range e.Attr {
		if slices.ContainsFunc(x.attrs, func(a attrSource) bool { return a.is(attr) }) {
			continue
		}
		text, err := w.attribute(attr, quote, "=")
		if err != nil {
			w.fail(e, err)
		}
		b.WriteString(before + text)
	}
	if b.Len() > 0 {
		w.edit(at, at, b.String())
	}
}

// children edits the content of e.
func (w *writer) children(e *etree.Element, s *source) {
	x := s.element
	if !x.read {
		if len(e.Child) > 0 {
			w.fail(e, fmt.Errorf("internal error: an element was changed before its children were read"))
		}
		return
	}
	old := x.children
	if slices.Equal(e.Child, old) {
		for i, t := range old {
			w.token(t, &x.kids[i])
		}
		return
	}
	kept := w.kept(e, x)
	var held gap // of removed tokens, which the next gap may join
	release := func() {
		if len(held.removed) > 0 {
			w.gap(held)
		}
		held = gap{}
	}
	// Between two kept tokens there is a gap, with the tokens that were removed
	// there and those that were added.
	gap := func(oldFrom, oldTo, newFrom, newTo int) {
		if oldFrom == oldTo && newFrom == newTo {
			return
		}
		g := gap{parent: e, s: s, removed: old[oldFrom:oldTo], gone: x.kids[oldFrom:oldTo], added: e.Child[newFrom:newTo]}
		if oldFrom > 0 {
			g.prev = &x.kids[oldFrom-1]
			g.rewritten = newFrom > 0 && isText(e.Child[newFrom-1]) && w.changedText(e.Child[newFrom-1], g.prev)
		}
		if oldTo < len(old) {
			g.next = &x.kids[oldTo]
			g.rewritten = g.rewritten || newTo < len(e.Child) && isText(e.Child[newTo]) && w.changedText(e.Child[newTo], g.next)
		}
		switch {
		case len(g.added) > 0:
			release()
			w.gap(g)
		case w.joins(held, g):
			held.removed = append(held.removed, g.removed...)
			held.gone, held.next = x.kids[held.gone[0].index:oldTo], g.next
		default:
			release()
			held = g
			held.removed = slices.Clip(g.removed) // more are appended to it, and old stays
		}
	}
	oldAt, newAt := 0, 0
	for i, k := range kept {
		next := placed{len(old), len(e.Child)}
		if i+1 < len(kept) {
			next = kept[i+1]
		}
		if w.replaces(e, x, placed{oldAt, newAt}, k, next) {
			gap(oldAt, k.old, k.new+1, next.new)
			oldAt, newAt = next.old, next.new
			continue
		}
		gap(oldAt, k.old, newAt, k.new)
		w.token(e.Child[k.new], w.keptSource(e.Child[k.new], &x.kids[k.old]))
		oldAt, newAt = k.old+1, k.new+1
	}
	gap(oldAt, len(old), newAt, len(e.Child))
	release()
}

// replaces reports whether k is white space, and what was added after it, before
// the next token that was kept, replaces what was removed before it, from a place
// on. The author would have put it there; and lines that are removed cannot be
// those that new ones are put beside.
func (w *writer) replaces(e *etree.Element, x *elementSource, from, k, next placed) bool {
	space := &x.kids[k.old]
	return space.blank && next.old == k.old+1 && next.new > k.new+1 &&
		from.old < k.old && from.new == k.new && !w.changedText(e.Child[k.new], space) &&
		!slices.ContainsFunc(x.children[from.old:k.old], isText)
}

// keptSource returns the source of a token that was not moved. was is the source
// of the token at that place in the document; a comment that became an element,
// or the reverse, has its own.
func (w *writer) keptSource(t etree.Token, was *source) *source {
	if m := w.extra[t]; m != nil {
		return &m.source
	}
	return was
}

// A placed is a token with its old and its new index among its parent's
// children.
type placed struct{ old, new int }

// kept returns the children of e that were not moved: tokens of this element in
// their old order. A moved token counts as removed and added.
func (w *writer) kept(e *etree.Element, x *elementSource) []placed {
	was := make(map[etree.Token]int, len(x.children))
	for i, t := range x.children {
		was[t] = i
	}
	all := make([]placed, 0, len(e.Child))
	rising := true
	for i, t := range e.Child {
		at, found := was[t]
		if m := w.extra[t]; m != nil {
			if found = m.parent == e && m.swapped != nil; found {
				at = int(m.index)
			}
		}
		if !found {
			continue
		}
		if len(all) > 0 && all[len(all)-1].old >= at {
			rising = false
		}
		all = append(all, placed{at, i})
	}
	if rising {
		return all
	}
	// The longest increasing subsequence keeps the most tokens.
	tails, before := []int{}, make([]int, len(all)) // positions in all
	for k := range all {
		at := sort.Search(len(tails), func(i int) bool { return all[tails[i]].old >= all[k].old })
		before[k] = -1
		if at > 0 {
			before[k] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, k)
		} else {
			tails[at] = k
		}
	}
	out := make([]placed, len(tails))
	for i, k := len(tails)-1, tails[len(tails)-1]; i >= 0; i, k = i-1, before[k] {
		out[i] = all[k]
	}
	return out
}

// apply splices edits into the part of a text that starts at an offset.
func apply(text string, edits []edit, offset int) string {
	edits = slices.Clone(edits)
	sort.SliceStable(edits, func(i, j int) bool { return edits[i].start < edits[j].start })
	var b strings.Builder
	done := 0
	for _, e := range edits {
		b.WriteString(text[done : e.start-offset])
		b.WriteString(e.text)
		done = e.end - offset
	}
	b.WriteString(text[done:])
	return b.String()
}
