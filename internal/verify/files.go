package verify

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"ispatch/patch"
)

// deploymentTOML is the source of all XML files from 5.9.0 on.
const deploymentTOML = "repository/conf/deployment.toml"

// home checks what is not a matter of one file.
func (c *check) home() {
	if c.Interrupted {
		c.add("", 0, "interrupted-run", "run ispatch apply or ispatch rollback: either first restores the files",
			"an earlier run was interrupted and has left files half changed, or a run is at work now")
	}
	const hint = "configure deployment.toml instead, and start the server, before you check what it has generated"
	switch {
	case c.Generated:
		c.add(deploymentTOML, 0, "generated-home", hint,
			"the server generates its XML configuration from this file at each start, so that changes to the XML are lost")
	case atLeast(c.Version, 5, 9):
		c.add("", 0, "generated-home", hint,
			"Identity Server %s generates its XML configuration from deployment.toml at each start, so that changes to the XML are lost", c.Version)
	}
}

// atLeast says whether a version ("5.7.0") is known and not before
// major.minor.
func atLeast(version string, major, minor int) bool {
	m, n, ok := majorMinor(version)
	return ok && (m > major || m == major && n >= minor)
}

// before says whether a version is known and before major.minor.
func before(version string, major, minor int) bool {
	_, _, ok := majorMinor(version)
	return ok && !atLeast(version, major, minor)
}

func majorMinor(version string) (major, minor int, ok bool) {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return 0, 0, false
	}
	major, errMajor := strconv.Atoi(parts[0])
	minor, errMinor := strconv.Atoi(parts[1])
	return major, minor, errMajor == nil && errMinor == nil
}

// checkNamespaces reports what makes the server's parser refuse a file, or
// find nothing in it, though it is well-formed.
func (c *check) checkNamespaces(f *file) {
	root := f.doc.Root()
	if a := root.SelectAttr("xmlns"); a != nil && a.Space == "" && a.Value != "" {
		c.at(f, root, "default-namespace", "remove the attribute xmlns",
			"<%s> has a default namespace: the server looks for elements without one and finds none", root.Tag)
	}
	reported := map[string]bool{}
	declared := map[string]int{"": 1, "xml": 1, "xmlns": 1} // how often, at the element that is looked at
	undeclared := func(e *etree.Element, prefix string) {
		if declared[prefix] > 0 || reported[prefix] {
			return
		}
		reported[prefix] = true
		hint := "declare it, or remove it"
		if prefix == "svns" {
			hint = `add xmlns:svns="http://org.wso2.securevault/configuration" to <` + root.FullTag() + ">"
		}
		c.at(f, e, "undeclared-prefix", hint, "the prefix %s is not declared: the server refuses the file as a whole", prefix)
	}
	var walk func(e *etree.Element)
	walk = func(e *etree.Element) {
		count := func(n int) {
			for _, a := range e.Attr {
				if a.Space == "xmlns" {
					declared[a.Key] += n
				}
			}
		}
		count(1)
		undeclared(e, e.Space)
		for _, a := range e.Attr {
			undeclared(e, a.Space)
		}
		for _, child := range e.ChildElements() {
			walk(child)
		}
		count(-1)
	}
	walk(root)
}

// checkPlaceholders reports a } before a ${ in one text: the server takes what
// stands between the first of each for the name of a property and fails
// (CarbonUtils.resolveSystemProperty). It looks into comments too.
func (c *check) checkPlaceholders(f *file) {
	each(f.doc.Root(), func(t etree.Token) {
		text, where := "", ""
		switch t := t.(type) {
		case *etree.CharData:
			text, where = t.Data, "text of <"+t.Parent().Tag+">"
		case *etree.Comment:
			text, where = t.Data, "comment"
		}
		open, shut := strings.Index(text, "${"), strings.IndexByte(text, '}')
		if shut < 0 || shut > open || c.full() {
			return
		}
		// The line of the brace, not of the text's start.
		line := place{f, t}.line() + strings.Count(text[:shut], "\n")
		c.add(f.path, line, "brace-before-placeholder", "write the } otherwise, or take the ${ out",
			"the %s has a } before a ${: the server fails when it looks for properties in it", where)
	})
}

// leftover matches names that somebody's copy of a file has.
var leftover = regexp.MustCompile(`(?i)(^|[-_. ])(backup|bak|bkp|copy|old|orig|original|save|saved|previous|prev|tmp|temp)([-_. 0-9]|$)`)

// checkLeftover reports a file that is read only because its name ends like
// those of the server's own.
func (c *check) checkLeftover(file string) {
	name := strings.TrimSuffix(path.Base(file), "-datasources.xml")
	if file == patch.MasterDatasources || !strings.HasSuffix(name, "master") && !leftover.MatchString(name) {
		return
	}
	c.add(file, 0, "leftover-copy", "move it out of the folder, or give it another ending, as in "+path.Base(file)+".bak",
		"this looks like a copy that was left behind, but the server reads every file here whose name ends in -datasources.xml")
}
