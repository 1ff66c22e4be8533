package verify

import (
	"bytes"
	"encoding/json"
	"io/fs"

	"ispatch/internal/home"
	"ispatch/internal/problem"
	"ispatch/internal/server"
)

// A Report is what was found in one home. Its JSON form is a promise: keys are only
// ever added.
type Report struct {
	// Home is the absolute path of the home.
	Home string `json:"home"`
	// Product and Version are those of the server, such as "WSO2 Identity Server"
	// and "5.7.0"; empty where they are not known.
	Product string `json:"product"`
	Version string `json:"version"`
	// Problems are sorted by file, in the order in which the server reads them,
	// and line.
	Problems Problems `json:"problems"`
	// Unchecked are what was not checked, and why.
	Unchecked []string `json:"-"`
	// Config is the configuration that was checked.
	Config *server.Config `json:"-"`
}

// Problems are what is wrong with a home.
type Problems problem.List

// Count returns the number of problems of a severity.
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

// MarshalJSON gives an array of objects, empty where there are none.
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

// Home checks a home. It fails only where it can't be told whether an interrupted
// run has left it half changed; whatever is wrong with the files is in the report.
func Home(h *home.Home) (Report, error) {
	interrupted, err := h.Pending()
	if err != nil {
		return Report{}, err
	}
	report := Check(server.Read(server.NewSource(h.FS())), h.FS(), interrupted)
	report.Home = h.Dir()
	return report, nil
}

// Check applies all rules to a configuration. fsys reads what is not part of it:
// JARs, and the list of secrets. interrupted reports that a run of this program has
// left files half changed.
func Check(config *server.Config, fsys fs.FS, interrupted bool) Report {
	c := newCheck(config, fsys)
	c.home(interrupted)
	c.files()
	c.datasources()
	c.realm()
	c.registry()
	// Last, for they look at what all files say.
	c.references()
	c.shared()
	c.drivers()
	c.aliases()
	return c.report()
}
