package secret

import (
	"bytes"
	"path"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"

	"ispatch/internal/secret/name"
	"ispatch/internal/span"
	"ispatch/xmlpath"
)

// notHeld are files in which a key with the name of a secret holds only a reference to the secret.
var notHeld = []string{"cipher-tool.properties"}

// Find returns the parts of a file's content that are secrets, in order, none touching
// another. file is relative to the home, and selects the places that are in it.
//
// In a document that is not well-formed, or in an unsupported encoding, every line that
// may hold a part of a secret or of its markup is a secret as a whole. In UTF-16, in
// which a part of a line cannot be printed, so is every line that does hold one. In a
// file that is not XML, secrets are the text after password= and the like, and the
// passwords in URLs.
func Find(file string, data []byte, places []Place) []Span {
	return NewSearch(file, places).In(data, nil)
}

// A Search does the same as Find for several contents of one file, such as before and
// after a change. It searches the texts that they have in common only once.
type Search struct {
	file   string
	places []Place
	// known caches the secrets in long texts: known[1] those in prose, known[0] those in
	// other texts.
	known [2]map[string][]Span
}

// NewSearch returns a Search in a file; see Find.
func NewSearch(file string, places []Place) *Search {
	return &Search{file, places, [2]map[string][]Span{{}, {}}}
}

// In is like Find but may skip secrets outside the given parts of the content, which are
// those that are shown, in order. Nil means the whole content.
func (search *Search) In(data []byte, shown []Span) []Span {
	file, places := search.file, search.places
	if len(data) == 0 || slices.Contains(notHeld, path.Base(file)) {
		return nil
	}
	wide := bytes.IndexByte(data, 0) >= 0
	if !wide && !isMarkup(data) && !unreadable(data) {
		return remarks(data)
	}
	doc, err := xmlpath.Parse(data)
	switch {
	case err == nil:
	case wide || unreadable(data):
		return wholeLines(data, []Span{{0, len(data)}})
	default:
		return wholeLines(data, suspects(data))
	}
	f := &finder{doc: doc, src: data, only: shown, search: search}
	if doc.Text() != string(data) {
		f.src, f.only = []byte(doc.Text()), nil
		if utf8.RuneCount(f.src) == len(data) { // ISO-8859-1 and the like
			f.only = ofCharacters(f.src, shown)
		}
	}
	for _, p := range places {
		if p.File == file && p.Property != "" {
			f.properties = append(f.properties, p.Property)
		}
	}
	f.children(nil, false)
	for _, p := range places {
		if p.File == file && p.Path != "" {
			f.path(p.Path)
		}
	}
	spans := f.inSource()
	if wide {
		spans = wholeLines(data, spans)
	}
	return spans
}

// ofCharacters converts spans of characters, in order, to spans of the text's bytes.
func ofCharacters(text []byte, spans []Span) []Span {
	if spans == nil {
		return nil
	}
	at, char := 0, 0
	offset := func(of int) int {
		for ; char < of; char++ {
			_, size := utf8.DecodeRune(text[at:])
			at += size
		}
		return at
	}
	converted := make([]Span, len(spans))
	for i, s := range spans {
		start := offset(s.Start)
		converted[i] = Span{start, offset(s.End)}
	}
	return converted
}

// isMarkup reports whether a file is meant to be XML.
func isMarkup(data []byte) bool {
	text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	return bytes.HasPrefix(bytes.TrimLeft(text, blanks), []byte("<")) || bytes.Contains(data, []byte("</"))
}

// unreadable reports whether the encoding is not a superset of ASCII: the bytes hold an
// escape, as in ISO-2022, or start like XML in EBCDIC.
func unreadable(data []byte) bool {
	return bytes.IndexByte(data, 0x1b) >= 0 || bytes.HasPrefix(data, []byte{0x4c, 0x6f, 0xa7, 0x94})
}

