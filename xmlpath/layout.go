package xmlpath

import (
	"strings"

	"github.com/beevik/etree"
)

// A style has what was learned about a whole document. Its parts are computed when
// they are first needed.
type style struct {
	empty      string // the end of an empty element
	emptyKnown bool
	indents    *indentStats
	blanks     *blankStats
	samples    samples // of the last model
}

// A layout says how to write a new token. It is learned from its neighbours.
type layout struct {
	ownLine   bool         // on a line of its own
	eol       string       // line ending
	blank     bool         // a blank line before it, if it has a sibling there
	blankText string       // what is on that line
	space     string       // between siblings on one line
	indent    string       // indentation of the token
	indents   *indentStats // of the samples; nil if there are none
	samples   []int        // nodes of siblings with the same name
	columns   columns      // of its attributes
	quote     byte         // of its attributes
	empty     string       // the end of an empty element
}

// inline returns the layout of a token inside a line.
func (w *writer) inline(eol string) layout { return layout{eol: eol, quote: '"', empty: w.emptyEnd()} }

// separator returns the white space between two siblings, including the
// indentation of the second one.
func (l layout) separator() string {
	switch {
	case !l.ownLine:
		return l.space
	case l.blank:
		return l.eol + l.blankText + l.eol + l.indent
	}
	return l.eol + l.indent
}

// layout returns the layout of a new token in a gap, for the offset at. It is
// learned from a sibling, the model, or from the parent if there is none.
func (w *writer) layout(g gap, t etree.Token, at int, eol string) layout {
	l := layout{eol: eol, quote: '"', empty: w.emptyNear(g.s, at)}
	model, sameName := w.model(g, t, at)
	if model == nil {
		indent, own := w.indentAt(g.s.from())
		l.ownLine = own && g.parent != &w.tree.Element && strings.Contains(w.text, "\n")
		l.indent = w.childIndent(l, g.parent, t, indent)
		return l
	}
	s := w.span(model)
	indent, own := w.indentAt(s.from())
	if !own || !strings.Contains(w.text, "\n") {
		if s.index > 0 {
			if before := g.s.element.kids[s.index-1]; before.blank {
				l.space = w.text[before.start:before.end]
			}
		}
	} else {
		l.ownLine = true
		in := g.context()
		if l.blank = w.blankOdds(in, newNeighbour(t), newNeighbour(t)).any() > 0.5; l.blank {
			l.blankText = w.blankText(in, "")
		}
		l.indent = w.siblingIndent(g.s, at, indent)
	}
	if s.element == nil {
		return l
	}
	if n := len(s.element.attrs); n > 0 {
		l.quote = w.quoteOf(s.element.attrs)
	}
	if l.ownLine && sameName {
		samples := w.samplesOf(g.s, s)
		l.indents, l.samples = samples.indents, samples.nodes
		l.columns = w.columns(g, s, at)
	}
	return l
}

// context returns the context of a gap in a parent that was read.
func (g gap) context() gapContext {
	return gapContext{samples: []int{int(g.s.element.node)}}
}

// model returns the sibling that a new token at an offset is laid out like, and
// whether it has the same name: the nearest element with the same name, else the
// nearest element, else the nearest comment, and a sibling before the offset rather
// than one after it. It returns nil if there is none.
func (w *writer) model(g gap, t etree.Token, at int) (model etree.Token, sameName bool) {
	e, _ := t.(*etree.Element)
	rank := 0
	for i, child := range g.s.element.children {
		s := &g.s.element.kids[i]
		before := s.to() <= at
		r := 0
		switch child.(type) {
		case *etree.Comment:
			r = 1
		case *etree.Element:
			r = 3
			if e != nil && s.element.full(w.text) == e.FullTag() {
				r = 5
			}
		default:
			continue
		}
		if before {
			r++
		}
		if r > rank || before && r == rank { // the last before at, or the first after it
			model, rank = child, r
		}
	}
	return model, rank >= 5
}

// samples are the nodes of siblings with the same name, and statistics about their
// content.
type samples struct {
	model   *source // one of the siblings
	nodes   []int
	indents *indentStats
}

// maxSamples is the maximum number of siblings in samples.
const maxSamples = 16

// samplesOf returns the siblings with the name of a model that are nearest to it,
// and the model itself.
func (w *writer) samplesOf(parent, model *source) samples {
	if w.style.samples.model == model {
		return w.style.samples
	}
	found := samples{model: model, indents: newIndentStats()}
	for step := 0; len(found.nodes) < maxSamples && step < len(parent.element.kids); step++ {
		for _, i := range []int{int(model.index) - step, int(model.index) + step} {
			if i < 0 || i >= len(parent.element.kids) || step == 0 && len(found.nodes) > 0 {
				continue
			}
			kid := &parent.element.kids[i]
			if kid.element == nil || kid.element.full(w.text) != model.element.full(w.text) {
				continue
			}
			found.nodes = append(found.nodes, int(kid.element.node))
			w.countIndents(found.indents, int(kid.element.node))
		}
	}
	w.style.samples = found
	return found
}

// around returns the children before and after an offset, ignoring texts. They are
// nil if there are none.
func (w *writer) around(parent *source, at int) (prev, next *source) {
	for i := range parent.element.kids {
		kid := &parent.element.kids[i]
		if isText(parent.element.children[i]) {
			continue
		}
		if kid.from() >= at {
			return prev, kid
		}
		prev = kid
	}
	return prev, nil
}
