package diff

import "bytes"

// A reach is how far the search for the parts of two contents that differ looks.
type reach struct {
	// margin is the number of shared lines around a change that are split off: more than
	// a block is ever moved in a server's file. Text further away is only counted, not
	// split into lines: 64 MiB of empty lines would take gigabytes.
	margin int
	// nearby is how many lines of both contents together, in any combination, may be
	// before the place where they are the same again. Where there is no such place, and
	// none after at most margin lines of one or of both, all the rest is compared line by
	// line.
	nearby int
	// sure is how many bytes must be the same there.
	sure int
}

// usual is the reach for files.
var usual = reach{margin: 100_000, nearby: 400, sure: 1 << 16}

// A window is a part of the old content and the part of the new content that takes its
// place, each from the start of a line to the end of one.
type window struct{ old, new Span }

// windows returns the parts in which two contents differ, with a margin of shared lines
// around each. What is between them is the same in both.
func (r reach) windows(old, new []byte) []window {
	var all []window
	for i, j := 0, 0; ; {
		same := commonStart(old[i:], new[j:])
		start := i
		if i, j = i+same, j+same; i == len(old) && j == len(new) {
			if last := len(all) - 1; last >= 0 {
				all[last].extend(linesAfter(old[start:], r.margin))
			}
			return all
		}
		back := i - start - (bytes.LastIndexByte(old[start:i], '\n') + 1)
		i, j = i-back, j-back // the first line that differs
		last := len(all) - 1
		after, before := linesAfter(old[start:i], r.margin), linesBefore(old[start:i], r.margin)
		if last >= 0 && after+before >= i-start {
			all[last].extend(i - start)
		} else {
			if last >= 0 {
				all[last].extend(after)
			}
			all = append(all, window{Span{i - before, i}, Span{j - before, j}})
			last++
		}
		lines, other := r.differing(old[i:], new[j:])
		i, j = i+lines, j+other
		all[last].old.End, all[last].new.End = i, j
	}
}

// extend adds so many bytes, which are the same in both contents, to the end of a
// window.
func (w *window) extend(size int) { w.old.End, w.new.End = w.old.End+size, w.new.End+size }

// differing returns how many bytes at the start of two texts, whole lines that begin with
// one that differs, are before the place where they are the same again for long.
func (r reach) differing(old, new []byte) (int, int) {
	tail := commonEnd(old, new)
	old, new = old[:len(old)-tail], new[:len(new)-tail]
	if bytes.Count(old, newline)+bytes.Count(new, newline) <= 2*r.margin {
		return len(old), len(new)
	}
	a, b := firstLines(old, r.margin), firstLines(new, r.margin)
	again := func(i, j int) bool {
		if i >= len(a) || j >= len(b) {
			return false
		}
		old, new := old[a[i]:], new[b[j]:]
		return len(old) >= r.sure && len(new) >= r.sure && bytes.Equal(old[:r.sure], new[:r.sure])
	}
	for both := 1; both <= r.nearby; both++ {
		for i := range both + 1 {
			if again(i, both-i) {
				return a[i], b[both-i]
			}
		}
	}
	for n := 1; n < max(len(a), len(b)); n++ {
		for _, at := range [][2]int{{n, 0}, {0, n}, {n, n}} {
			if again(at[0], at[1]) {
				return a[at[0]], b[at[1]]
			}
		}
	}
	return len(old), len(new)
}

// firstLines returns where the first lines of a text start, and where the last of them
// ends.
func firstLines(text []byte, count int) []int {
	starts := make([]int, 1, count+1)
	for at := 0; len(starts) <= count && at < len(text); {
		at += linesAfter(text[at:], 1)
		starts = append(starts, at)
	}
	return starts
}

// commonStart is the number of bytes at the start of two texts that are the same.
func commonStart(a, b []byte) int {
	const block = 1 << 12
	n, shorter := 0, min(len(a), len(b))
	for n+block <= shorter && bytes.Equal(a[n:n+block], b[n:n+block]) {
		n += block
	}
	for n < shorter && a[n] == b[n] {
		n++
	}
	return n
}

// commonEnd is the number of bytes at the end of two texts that are the same, in whole
// lines.
func commonEnd(a, b []byte) int {
	const block = 1 << 12
	n, shorter := 0, min(len(a), len(b))
	for n+block <= shorter && bytes.Equal(a[len(a)-n-block:len(a)-n], b[len(b)-n-block:len(b)-n]) {
		n += block
	}
	for n < shorter && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n - linesAfter(a[len(a)-n:], 1) // the line that it begins in may differ
}

// linesAfter returns the size of so many lines at the start of a text, or of all of it if
// it has fewer.
func linesAfter(text []byte, count int) int {
	at := 0
	for range count {
		end := bytes.IndexByte(text[at:], '\n') + 1
		if end == 0 {
			return len(text)
		}
		at += end
	}
	return at
}

// linesBefore returns the size of so many lines at the end of a text, which ends with
// one.
func linesBefore(text []byte, count int) int {
	at := len(text)
	for range count {
		if at == 0 {
			break
		}
		at = bytes.LastIndexByte(text[:at-1], '\n') + 1
	}
	return len(text) - at
}

// sideOf splits a part of a content into lines. skipped is the number of lines before it.
func sideOf(data []byte, part Span, skipped int) side {
	return side{lines: splitLines(data[part.Start:part.End]), at: part.Start, skipped: skipped}
}
