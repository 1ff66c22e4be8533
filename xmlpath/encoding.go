package xmlpath

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// A codec decodes a document's bytes to UTF-8 text, and encodes parts of the
// text.
type codec struct {
	name string
	bom  int               // length of the byte order mark
	enc  encoding.Encoding // nil is UTF-8
	// ascii reports whether the encoding is US-ASCII: UTF-8 without bytes that
	// have the highest bit set. latin reports whether it is ISO-8859-1, which is
	// the same where there are no such bytes.
	ascii, latin bool
}

func utf16(order unicode.Endianness) encoding.Encoding {
	return unicode.UTF16(order, unicode.IgnoreBOM)
}

// declaredEncoding returns the encoding in an XML declaration, if it names one.
// It is lenient: the parser reads the declaration again, strictly, once the text
// is decoded.
func declaredEncoding(head []byte) (name string, found bool) {
	rest, _, _ := bytes.Cut(head, []byte("?>"))
	rest, ok := bytes.CutPrefix(rest, []byte("<?xml"))
	for ok {
		if _, rest, ok = bytes.Cut(rest, []byte("encoding")); !ok {
			break
		}
		value, assigned := bytes.CutPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte("="))
		value = bytes.TrimLeft(value, " \t\r\n")
		if !assigned || len(value) == 0 || value[0] != '"' && value[0] != '\'' {
			continue
		}
		if end := bytes.IndexAny(value[1:], `"'`); end >= 0 {
			return string(value[1 : end+1]), true
		}
	}
	return "", false
}

// detect chooses the codec of a document from its byte order mark, its first
// bytes and its declaration, following appendix F of the XML recommendation.
func detect(src []byte) (codec, *Error) {
	at := func(format string, args ...any) *Error {
		return &Error{Position: Position{1, 1}, Message: fmt.Sprintf(format, args...)}
	}
	head := src[:min(len(src), 1024)]
	c := codec{name: "UTF-8"}
	switch {
	case bytes.HasPrefix(src, []byte("\xef\xbb\xbf")):
		c.bom, head = 3, head[3:]
	case bytes.HasPrefix(src, []byte("\xff\xfe")):
		c = codec{name: "UTF-16LE", bom: 2, enc: utf16(unicode.LittleEndian)}
	case bytes.HasPrefix(src, []byte("\xfe\xff")):
		c = codec{name: "UTF-16BE", bom: 2, enc: utf16(unicode.BigEndian)}
	case bytes.HasPrefix(src, []byte("<\x00?\x00")):
		c = codec{name: "UTF-16LE", enc: utf16(unicode.LittleEndian)}
	case bytes.HasPrefix(src, []byte("\x00<\x00?")):
		c = codec{name: "UTF-16BE", enc: utf16(unicode.BigEndian)}
	}
	if c.enc != nil {
		head, _ = c.enc.NewDecoder().Bytes(head[c.bom : len(head)-len(head)%2])
	}
	name, declared := declaredEncoding(head)
	if !declared {
		return c, nil
	}
	upper := strings.ToUpper(name)
	switch {
	case c.enc != nil: // UTF-16, as the first bytes say
		if upper != "UTF-16" && upper != c.name {
			return c, at("the document is %s, but declares encoding %q", c.name, name)
		}
	case upper == "UTF-8" || upper == "UTF8":
	case c.bom > 0:
		return c, at("the document starts with a UTF-8 byte order mark, but declares encoding %q", name)
	case strings.HasPrefix(upper, "UTF-16") || strings.HasPrefix(upper, "ISO-10646-UCS"):
		return c, at("the document declares encoding %q, but is not", name)
	case upper == "US-ASCII" || upper == "ASCII":
		c.name, c.ascii = name, true
	case upper == "ISO-8859-1":
		// Compare the name, because the servers' own files declare this
		// encoding.
		c.name, c.enc, c.latin = name, charmap.ISO8859_1, true
	default:
		if c.name, c.enc = name, encodingNamed(name); c.enc == nil {
			return c, at("unknown encoding %q", name)
		}
	}
	return c, nil
}

