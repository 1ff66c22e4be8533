package diff

import "bytes"

// margin is how many of the lines that both files share are looked at before the
// first change, and after the last: more than a block is ever moved in a file of
// a server. What is further away is counted, and not split into lines: 64 MiB of
// empty lines would take gigabytes.
const margin = 100_000

// window returns how many bytes at the start of two contents, and at their end, are
// the same and further away from the first and from the last change than margin.
// Each part ends with a line.
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

// sideOf splits what is between two parts of a content into lines.
func sideOf(data []byte, head, tail int) side {
	return side{lines: splitLines(data[head : len(data)-tail]), at: head, skipped: bytes.Count(data[:head], newline)}
}
