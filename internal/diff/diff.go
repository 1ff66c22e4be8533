// Package diff prints the differences between files as a unified diff of byte slices. It
// can cover parts of them and use colour.
//
// It promises that
//
//   - a diff in which nothing is covered or coloured, given to `patch -p1 -F0` or to `git
//     apply`, turns every Old into exactly New, for any bytes: line endings, encodings
//     and a missing newline at the end are content;
//   - the same files give the same diff, byte for byte, on every machine and at any
//     speed: it does not depend on a clock or on the order of a map;
//   - covering changes the text of a line, but never the number of lines or which of them
//     are context, removed and inserted: the diff is made from the original bytes, and
//     parts are covered afterwards;
//   - it does not panic on any input.
//
// It does not promise that a diff with covered parts can be applied: it is for reading.
// The time of the search is quadratic in the number of changed lines, not counting those
// that only one of the files has: it is fast for an edited file of any size, slow for two
// files of tens of thousands of lines in random order. A binary file is named but not
// printed, and so cannot be applied.
//
// It knows nothing about the meaning of the files: the caller decides what to cover.
package diff

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"ispatch/internal/span"
)

// context is the number of equal lines shown on each side of a change. `git apply` refuses
// hunks without any.
const context = 3

// A Span is the part of a content from byte Start up to but not including byte End.
type Span = span.Span

// File is one file before and after a change.
type File struct {
	// Path is the path of the file relative to the folder of the diff, with slashes and
	// without a leading slash. If two Files have the same path, the diff has two
	// sections, to be applied one after the other.
	Path string

	// Old and New are the contents. A nil Old means that the file is new, a nil New that
	// it is removed; an empty slice that is not nil is an empty file. If they are equal,
	// or both nil, nothing is printed.
	Old, New []byte

	// Hide, if not nil, returns the parts of Old or of New to cover with ********, in
	// removed, inserted and context lines alike. They may be in any order and overlap. In
	// a part that spans several lines, the indentation stays, and a blank line stays
	// blank. It is called with Old and with New if they differ, and with the parts of each
	// that are printed, in order.
	Hide func(data []byte, printed []Span) []Span

	// Binary means that the contents are not readable text: the diff only says that they
	// differ.
	Binary bool

	// NewMode is the mode of a new file. As in git only the permission to execute counts;
	// zero means an ordinary file. It is ignored if the file exists already.
	NewMode fs.FileMode
}

// Options control how a diff is printed. The zero value prints a diff that can be
// applied.
type Options struct {
	// Color marks headers, hunks and changed lines for a terminal, with git's
	// default colours.
	Color bool
}