// A finder walks a document and collects spans of its text.
type finder struct {
	doc        *xmlpath.Document
	src        []byte // the document's text
	properties []string
	spans      []Span
	depth      int    // nesting of markup within the text of markup
	only       []Span // the parts to search, in order; nil means all
	search     *Search
}

// passes reports whether a part of the text is to be searched.
func (f *finder) passes(part Span) bool {
	if f.only == nil {
		return true
	}
	// The first that does not end before the part.
	i := sort.Search(len(f.only), func(i int) bool { return part.Start < f.only[i].End })
	return i < len(f.only) && f.only[i].Start < part.End
}

// maxDepth limits the nesting of markup within the text of markup. Deeper markup is
// covered as a whole.
const maxDepth = 4

// inSource returns the spans as parts of the bytes that were parsed.
func (f *finder) inSource() []Span {
	spans := span.Merge(f.spans)
	at := make([]int, 0, 2*len(spans))
	for _, s := range spans {
		at = append(at, s.Start, s.End)
	}
	at, err := f.doc.SourceOffsets(at)
	if err != nil { // cannot happen: the text was made from the bytes
		return []Span{{0, len(f.doc.Source())}}
	}
	for i := range spans {
		spans[i] = Span{at[2*i], at[2*i+1]}
	}
	return spans
}

func (f *finder) cover(start, end int) {
	if start < end {
		f.spans = append(f.spans, Span{start, end})
	}
}

// path covers the nodes that a path matches.
func (f *finder) path(text string) {
	compiled, err := xmlpath.Compile(text)
	if err != nil {
		return
	}
	matches, err := compiled.Find(f.doc)
	if err != nil {
		return
	}
	for _, m := range matches {
		if m.Attr == "" {
			f.children(m.Element, true)
		} else if s, ok := f.doc.AttrSpan(m.Element, m.Attr); ok {
			f.cover(s.Start, s.End)
		}
	}
}

// isSecret reports whether a name is that of a secret, by itself or because of a profile.
func (f *finder) isSecret(name string) bool {
	return Name(name) || slices.Contains(f.properties, strings.Trim(name, blanks))
}

// element searches an element. secret means that its text is a secret.
func (f *finder) element(e *etree.Element, secret bool) {
	if s, ok := f.doc.Span(e); ok && !f.passes(Span(s)) {
		return
	}
	label := "" // the attribute that names what this element holds
	for _, a := range e.Attr {
		named := strings.EqualFold(a.Key, "name") || strings.EqualFold(a.Key, "key")
		if named && a.Space == "" && f.isSecret(a.Value) {
			label = a.FullKey()
		}
	}
	for _, a := range e.Attr {
		span, ok := f.doc.AttrSpan(e, a.FullKey())
		switch {
		case !ok || a.FullKey() == label || a.Space == "xmlns" || a.Key == "xmlns":
		case Name(a.Key), (label != "" || Name(e.Tag)) && strings.EqualFold(a.Key, "value"):
			f.cover(span.Start, span.End)
		default:
			f.value([]piece{{Span: Span(span)}}, false)
		}
	}
	if secret = secret || label != "" || Name(e.Tag); secret && f.mixed(e) {
		children := f.doc.Children(e)
		first, _ := f.doc.Span(children[0])
		last, _ := f.doc.Span(children[len(children)-1])
		f.cover(first.Start, last.End)
		return
	}
	f.children(e, secret)
}

// mixed reports whether an element holds both text and elements. In the place of a
// secret, that is a secret with a tag in it.
func (f *finder) mixed(e *etree.Element) bool {
	text, elements := false, false
	for _, t := range f.doc.Children(e) {
		switch t := t.(type) {
		case *etree.CharData:
			text = text || strings.Trim(t.Data, blanks) != ""
		case *etree.Element:
			elements = true
		}
	}
	return text && elements
}

