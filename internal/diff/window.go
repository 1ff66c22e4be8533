package diff

import "bytes"

// margin is the number of shared lines that are split off before the first change and
// after the last: more than a block is ever moved in a server's file. Text further away
// is only counted, not split into lines: 64 MiB of empty lines would take gigabytes.
const margin = 100_000

// window returns the number of bytes at the start and at the end of two contents that are
// the same and further than margin from the first and the last change. Each part ends at
// the end of a line.
func window(old, new []byte) (head, tail int) {
	shorter := min(len(old), len(new))
	same := 0
	for same < shorter && old[same] == new[same] {
		same++
	}
	head = same
	for range margin + 1 {
		if head = bytes.LastIndexByte(old[:max(head-1, 0)], '\n') + 1; head == 0 {
			break
		}
	}
	for tail < shorter-same && old[len(old)-1-tail] == new[len(new)-1-tail] { // the two parts do not overlap
		tail++
	}
	for range margin + 1 {
		end := bytes.IndexByte(old[len(old)-tail:], '\n') + 1
		if end == 0 {
			return head, 0
		}
		tail -= end
	}
	return head, tail
}

// sideOf splits the text between two parts of a content into lines.
func sideOf(data []byte, head, tail int) side {
	return side{lines: splitLines(data[head : len(data)-tail]), at: head, skipped: bytes.Count(data[:head], newline)}
}
