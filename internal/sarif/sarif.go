// Package sarif writes problems in the Static Analysis Results Interchange Format,
// SARIF 2.1.0 (OASIS), for code scanning.
package sarif

import (
	"net/url"
	"path/filepath"
	"strings"

	"ispatch/internal/finding"
	"ispatch/internal/problem"
)

// homeID names the base of the locations' URIs, which is the home.
const homeID = "HOME"

// A Log is a SARIF log with one run. Its fields are those of the format.
type Log struct {
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []run  `json:"runs"`
}

type run struct {
	Tool    tool                        `json:"tool"`
	Bases   map[string]artifactLocation `json:"originalUriBaseIds"`
	Results []result                    `json:"results"`
}

type tool struct {
	Driver driver `json:"driver"`
}

type driver struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Rules   []rule `json:"rules"`
}

type rule struct {
	ID      string        `json:"id"`
	Short   message       `json:"shortDescription"`
	Full    message       `json:"fullDescription"`
	Help    message       `json:"help"`
	Default configuration `json:"defaultConfiguration"`
}

type configuration struct {
	Level problem.Severity `json:"level"`
}

type message struct {
	Text string `json:"text"`
}

type result struct {
	RuleID    string           `json:"ruleId"`
	RuleIndex int              `json:"ruleIndex"`
	Level     problem.Severity `json:"level"`
	Message   message          `json:"message"`
	Locations []location       `json:"locations"`
	Related   []location       `json:"relatedLocations,omitempty"`
}

type location struct {
	ID       *int     `json:"id,omitempty"`
	Physical physical `json:"physicalLocation"`
}

type physical struct {
	Artifact artifactLocation `json:"artifactLocation"`
	Region   *region          `json:"region,omitempty"`
}

type artifactLocation struct {
	URI  string `json:"uri"`
	Base string `json:"uriBaseId,omitempty"`
}

type region struct {
	StartLine int `json:"startLine"`
}

// New returns the log of one home's problems. Its rules are the findings with the codes
// of the problems; a code without a finding gets a rule of its own. home is an absolute
// path; version is the version of the program.
func New(home, version string, problems problem.List, groups []finding.Group) Log {
	r := run{
		Tool: tool{Driver: driver{Name: "ispatch", Version: version, Rules: []rule{}}},
		Bases: map[string]artifactLocation{homeID: {
			URI: fileURI(home + "/"),
		}},
		Results: []result{},
	}
	index := map[string]int{}
	for _, p := range problems {
		if _, known := index[p.Code]; !known {
			index[p.Code] = len(r.Tool.Driver.Rules)
			r.Tool.Driver.Rules = append(r.Tool.Driver.Rules, ruleOf(p, groups))
		}
		r.Results = append(r.Results, resultOf(p, index[p.Code]))
	}
	return Log{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []run{r}}
}

func ruleOf(p *problem.Problem, groups []finding.Group) rule {
	f, known := finding.Lookup(groups, p.Code)
	if !known {
		return rule{ID: p.Code, Short: message{p.Code}, Full: message{p.Code}, Help: message{p.Code},
			Default: configuration{p.Severity}}
	}
	full := f.Meaning + "."
	if f.Server != "" {
		full += " The server " + f.Server + "."
	}
	help := f.Fix
	if help == "" {
		help = f.Meaning
	}
	return rule{ID: f.Code, Short: message{f.Meaning + "."}, Full: message{full}, Help: message{"To fix it: " + help +
		"."},
		Default: configuration{f.Severity}}
}

func resultOf(p *problem.Problem, rule int) result {
	text := problem.Printable(p.Message)
	if p.Hint != "" {
		text += ". Hint: " + problem.Printable(p.Hint)
	}
	r := result{RuleID: p.Code, RuleIndex: rule, Level: p.Severity, Message: message{text},
		Locations: []location{locationOf(p.Place(), nil)}}
	for i, place := range p.Related {
		r.Related = append(r.Related, locationOf(place, &i))
	}
	return r
}

// fileURI returns the URI of an absolute path. On Windows the path begins with a drive, and
// its URI has a slash before it.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// locationOf returns the location of a problem. If the problem has no file, it is the
// home. A place in another home is not relative to it.
func locationOf(place problem.Place, id *int) location {
	at := artifactLocation{URI: (&url.URL{Path: place.File}).EscapedPath(), Base: homeID}
	if place.Home != "" {
		at = artifactLocation{URI: fileURI(place.Home + "/" + place.File)}
	}
	l := location{ID: id, Physical: physical{Artifact: at}}
	if place.Line > 0 {
		l.Physical.Region = &region{place.Line}
	}
	return l
}
