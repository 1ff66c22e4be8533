package xmlpath

import (
	"fmt"
	"math/bits"
	"unicode/utf8"
)

// isChar reports whether XML 1.0 allows the character (production 2).
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}

// isBlank reports whether b is white space (production 3).
func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func allBlank(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isBlank(s[i]) {
			return false
		}
	}
	return true
}

// isNameStart and isName are productions 4 and 4a.
func isNameStart(r rune) bool {
	return r == ':' || r == '_' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' ||
		r >= 0xc0 && r != 0xd7 && r != 0xf7 &&
			(r <= 0x2ff || r >= 0x370 && r <= 0x1fff && r != 0x37e || r == 0x200c || r == 0x200d ||
				r >= 0x2070 && r <= 0x218f || r >= 0x2c00 && r <= 0x2fef || r >= 0x3001 && r <= 0xd7ff ||
				r >= 0xf900 && r <= 0xfdcf || r >= 0xfdf0 && r <= 0xfffd || r >= 0x10000 && r <= 0xeffff)
}

func isName(r rune) bool {
	return isNameStart(r) || r == '-' || r == '.' || r >= '0' && r <= '9' || r == 0xb7 ||
		r >= 0x300 && r <= 0x36f || r == 0x203f || r == 0x2040
}

// isNameByte is isName for an ASCII character, and false for any other byte.
func isNameByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= ':' || c == '_' || c == '-' || c == '.'
}

// checkChars returns an error for the first character that XML does not allow.
func checkChars(text string) *Error {
	for i := 0; ; {
		i += plain(text[i:])
		if i >= len(text) {
			return nil
		}
		b := text[i]
		if b-0x20 < utf8.RuneSelf-0x20 || isBlank(b) { // from blank to DEL
			i++
			continue
		}
		if b < utf8.RuneSelf {
			return &Error{Position: positionIn(text, i), Message: fmt.Sprintf("control character U+%04X", b),
				Hint: "XML 1.0 does not allow it; remove it"}
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isChar(r) {
			return &Error{Position: positionIn(text, i), Message: fmt.Sprintf("character U+%04X, which XML does not allow", r)}
		}
		i += size
	}
}

// plain returns a number of bytes at the beginning of a text that are all
// printable ASCII or DEL. It may ignore up to 7 bytes at the end of the text.
func plain(text string) int {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		word := eight(text[i:])
		// As in zeros, for bytes below 0x20.
		if others := (word | (word - 0x20*each)) & highest; others != 0 {
			return i + bits.TrailingZeros64(others)/8
		}
	}
	return i
}

// The lowest and the highest bit of each byte of a word.
const (
	each    = 0x0101010101010101
	highest = 0x80 * each
)

// eight returns the first 8 bytes of a text as a little-endian word.
func eight(text string) uint64 {
	s := text[:8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// zeros finds the first zero byte of a word: in the result, the highest bit of
// that byte is set, and no bit before it. Bits after it mean nothing, because the
// subtraction borrows.
func zeros(word uint64) uint64 { return (word - each) &^ word & highest }
