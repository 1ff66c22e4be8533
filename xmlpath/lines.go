package xmlpath

import "strings"

// lineStart returns the offset at which the line of an offset begins.
func (w *writer) lineStart(at int) int { return strings.LastIndexByte(w.text[:at], '\n') + 1 }

// lineEnd returns the offset of the line ending after an offset, or the end of the
// document.
func (w *writer) lineEnd(at int) int {
	i := strings.IndexByte(w.text[at:], '\n')
	if i < 0 {
		return len(w.text)
	}
	if i += at; i > at && w.text[i-1] == '\r' {
		i--
	}
	return i
}

// nextLine returns the offset at which the line after that of an offset begins, or
// the end of the document.
func (w *writer) nextLine(at int) int {
	if i := strings.IndexByte(w.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(w.text)
}

// lineBefore returns the text of the line before the one that begins at an offset.
func (w *writer) lineBefore(start int) string {
	above := strings.TrimSuffix(w.text[:start], "\n")
	return above[strings.LastIndexByte(above, '\n')+1:]
}

// skipBlanks returns the end of the line of an offset if only blanks are between
// them, otherwise the offset.
func (w *writer) skipBlanks(at int) int {
	if end := w.lineEnd(at); allBlank(w.text[at:end]) {
		return end
	}
	return at
}

// indentAt returns the text before an offset on its line. own is false, and the
// text empty, if that is anything other than blanks.
func (w *writer) indentAt(at int) (indent string, own bool) {
	indent = w.text[w.lineStart(at):at]
	if strings.Trim(indent, " \t\u00a0") != "" {
		return "", false
	}
	return indent, true
}

// eolAt returns the ending of the line of an offset or, on the last line, that of
// the line before it.
func (w *writer) eolAt(at int) string {
	i := strings.IndexByte(w.text[at:], '\n')
	if i >= 0 {
		i += at
	} else if i = strings.LastIndexByte(w.text, '\n'); i < 0 {
		return "\n"
	}
	if i > 0 && w.text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