// Diff returns the unified diff of the files, in their order. Files that do not differ
// are left out, and the result is empty if none does.
//
// The section of a modified file has the two header lines `--- a/PATH` and `+++ b/PATH`
// and hunks, nothing else. For a new file the old name is `/dev/null`, for a removed file
// the new name is. Git's extended headers, which patch and git both read, are added for
// facts that these headers cannot express: that a new file is empty or executable, or
// that a removed file was empty. A section after an empty file then needs the line `diff
// --git` too.
//
// The error, if any, names every file whose path is empty, absolute or unclean, leads
// outside the folder, or cannot be a file name. The diff is then empty. There is no other
// error.
func Diff(files []File, options Options) ([]byte, error) {
	var problems []error
	for _, file := range files {
		problems = append(problems, checkPath(file.Path))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	p := printer{color: options.Color, bare: -1}
	for _, file := range files {
		p.file(file)
	}
	return p.out.Bytes(), nil
}

// checkPath refuses a path that would not name the same file below a/ and b/.
func checkPath(name string) error {
	switch {
	case name == "":
		return errors.New("diff: a file without a path: give its path below the home")
	case path.IsAbs(name) || name != path.Clean(name) || name == "." || name == ".." || strings.HasPrefix(name, "../"):
		return fmt.Errorf("diff: %q: the path must be relative and clean, with no .. in it", name)
	case strings.ContainsRune(name, 0):
		return fmt.Errorf("diff: %q: a file name cannot hold a NUL", name)
	}
	return nil
}

// printer collects the diff of several files.
type printer struct {
	out   bytes.Buffer
	color bool

	// bare is the offset in out of the trailing sections that have headers but no hunk,
	// or -1. Without a `diff --git` of its own, patch and git would read the next
	// section's headers as part of them.
	bare int
}

// emptyHash is git's abbreviated hash of an empty file.
const emptyHash = "e69de29"

// file prints one file's section, if it differs.
func (p *printer) file(f File) {
	created, removed := f.Old == nil, f.New == nil
	if created == removed && bytes.Equal(f.Old, f.New) {
		return
	}
	if f.Binary {
		p.binary(f.Path, created, removed)
		return
	}
	empty := len(f.Old)+len(f.New) == 0
	executable := created && f.NewMode&0o111 != 0
	if empty || executable || p.bare >= 0 {
		p.gitHeader(f.Path, created, removed, executable, empty)
	}
	if empty {
		return
	}
	p.bare = -1
	p.nameHeader("---", "a/", f.Path, created)
	p.nameHeader("+++", "b/", f.Path, removed)

	sections := f.sections()
	var hiddenOld, hiddenNew []Span
	if f.Hide != nil {
		hiddenOld, hiddenNew = f.hide(sections)
	}
	for _, s := range sections {
		s.before.hide(hiddenOld)
		s.after.hide(hiddenNew)
		for _, h := range s.hunks {
			p.hunk(h, s.script, s.before, s.after)
		}
	}
}

// A section is a window with its hunks.
type section struct {
	before, after side
	script        script
	hunks         []hunk
}

// sections compares the parts in which the contents differ.
func (f *File) sections() []section {
	var all []section
	var at window // what is before it was counted
	before, after := 0, 0
	for _, w := range usual.windows(f.Old, f.New) {
		before += bytes.Count(f.Old[at.old.Start:w.old.Start], newline)
		after += bytes.Count(f.New[at.new.Start:w.new.Start], newline)
		at = w
		s := section{before: sideOf(f.Old, w.old, before), after: sideOf(f.New, w.new, after)}
		s.script = align(s.before.lines, s.after.lines)
		s.hunks = s.script.hunks()
		all = append(all, s)
	}
	return all
}

// binary prints the line of a binary file. If it would follow sections that end in their
// headers, it is put before them: otherwise it would be read as part of them.
func (p *printer) binary(name string, created, removed bool) {
	line := "Binary files " + headerName("a/", name, created) + " and " + headerName("b/", name, removed) + " differ\n"
	if p.bare < 0 {
		p.out.WriteString(line)
		return
	}
	tail := bytes.Clone(p.out.Bytes()[p.bare:])
	p.out.Truncate(p.bare)
	p.out.WriteString(line)
	p.bare = p.out.Len()
	p.out.Write(tail)
}

// gitHeader prints the extended headers.
func (p *printer) gitHeader(name string, created, removed, executable, empty bool) {
	if empty && p.bare < 0 {
		p.bare = p.out.Len()
	}
	p.meta("diff --git " + gitName("a/", name) + " " + gitName("b/", name))
	mode := "100644"
	if executable {
		mode = "100755"
	}
	switch {
	case created:
		p.meta("new file mode " + mode)
	case removed:
		p.meta("deleted file mode " + mode)
	}
	if empty && created {
		p.meta("index 0000000.." + emptyHash)
	} else if empty { // without it patch assumes that the empty file is removed already
		p.meta("index " + emptyHash + "..0000000")
	}
}

// nameHeader prints one of the two header lines that name the file.
func (p *printer) nameHeader(sign, prefix, name string, absent bool) {
	label := headerName(prefix, name, absent)
	p.colored(bold, sign+" "+label)
	if !absent && strings.Contains(label, " ") {
		// Without the TAB a tool would read the blank as the end of the name.
		p.out.WriteByte('\t')
	}
	p.out.WriteByte('\n')
}

func (p *printer) meta(line string) {
	p.colored(bold, line)
	p.out.WriteByte('\n')
}

// A side is one of the two contents, split into lines, and the parts of it to cover.
type side struct {
	lines   [][]byte
	at      int    // offset in the content of the first of them
	skipped int    // number of lines before that
	offsets []int  // where each line starts; only where something is hidden
	hidden  []Span // in order, none touching another
}

// hide sets the parts to be covered.
func (s *side) hide(hidden []Span) {
	if s.hidden = mergeSpans(hidden); len(s.hidden) > 0 {
		s.offsets = s.starts()
	}
}

// starts returns the offset of the start of each line, and of the end of the last.
func (s *side) starts() []int {
	starts := make([]int, 0, len(s.lines)+1)
	at := s.at
	starts = append(starts, at)
	for _, line := range s.lines {
		at += len(line)
		starts = append(starts, at)
	}
	return starts
}

// hide asks for the parts to be covered in the lines of the hunks.
func (f *File) hide(sections []section) (old, new []Span) {
	var printedOld, printedNew []Span
	for _, s := range sections {
		oldStarts, newStarts := s.before.starts(), s.after.starts()
		for _, h := range s.hunks {
			printedOld = append(printedOld, Span{oldStarts[h.oldStart], oldStarts[h.oldStart+h.oldCount]})
			printedNew = append(printedNew, Span{newStarts[h.newStart], newStarts[h.newStart+h.newCount]})
		}
	}
	return f.Hide(f.Old, printedOld), f.Hide(f.New, printedNew)
}

// splitLines cuts after every line feed; a carriage return before it is content.
// The last line may lack its line feed.
func splitLines(data []byte) [][]byte {
	lines := make([][]byte, 0, bytes.Count(data, newline)+1)
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n') + 1
		if end == 0 {
			end = len(data)
		}
		lines = append(lines, data[:end:end])
		data = data[end:]
	}
	return lines
}

var newline = []byte{'\n'}

func trimNewline(line []byte) []byte { return bytes.TrimSuffix(line, newline) }
