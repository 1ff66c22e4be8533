package xmlpath

import (
	"strings"
	"unicode/utf8"
)

// blockSize is the number of bytes between two known positions.
const blockSize = 512

// position returns the position of an offset. It remembers the positions of the blocks
// before it, so that the next call need not count their lines and characters again.
func (t *tape) position(at int) Position {
	at = min(at, len(t.text))
	if len(t.blocks) == 0 {
		t.blocks = append(t.blocks, Position{1, 1})
	}
	for n := len(t.blocks); n <= at/blockSize; n++ {
		t.blocks = append(t.blocks, t.blocks[n-1].after(t.text[(n-1)*blockSize:n*blockSize]))
	}
	block := at / blockSize
	return t.blocks[block].after(t.text[block*blockSize : at])
}

// after returns the position after a text that begins at p. The text may begin and end
// in the middle of a character: what counts is where characters begin.
func (p Position) after(text string) Position {
	if i := strings.LastIndexByte(text, '\n'); i >= 0 {
		p = Position{p.Line + strings.Count(text[:i], "\n") + 1, 1}
		text = text[i+1:]
	}
	for i := range len(text) {
		if utf8.RuneStart(text[i]) {
			p.Column++
		}
	}
	return p
}
