package patch

import (
	"bytes"
	"path"
	"slices"

	"ispatch/internal/lazy"
)

// The marks of a template: the names that tools give such files, and the tags
// that decide what becomes of the text between them.
var (
	templateNames = []string{".j2", ".erb", ".epp", ".tmpl", ".tpl", ".mustache", ".ctmpl"}
	templateTag   = lazy.Regexp{Expr: `\{%[-+~]?\s*(?:for|endfor|if|elif|else|endif|set|block|endblock|include|macro|` +
		`endmacro|raw|endraw)\b`}
)

// template returns the problem of a file that some other program makes the
// server's file of, nil for any other. An edit would end up in each round of a
// loop, or in none.
func template(file string, src []byte) *Problem {
	const hint = "run the tool that fills in the template, and change the file that it writes"
	if slices.Contains(templateNames, path.Ext(file)) {
		return &Problem{File: file, Message: "this is a template, not a file that the server reads", Hint: hint}
	}
	if at := templateTag.Get().FindIndex(src); at != nil {
		line := bytes.Count(src[:at[0]], []byte("\n")) + 1
		column := len([]rune(string(src[bytes.LastIndexByte(src[:at[0]], '\n')+1:at[0]]))) + 1
		return &Problem{File: file, Line: line, Column: column, Hint: hint,
			Message: "this is a template (it has the tag " + string(src[at[0]:at[1]]) + "), not a file that the server reads"}
	}
	return nil
}
