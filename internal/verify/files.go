package verify

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"strings"

	"github.com/beevik/etree"

	"ispatch/internal/lazy"
	"ispatch/internal/server"
)

// home checks the home as a whole.
func (c *check) home(interrupted bool) {
	if interrupted {
		c.add("", 0, "interrupted-run", "run ispatch apply or ispatch rollback: either first restores the files",
			"an earlier run was interrupted and has left files half changed, or a run is at work now")
	}
	const hint = "configure deployment.toml, start the server, and then check what it has generated"
	switch {
	case c.Generated:
		c.add(server.DeploymentTOML, 0, "generated-home", hint,
			"the server generates its XML configuration from this file at each start, so that changes to the XML are lost")
	case c.AtLeast(5, 9):
		c.add("", 0, "generated-home", hint, "%s %s generates its XML configuration from deployment.toml at each start, "+
			"so that changes to the XML are lost", cmp.Or(string(c.Product), "Identity Server"), c.Version)
	}
}

// files checks each file as a whole.
func (c *check) files() {
	required := []*server.File{c.Realm.File, c.Registry.File}
	if len(c.DatasourceFiles) > 0 {
		required = append([]*server.File{c.DatasourceFiles[0].File}, required...)
	}
	for _, f := range required {
		if f.Missing() {
			c.refused(f)
		}
	}
	for _, f := range c.Files {
		if f.Problem != nil {
			c.refused(f)
		}
	}
	for _, f := range c.configured() {
		c.namespaces(f)
		c.entities(f)
		c.laterPlaceholders(f)
	}
	for _, f := range []*server.File{c.Realm.File, c.Registry.File} {
		if f.Root() != nil {
			c.braces(f)
		}
	}
}

// configured returns the files that this program configures and the server reads:
// those of datasources, user stores and the registry.
func (c *check) configured() []*server.File {
	var all []*server.File
	for _, f := range c.DatasourceFiles {
		if f.Root() != nil {
			all = append(all, f.File)
		}
	}
	for _, f := range c.Files {
		if strings.HasPrefix(f.Path, server.UserStoresFolder+"/") && f.Root() != nil {
			all = append(all, f)
		}
	}
	for _, f := range []*server.File{c.Realm.File, c.Registry.File} {
		if f.Root() != nil {
			all = append(all, f)
		}
	}
	return all
}

// refused reports a file that the server cannot read.
func (c *check) refused(f *server.File) {
	p := *f.Problem
	if f.Path == server.RegistryXML && !f.Missing() && p.Code != server.UnreadableFile {
		p.Message += "; the server would only log it and go on with an empty registry"
	}
	if p.Code == server.NotWellFormed && c.curly(f.Path, p.Line) {
		p.Hint = `write straight quotes, " or ', in place of the curly ones`
	}
	c.add(f.Path, p.Line, p.Code, p.Hint, "%s", p.Message)
}

// curly reports whether a line of a file that can't be parsed has typographic quotes, as
// word processors insert.
func (c *check) curly(path string, line int) bool {
	data, err := fs.ReadFile(c.fsys, path)
	if err != nil {
		return false
	}
	for n := 1; n < line && data != nil; n++ {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	text, _, _ := bytes.Cut(data, []byte("\n"))
	return strings.ContainsAny(string(text), "\u2018\u2019\u201c\u201d\u201e\u2033")
}

// namespaces reports the outermost elements that the server does not see, because
// they are in a namespace.
func (c *check) namespaces(f *server.File) {
	var walk func(e *etree.Element)
	walk = func(e *etree.Element) {
		switch {
		case e.Space != "":
			c.hidden[f.Path] = true
			c.at(server.Syntax{File: f, Element: e}, "prefixed-element", "write <"+e.Tag+"> without the prefix",
				"<%s> is in a namespace: the server looks for <%s> without one and does not see it", e.FullTag(), e.Tag)
			return
		case e.SelectAttrValue("xmlns", "") != "": // their parents are in no namespace
			c.hidden[f.Path] = true
			c.at(server.Syntax{File: f, Element: e}, "default-namespace", "remove the attribute xmlns",
				"<%s> has a default namespace: the server looks for elements without one and does not see it", e.Tag)
			return
		}
		for _, child := range e.ChildElements() {
			walk(child)
		}
	}
	walk(f.Root())
}

// braces reports a } before a ${ in the same text or comment.
func (c *check) braces(f *server.File) {
	each(f.Root(), func(t etree.Token) {
		text, where := "", ""
		switch t := t.(type) {
		case *etree.CharData:
			text, where = t.Data, "text of <"+t.Parent().Tag+">"
		case *etree.Comment:
			text, where = t.Data, "comment"
		}
		if !server.BraceBeforePlaceholder(text) || c.full() {
			return
		}
		// Report the line of the brace, not of the start of the text.
		line := f.Line(t) + strings.Count(text[:strings.IndexByte(text, '}')], "\n")
		c.add(f.Path, line, "brace-before-placeholder", hintBrace,
			"the %s has a } before a ${: the server fails when it looks for properties in it", where)
	})
}

const hintBrace = "change the }, or remove the ${"

// later matches the placeholders of later versions.
var later = lazy.Regexp{Expr: `\$(?:(env|sys|secret|ref|conf)\{|\{(env|sys|secret|ref):)`}

// laterPlaceholders reports placeholders that only later versions resolve.
func (c *check) laterPlaceholders(f *server.File) {
	if c.Generated || c.AtLeast(5, 9) {
		return
	}
	report := func(t etree.Token, text, where string) {
		m := later.Get().FindString(text)
		if m == "" || c.full() {
			return
		}
		line := f.Line(t) + strings.Count(text[:strings.Index(text, m)], "\n")
		c.add(f.Path, line, "later-placeholder",
			"write the value, or a system property ${name} that the server is started with",
			"%s has a placeholder %s…}, which only Identity Server 5.9 and later resolve: "+
				"the server uses it as it is written", where, m)
	}
	each(f.Root(), func(t etree.Token) {
		switch t := t.(type) {
		case *etree.CharData:
			report(t, t.Data, "<"+t.Parent().Tag+">")
		case *etree.Element:
			for _, a := range t.Attr {
				report(t, a.Value, "the attribute "+a.Key)
			}
		}
	})
}

// leftover matches the names of backup copies.
var leftover = lazy.Regexp{Expr: `(?i)(^|[-_. ])(backup|bak|bkp|copy` +
	`|old|orig|original|save|saved|previous|prev|tmp|temp)([-_. 0-9]|$)`}

// leftoverCopy reports a backup copy that the server reads because of the end of its
// name.
func (c *check) leftoverCopy(f *server.DatasourceFile) {
	name := strings.TrimSuffix(path.Base(f.Path), "-datasources.xml")
	if f.Path == server.MasterDatasources || !strings.HasSuffix(name, "master") && !leftover.Get().MatchString(name) {
		return
	}
	c.add(f.Path, 0, "leftover-copy",
		"move it out of the folder, or give it another ending, such as "+path.Base(f.Path)+".bak",
		"this looks like a leftover copy, but the server reads every file here whose name ends in -datasources.xml")
}
