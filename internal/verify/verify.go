package verify

import (
	"io/fs"

	"ispatch/internal/home"
)

// A Report is what was found in one home. Its JSON form is a promise: keys are
// only ever added.
type Report struct {
	// Home is the absolute path of the home.
	Home string `json:"home"`
	// Version is that of the server, as "5.7.0"; empty where it is not known.
	Version string `json:"version"`
	// Problems are sorted by file, in the order in which the server reads them,
	// and line. Empty, never nil, where there are none.
	Problems []Problem `json:"problems"`
	// Notes say what was not checked, and why.
	Notes []string `json:"-"`
}

// Count returns the number of problems of a severity.
func (r Report) Count(s Severity) int {
	n := 0
	for _, p := range r.Problems {
		if p.Severity == s {
			n++
		}
	}
	return n
}

// A Subject is what is checked: the files of a home, and what is known of it.
type Subject struct {
	// FS reads the home's files.
	FS fs.FS
	// Version is that of the server; empty leaves out what depends on it.
	Version string
	// Generated says that the server generates its XML files at each start.
	Generated bool
	// Interrupted says that a run of this program has left files half changed.
	Interrupted bool
}

// Home checks a home. It fails only where it can't be told whether an
// interrupted run has left it half changed; whatever is wrong with the files
// is in the report.
func Home(h *home.Home) (Report, error) {
	interrupted, err := h.Pending()
	if err != nil {
		return Report{}, err
	}
	s := Subject{FS: h.FS(), Version: h.Version(), Generated: h.Generated(), Interrupted: interrupted}
	report := s.Check()
	report.Home = h.Dir()
	return report, nil
}

// Check checks the files of a home.
func (s Subject) Check() Report {
	c := newCheck(s)
	c.home()
	c.readDatasources()
	c.checkDatasources()
	c.checkRealm()
	c.checkRegistry()
	c.checkElsewhere()
	// Last, for they look at what all files say.
	c.checkReferences()
	c.checkDrivers()
	return c.report()
}
