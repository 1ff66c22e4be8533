package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/home"
	"ispatch/internal/problem"
	"ispatch/patch"
	"ispatch/xmlpath"
)

// Names of the options of get.
const (
	optXML   = "xml"
	optCount = "count"
	optNull  = "null"
)

// getCommand is ispatch get: it prints values of any XML file.
func getCommand() *command {
	return &command{
		usage:     "print a text or an attribute of any XML file",
		arguments: "FILE PATH",
		description: "FILE is relative to the home if --home is given on the command line, else any path; - is " +
			"standard input. PATH is XPath 1.0; a name without a prefix matches an element of any namespace. The " +
			"value is printed as the server reads it, passwords too. It is an error if the path matches nothing, or, " +
			"without --all, more than once.",
		flags: []*flag{
			{name: optXML, usage: "print the element's bytes as they are in the file"},
			{name: optCount, usage: "print the number of matches; 0 is not an error"},
			allFlag("print every match, one per line"),
			{name: optNull, letter: "0", usage: "end each value with NUL instead of a newline"},
			namespaceFlag(),
		},
		shared:   reading,
		complete: xmlArguments,
		examples: []example{
			{"ispatch get server.xml \"/Server/Service/Connector[@protocol='HTTP/1.1']/@port\"", "print a port"},
			{"ispatch get --home IS_HOME repository/conf/carbon.xml /Server/Ports/Offset", "print a value of a home"},
		},
		action: action(func(c call) error {
			if err := errors.Join(c.exclude(optCount, optXML), c.exclude(optCount, optAll)); err != nil {
				return err
			}
			place, err := c.place()
			if err != nil {
				return err
			}
			if len(c.options.homes) > 0 && c.args[0] != "-" {
				return c.getFromHomes(place)
			}
			r := &run{options: c.options, env: c.env}
			if c.args[0] == "-" {
				data, err := apply.ReadAll(place.Path, c.env.In)
				return c.get(r, place, data, err)
			}
			data, err := apply.ReadFile(place.Path)
			return c.get(r, place, data, err)
		}, "FILE", "PATH"),
	}
}

func (c call) getFromHomes(place patch.Place) error {
	return eachReadHome(c, func(r *run) error {
		h, err := home.Open(r.dir, home.Options{FollowLinks: r.followLinks})
		if err != nil {
			return err
		}
		defer h.Close()
		r.home = h.Dir()
		var data []byte
		_, err = h.Stable(context.Background(), r.lockTimeout, func() (err error) {
			if data, err = fs.ReadFile(h.FS(), place.Path); err != nil {
				_, err = patch.NewDocuments(h.FS()).Open(place.Path) // for its message
			}
			return err
		})
		return c.get(r, place, data, err)
	})
}

// A gotReport is the JSON form of what get prints. The format is stable: keys
// are added, but never removed or renamed.
type gotReport struct {
	Home   string `json:"home,omitempty"`
	File   string `json:"file"`
	Path   string `json:"path"`
	Count  int    `json:"count"`
	Values []got  `json:"values"`
}

type got struct {
	Line  int    `json:"line"`
	Value string `json:"value"`
}

// get prints the matches of the path in a document.
func (c call) get(r *run, place patch.Place, data []byte, err error) error {
	if err != nil {
		return err
	}
	values, err := c.find(place, data)
	if err != nil {
		return inFile(place.Path, err)
	}
	r.summary = count(len(values), "match")
	if r.json {
		return r.printJSON(gotReport{r.home, place.Path, place.XPath, len(values), values})
	}
	var out strings.Builder
	out.WriteString(r.title())
	if c.is(optCount) {
		fmt.Fprintf(&out, "%d\n", len(values))
		return printText(c.env.Out, out.String())
	}
	end := "\n"
	if c.is(optNull) {
		end = "\x00"
	}
	for _, v := range values {
		out.WriteString(v.Value + end)
	}
	return printText(r.env.Out, out.String())
}

// find returns the matches of the path: exactly one, with --all one or more,
// with --count any number.
func (c call) find(place patch.Place, data []byte) ([]got, error) {
	doc, err := xmlpath.Parse(data)
	if err != nil {
		return nil, err
	}
	var options []xmlpath.Option
	for prefix, uri := range place.Namespaces {
		options = append(options, xmlpath.Namespace(prefix, uri))
	}
	found, err := doc.Find(place.XPath, options...)
	if err != nil {
		return nil, err
	}
	if !c.is(optCount) && (len(found) == 0 || len(found) > 1 && !place.All) {
		_, err := doc.Get(place.XPath, options...)
		return nil, err
	}
	values := []got{}
	for _, m := range found {
		at, _ := doc.Position(m.Element)
		v := got{at.Line, m.Value()}
		if c.is(optXML) {
			if v.Value, err = sourceOf(doc, m); err != nil {
				return nil, err
			}
		}
		values = append(values, v)
	}
	return values, nil
}

// sourceOf returns the bytes of an element in the file.
func sourceOf(doc *xmlpath.Document, m xmlpath.Match) (string, error) {
	if m.Attr != "" {
		return "", problem.New("give the path of the element", "the path matches an attribute, which has no bytes of its own")
	}
	return string(doc.XML(m)), nil
}

// inFile turns an error in a document into a problem of the file.
func inFile(file string, err error) error {
	list := problem.List{}
	for _, p := range problem.From(err) {
		named := *p
		if named.File == "" {
			named.File = file
		}
		list = append(list, &named)
	}
	return list.Err()
}
