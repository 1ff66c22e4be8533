package verify

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/beevik/etree"

	"ispatch/internal/server"
)

// entities reports the references to entities of a DTD. The server drops them
// without a word, and so does the tree: only the source shows them.
func (c *check) entities(f *server.File) {
	declared := false
	for _, t := range f.Doc.Tree().Child {
		if d, ok := t.(*etree.Directive); ok && strings.Contains(d.Data, "<!ENTITY") {
			declared = true
		}
	}
	if !declared {
		return
	}
	at, _ := f.Doc.Position(f.Doc.Root())
	for _, r := range entityReferences(plainSource(f.Doc.Source()), at.Line, at.Column) {
		c.add(f.Path, r.line, "entity-in-value", "write the text itself",
			"the server reads &%s; as nothing: it does not look into the document type declaration", r.name)
	}
}

// plainSource returns a source in an encoding in which the characters of markup are
// single bytes. Other than UTF-16, all that the server's files are in have
// them so.
func plainSource(src []byte) string {
	if bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff}) {
		if text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(src); err == nil {
			return string(text)
		}
	}
	return strings.TrimPrefix(string(src), "\ufeff")
}

// An entityReference is &name; in a text.
type entityReference struct {
	name string
	line int
}

// entityReferences finds the references in the texts of a well-formed
// document, other than the five that XML defines, from the tag at a position
// on. Those in attributes are left out: the parser resolves them.
func entityReferences(text string, line, column int) []entityReference {
	text = text[offset(text, line, column):]
	var found []entityReference
	skip := func(n int) {
		line += strings.Count(text[:n], "\n")
		text = text[n:]
	}
	for {
		at := strings.IndexAny(text, "<&")
		if at < 0 {
			return found
		}
		skip(at)
		if text[0] == '<' {
			skip(markup(text))
			continue
		}
		end := strings.IndexByte(text, ';')
		if end < 0 {
			return found
		}
		switch name := text[1:end]; {
		case strings.HasPrefix(name, "#"):
		case name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos":
		default:
			found = append(found, entityReference{name, line})
		}
		skip(end + 1)
	}
}

// offset returns where in a text a line and column are. A column is a
// character.
func offset(text string, line, column int) int {
	at := 0
	for ; line > 1; line-- {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	for ; column > 1 && at < len(text); column-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// markup returns the length of the markup that a text starts with.
func markup(text string) int {
	for start, end := range map[string]string{"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"} {
		if strings.HasPrefix(text, start) {
			if n := strings.Index(text[len(start):], end); n >= 0 {
				return len(start) + n + len(end)
			}
			return len(text)
		}
	}
	var quote byte
	for i := 1; i < len(text); i++ {
		switch b := text[i]; {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			return i + 1
		}
	}
	return len(text)
}
