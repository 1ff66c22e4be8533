package patch

import (
	"bytes"
	"path"
	"slices"

	"ispatch/internal/lazy"
)

// How to recognize a template: the file name extensions that tools use, and
// tags that control the text between them.
var (
	templateNames = []string{".j2", ".erb", ".epp", ".tmpl", ".tpl", ".mustache", ".ctmpl"}
	templateTag   = lazy.Regexp{Expr: `\{%[-+~]?\s*(?:for|endfor|if|elif|else|endif|set|block|endblock|include|macro|` +
		`endmacro|raw|endraw)\b`}
)

// checkTemplate returns a problem if a file is the template of another file, else
// nil. An edit within a loop or a condition would appear many times or never.
func checkTemplate(file string, src []byte) *Problem {
	const hint = "run the tool that fills in the template, and change the file that it writes"
	if slices.Contains(templateNames, path.Ext(file)) {
		return &Problem{File: file, Message: "this is a template, not a file that the server reads", Hint: hint}
	}
	if !bytes.Contains(src, []byte("{%")) {
		return nil
	}
	if at := templateTag.Get().FindIndex(src); at != nil {
		line := bytes.Count(src[:at[0]], []byte("\n")) + 1
		column := len([]rune(string(src[bytes.LastIndexByte(src[:at[0]], '\n')+1:at[0]]))) + 1
		return &Problem{File: file, Line: line, Column: column, Hint: hint,
			Message: "this is a template (it has the tag " + string(src[at[0]:at[1]]) + "), not a file that the server reads"}
	}
	return nil
}