// children searches the content of an element, or with nil of the document: its child elements, and each run of text
// and comments between them. If the element of a secret has child elements, it is a
// section, as in <Password><Enable>true</Enable></Password>; of these only a <value> is a
// secret.
func (f *finder) children(e *etree.Element, secret bool) {
	tokens := f.doc.Children(e)
	paired := f.pair(tokens)
	var run []etree.Token
	for _, t := range tokens {
		child, ok := t.(*etree.Element)
		if !ok {
			run = append(run, t)
			continue
		}
		f.run(run, secret, false)
		run = nil
		f.element(child, (secret || paired) && isLabel(child.Tag, "value"))
	}
	f.run(run, secret, len(run) == len(tokens))
}

// pair reports whether there is a pair of name and value among the tokens of an
// element, the name being that of a secret.
func (f *finder) pair(tokens []etree.Token) bool {
	for _, t := range tokens {
		child, ok := t.(*etree.Element)
		if !ok || !isLabel(child.Tag, "name") && !isLabel(child.Tag, "key") {
			continue
		}
		f.doc.Children(child) // so that its text is there
		if f.isSecret(xmlpath.Value(child)) {
			return true
		}
	}
	return false
}

// isLabel reports whether the name of an element is <name>, <Name>, <param-name> and so on.
func isLabel(tag, word string) bool {
	rest := len(tag) - len(word)
	return name.HasSuffix(tag, word) && (rest == 0 || tag[rest-1] == '-')
}

// run searches the tokens between two elements. alone means that the parent has no other
// content: blanks can then be a password, while blanks between elements are not.
func (f *finder) run(tokens []etree.Token, secret, alone bool) {
	if len(tokens) == 0 {
		return
	}
	if secret {
		first, _ := f.doc.Span(tokens[0])
		last, _ := f.doc.Span(tokens[len(tokens)-1])
		if alone || len(bytes.Trim(f.src[first.Start:last.End], blanks)) > 0 {
			f.cover(first.Start, last.End)
		}
		return
	}
	var pieces []piece
	for _, t := range tokens {
		s, ok := f.doc.Span(t)
		if !ok {
			continue
		}
		span := Span(s)
		switch t := t.(type) {
		case *etree.CharData:
			if t.IsCData() {
				span = Span{span.Start + len("<![CDATA["), span.End - len("]]>")}
			}
			pieces = append(pieces, piece{span, t.IsCData()})
		case *etree.Comment:
			// References are resolved in commented markup, and may be in a commented URL.
			span = Span{span.Start + len("<!--"), span.End - len("-->")}
			f.value([]piece{{span, mayBeMarkup(f.src[span.Start:span.End])}}, true)
		case *etree.ProcInst:
			f.value([]piece{{Span{span.Start + len("<?"), span.End - len("?>")}, true}}, true)
		case *etree.Directive:
			f.entities(span)
		}
	}
	f.value(pieces, false)
}

// value searches a text, an attribute's value or a comment whose name is not that of a
// secret.
func (f *finder) value(pieces []piece, prose bool) {
	marked := false
	for _, p := range pieces {
		text := f.src[p.Start:p.End]
		marked = marked || f.passes(p.Span) &&
			(bytes.ContainsAny(text, "=@&/<:") || maySetPassword(text))
	}
	if !marked {
		return
	}
	t := decode(f.src, pieces)
	for _, s := range f.inText(t.bytes, prose || isProse(t.bytes)) {
		covered := t.source(s)
		f.cover(covered.Start, covered.End)
	}
}

// inText returns the secrets in a text, from the cache if the text is long.
func (f *finder) inText(text []byte, prose bool) []Span {
	const long = 100
	if f.search == nil || len(text) < long {
		return inText(text, prose, f.properties, f.depth)
	}
	known := f.search.known[0]
	if prose {
		known = f.search.known[1]
	}
	spans, is := known[string(text)]
	if !is {
		spans = inText(text, prose, f.properties, f.depth)
		known[string(text)] = spans
	}
	return spans
}
