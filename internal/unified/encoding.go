package unified

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// decodeUTF16 returns UTF-16 content as UTF-8 and, for every byte of it and for
// its end, where in data its character starts. ok is false if data is not UTF-16
// by its byte order mark or by its first two characters.
func decodeUTF16(data []byte) (text []byte, offsets []int, ok bool) {
	order := utf16Order(data)
	if order == nil {
		return nil, nil, false
	}
	for at := 0; at+1 < len(data); {
		r, size := rune(order.Uint16(data[at:])), 2
		if utf16.IsSurrogate(r) {
			r2 := rune(utf8.RuneError)
			if at+3 < len(data) {
				r2 = rune(order.Uint16(data[at+2:]))
			}
			if r = utf16.DecodeRune(r, r2); r != utf8.RuneError {
				size = 4
			}
		}
		before := len(text)
		text = utf8.AppendRune(text, r)
		for range len(text) - before {
			offsets = append(offsets, at)
		}
		at += size
	}
	return text, append(offsets, len(data)), true
}

// utf16Order is the byte order of UTF-16 content, or nil if it is none.
func utf16Order(data []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe, 0, 0}): // UTF-32
		return nil
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return binary.BigEndian
	case len(data) < 4:
		return nil
	case data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0:
		return binary.LittleEndian
	case data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0:
		return binary.BigEndian
	}
	return nil
}

// unreadable reports whether markup cannot be looked for in the bytes: they hold
// some that no XML in a superset of ASCII can (UTF-32 has NULs, ISO-2022 escapes),
// or start as XML does in EBCDIC.
func unreadable(data []byte) bool {
	return bytes.IndexByte(data, 0) >= 0 || bytes.IndexByte(data, 0x1b) >= 0 ||
		bytes.HasPrefix(data, []byte{0x4c, 0x6f, 0xa7, 0x94})
}