// decode returns the text of src as UTF-8, without its byte order mark. Bytes
// that would not encode to the same bytes again are an error.
func (c codec) decode(src []byte) ([]byte, *Error) {
	body := src[c.bom:]
	if c.enc == nil && !c.ascii && utf8.Valid(body) || c.latin && isASCII(body) {
		return body, nil
	}
	if c.enc == nil {
		for i := 0; i < len(body); {
			if body[i] < utf8.RuneSelf {
				i++
				continue
			}
			r, size := utf8.DecodeRune(body[i:])
			if c.ascii || r == utf8.RuneError && size == 1 {
				return nil, &Error{Position: positionIn(string(body), i),
					Message: fmt.Sprintf("byte 0x%02x is not %s", body[i], c.name),
					Hint:    "declare the encoding that the file is in, or convert the file"}
			}
			i += size
		}
		return body, nil
	}
	if c.latin {
		return fromLatin(body), nil
	}
	text, err := c.enc.NewDecoder().Bytes(body)
	if err == nil {
		var back []byte
		if back, err = c.enc.NewEncoder().Bytes(text); err == nil && bytes.Equal(back, body) {
			return text, nil
		}
	}
	return nil, &Error{Position: c.firstLoss(text, body), Message: fmt.Sprintf("the bytes are not %s", c.name),
		Hint: "declare the encoding that the file is in, or convert the file"}
}

// fromLatin returns text in ISO-8859-1, whose bytes are the first 256 characters of
// Unicode, as UTF-8.
func fromLatin(text []byte) []byte {
	out := make([]byte, 0, len(text)+len(text)/8+64)
	for _, b := range text {
		out = utf8.AppendRune(out, rune(b))
	}
	return out
}

// firstLoss returns the position of the first character of text that does not
// encode to its bytes in body.
func (c codec) firstLoss(text, body []byte) Position {
	done := 0
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRune(text[i:])
		b, err := c.encode(string(text[i : i+size]))
		if err != nil || !bytes.HasPrefix(body[done:], b) {
			return positionIn(string(text), i)
		}
		done += len(b)
		i += size
	}
	return positionIn(string(text), len(text))
}

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// encode returns a part of the text in the document's encoding.
func (c codec) encode(text string) ([]byte, error) {
	if c.enc == nil {
		if c.ascii {
			for _, r := range text {
				if r >= utf8.RuneSelf {
					return nil, fmt.Errorf("%s has no %q", c.name, r)
				}
			}
		}
		return []byte(text), nil
	}
	return c.enc.NewEncoder().Bytes([]byte(text))
}

// holds reports whether the encoding has the character.
func (c codec) holds(r rune) bool {
	if r < utf8.RuneSelf || c.enc == nil && !c.ascii {
		return true
	}
	_, err := c.encode(string(r))
	return err == nil
}

// offsets converts increasing offsets in the text to offsets in the source.
func (c codec) offsets(text string, at []int) ([]int, error) {
	out := make([]int, len(at))
	if c.enc == nil {
		for i, offset := range at {
			out[i] = c.bom + offset
		}
		return out, nil
	}
	done, sum := 0, c.bom
	for i, offset := range at {
		piece := text[done:offset]
		if c.latin {
			sum += utf8.RuneCountInString(piece)
		} else {
			encoded, err := c.encode(piece)
			if err != nil {
				return nil, err
			}
			sum += len(encoded)
		}
		done = offset
		out[i] = sum
	}
	return out, nil
}

// positionIn returns the line and column of an offset of UTF-8 text. Each byte
// that is not UTF-8 counts as one character.
func positionIn(text string, offset int) Position {
	offset = min(offset, len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	return Position{
		Line:   strings.Count(text[:start], "\n") + 1,
		Column: utf8.RuneCountInString(text[start:offset]) + 1,
	}
}
