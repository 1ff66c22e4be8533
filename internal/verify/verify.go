package verify

import (
	"bytes"
	"encoding/json"
	"io/fs"

	"ispatch/internal/home"
	"ispatch/internal/problem"
	"ispatch/internal/server"
)

// A Report is the result of checking one home. Its JSON form is a promise: keys are only
// ever added.
type Report struct {
	// Home is the absolute path of the home.
	Home string `json:"home"`
	// Product and Version are those of the server, such as "WSO2 Identity Server" and
	// "5.7.0"; empty if unknown.
	Product string `json:"product"`
	Version string `json:"version"`
	// Problems are sorted by file, in the order in which the server reads the files, and
	// by line. Those of a Pair come last, unsorted.
	Problems Problems `json:"problems"`
	// Unchecked lists what was not checked, and why.
	Unchecked []string `json:"-"`
	// Config is the configuration that was checked.
	Config *server.Config `json:"-"`
}

// Problems are the problems of a home.
type Problems problem.List

// Count returns the number of problems with the given severity.
func (r Report) Count(s problem.Severity) int {
	n := 0
	for _, p := range r.Problems {
		if p.Severity == s {
			n++
		}
	}
	return n
}

// A jsonProblem is the JSON form of a problem.
type jsonProblem struct {
	Severity problem.Severity `json:"severity"`
	Code     string           `json:"code"`
	File     string           `json:"file"`
	Line     int              `json:"line"`
	Message  string           `json:"message"`
	Hint     string           `json:"hint"`
	Related  []problem.Place  `json:"related,omitempty"`
}

// MarshalJSON returns an array of objects, [] if there are none.
func (l Problems) MarshalJSON() ([]byte, error) {
	all := make([]jsonProblem, len(l))
	for i, p := range l {
		all[i] = jsonProblem{p.Severity, p.Code, p.File, p.Line, problem.Printable(p.Message),
			problem.Printable(p.Hint), p.Related}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // <url> is read by people too
	err := e.Encode(all)
	return b.Bytes(), err
}

// Home checks a home. Problems with the files are in the report. It returns an error only
// if it cannot tell whether an interrupted run left the home half changed.
func Home(h *home.Home) (Report, error) {
	interrupted, err := h.Pending()
	if err != nil {
		return Report{}, err
	}
	report := Check(server.Read(server.NewSource(h.FS())), h.FS(), interrupted)
	report.Home = h.Dir()
	return report, nil
}

// Check applies all rules to a configuration. fsys reads the other files: JARs, and the
// list of secrets. interrupted means that a run of this program left files half changed.
func Check(config *server.Config, fsys fs.FS, interrupted bool) Report {
	c := newCheck(config, fsys)
	c.home(interrupted)
	c.files()
	c.datasources()
	c.realm()
	c.registry()
	// Last, because they compare all files.
	c.references()
	c.shared()
	c.drivers()
	c.aliases()
	return c.report()
}
