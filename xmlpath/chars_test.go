package xmlpath

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCheckChars puts each kind of character at each place of a text.
func TestCheckChars(t *testing.T) {
	var chars []rune
	for r := range rune(0x180) {
		chars = append(chars, r)
	}
	chars = append(chars, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x10ffff)
	for _, r := range chars {
		for _, neighbour := range []string{" ", "~", "\n", "é"} {
			for before := range 18 {
				for _, after := range []int{0, 1, 7, 8, 17} {
					text := strings.Repeat(neighbour, before) + string(r) + strings.Repeat(neighbour, after)
					err := checkChars(text)
					if (err == nil) != isChar(r) {
						t.Fatalf("U+%04X in %q: %v", r, text, err)
					}
					if err != nil && err.Position != positionIn(text, before*len(neighbour)) {
						t.Fatalf("U+%04X in %q: at %v", r, text, err.Position)
					}
				}
			}
		}
	}
}

func TestNameBytes(t *testing.T) {
	for c := range 256 {
		if want := c < utf8.RuneSelf && isName(rune(c)); isNameByte(byte(c)) != want {
			t.Errorf("isNameByte(%#x) = %v, want %v", c, !want, want)
		}
	}
}
