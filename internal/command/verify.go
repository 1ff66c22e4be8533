package command

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"ispatch/internal/apply"
	"ispatch/internal/finding"
	"ispatch/internal/home"
	"ispatch/internal/hosts"
	"ispatch/internal/ping"
	"ispatch/internal/problem"
	"ispatch/internal/sarif"
	"ispatch/internal/server"
	"ispatch/internal/verify"
)

// exitProblems is the exit code of verify if it found an error; with --strict,
// also a warning.
const exitProblems = 3

// Options that only verify has.
const (
	optStrict   = "strict"
	optIgnore   = "ignore"
	optBaseline = "baseline"
	optWith     = "with"
)

// verifyCommand is ispatch verify: it checks homes and changes nothing.
func verifyCommand() *command {
	return &command{
		usage: "check a home and report what the server would fail on",
		description: "It reads the configuration as the server does, and changes nothing. Several\n" +
			"--home are reported in the order given. Exit status: 0 no errors; 3 an error,\n" +
			"with --strict a warning too; 1 a home could not be checked. Findings go to\n" +
			"standard error, or as JSON or SARIF to standard output; notes only with\n" +
			"--verbose.",
		flags: []*flag{
			{name: optStrict, usage: "exit 3 for warnings too"},
			{kind: list, name: optIgnore,
				usage: "leave out the findings of this `CODE`, or of CODE@FILE in one file of the home"},
			{kind: text, name: optBaseline, file: true,
				usage: "leave out the findings of an earlier report, the JSON `FILE`"},
			{kind: text, name: optWith, file: true,
				usage: "also check that the home fits `DIR`, the other product's home"},
			{name: optPing,
				usage: "open the databases too, with the datasources' own credentials; " +
					"--jobs is then one per processor by default"},
			{name: optTimeout, kind: duration, standard: ping.DefaultTimeout.String(),
				usage: "with --ping: wait up to `DURATION` for each database"},
		},
		shared: reading,
		output: choiceFlag(optOutput, "o",
			"report as `text|json|sarif`; JSON and SARIF 2.1.0 go to standard output", "text", "json", sarifFormat),
		examples: []example{
			{"ispatch verify --home IS_HOME", "check a home"},
			{"ispatch verify --home IS_HOME --strict --ping", "count warnings too, and open the databases"},
		},
		action: action(func(c call) error {
			filter, err := readFilter(c)
			if err != nil {
				return err
			}
			return readHomes(func(c call, r *run) error { return verifyHome(c, r, filter) })(c)
		}),
	}
}

// verifyHome checks one home.
func verifyHome(c call, r *run, filter *finding.Filter) error {
	v := &verification{
		run:     r,
		filter:  filter,
		with:    c.text(optWith),
		sarif:   c.text(optOutput) == sarifFormat,
		strict:  c.is(optStrict),
		color:   c.colorOn(c.env.Err),
		pings:   c.is(optPing),
		timeout: c.duration(optTimeout),
	}
	return v.check()
}

// sarifFormat is the value of --output that only verify takes.
const sarifFormat = "sarif"

// readFilter reads which findings to leave out of the report.
func readFilter(c call) (*finding.Filter, error) {
	filter := &finding.Filter{}
	for _, text := range c.list(optIgnore) {
		if err := filter.Ignore(text, allFindings()); err != nil {
			return nil, usagef("--%s: %v", optIgnore, err)
		}
	}
	name := c.text(optBaseline)
	if name == "" {
		return filter, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, problem.At(name, 0, 0, "", "cannot read the baseline: %v", errors.Unwrap(err))
	}
	defer f.Close()
	return filter, filter.Baseline(name, io.LimitReader(f, maxBaseline))
}

// maxBaseline is the maximum size of a baseline, in bytes.
const maxBaseline = 64 << 20

// A verification is the check of one home in a call of verify.
type verification struct {
	*run
	filter               *finding.Filter
	with                 string // the other product's home
	strict, color, sarif bool
	pings                bool
	timeout              time.Duration // of one database
}

// A verified is the result for one home. Its JSON form is stable: keys are
// added, but never removed or renamed.
type verified struct {
	verify.Report
	// Databases is set only with --ping.
	Databases []ping.Result `json:"databases,omitempty"`
	// Error is set only if the home could not be checked.
	Error string `json:"error,omitempty"`

	notes []string // about how it was checked
}

// check checks the home, prints the findings and returns the exit code as an
// error.
func (v *verification) check() error {
	result, failed := v.result(v.dir)
	if failed != nil {
		result = verified{
			Report: verify.Report{Home: v.dir},
			Error:  problem.From(failed).Error(),
		}
	}
	switch {
	case v.sarif && failed == nil:
		number, _ := version()
		log := sarif.New(result.Home, number, problem.List(result.Problems), allFindings())
		if err := v.printJSON(log); err != nil {
			return err
		}
	case v.sarif:
	case v.json:
		if err := v.printJSON(result); err != nil {
			return err
		}
	case failed == nil:
		v.print(result)
	}
	if failed != nil {
		return failed
	}
	v.summary = counts(result)
	if result.Count(problem.Error) > 0 || v.strict && result.Count(problem.Warning) > 0 {
		return exit(exitProblems)
	}
	return nil
}

// counts returns the last line of a result.
func counts(r verified) string {
	text := count(r.Count(problem.Error), "error") + ", " + count(r.Count(problem.Warning), "warning")
	if n := r.Count(problem.Note); n > 0 {
		text += ", " + count(n, "note")
	}
	return text
}

func (v *verification) result(dir string) (verified, error) {
	h, err := home.Open(dir, home.Options{FollowLinks: v.followLinks})
	if err != nil {
		return verified{}, err
	}
	defer h.Close()
	// If another run never pauses, the report says so itself.
	var report verify.Report
	_, err = h.Stable(context.Background(), v.lockTimeout, func() (err error) {
		report, err = verify.Home(h)
		return err
	})
	if err != nil {
		return verified{}, err
	}
	result := verified{Report: report}
	if v.with != "" {
		if err := v.pair(&result); err != nil {
			return verified{}, err
		}
	}
	if v.pings {
		v.ping(h, &result)
	} else {
		v.java(&result)
	}
	all := len(result.Problems)
	result.Problems = verify.Problems(v.filter.Apply(result.Home, problem.List(result.Problems)))
	if n := all - len(result.Problems); n > 0 {
		result.notes = append(result.notes, count(n, "finding")+" left out, as ignored or in the baseline")
	}
	return result, nil
}

// pair adds the problems between the home and the other product's home.
func (v *verification) pair(result *verified) error {
	h, err := home.Open(v.with, home.Options{FollowLinks: v.followLinks})
	if err != nil {
		return err
	}
	defer h.Close()
	file, _ := apply.ReadFile(hosts.Path) // without one, names are compared as they are
	pair := verify.Pair{Home: result.Home, Other: h.Dir(), SameHost: hosts.Same(file)}
	pair.Add(&result.Report, server.Read(server.NewSource(h.FS())))
	return nil
}

// print prints the result of one home: one line per problem with its hint
// below, then the counts. Notes are printed only with --verbose. With --quiet
// it prints only the problems that make the exit code 3.
func (v *verification) print(r verified) {
	w := v.env.Err
	if v.verbose {
		say(w, "ispatch: home %s, %s", r.Home, productName(r.Product, r.Version))
	}
	for _, p := range r.Problems {
		if p.Severity == problem.Note && !v.verbose || v.quiet && p.Severity != problem.Error && !v.strict {
			continue
		}
		_, _ = io.WriteString(w, v.line(r.Home, p))
		for _, place := range p.Related {
			if place.Home != "" {
				say(w, "  see: %s/%s", place.Home, place)
			}
		}
		if p.Hint != "" {
			say(w, "  hint: %s", p.Hint)
		}
	}
	if v.verbose {
		for _, text := range append(r.Unchecked, r.notes...) {
			say(w, "ispatch: note: %s", text)
		}
	}
	if !v.quiet {
		say(w, "ispatch: %s", counts(r))
	}
}

// line returns a problem as it is printed. A problem of the home as a whole
// begins with the home's path, because it names no file.
func (v *verification) line(home string, p *problem.Problem) string {
	place := p.Place()
	if place.File == "" {
		place.File = home
	}
	head, severity := lineOf("%s: ", place), string(p.Severity)
	head = strings.TrimSuffix(head, "\n")
	if colour := map[problem.Severity]string{problem.Error: "31", problem.Warning: "33"}[p.Severity]; v.color &&
		colour != "" {
		return head + "\x1b[" + colour + "m" + severity + ":\x1b[m " + lineOf("%s: %s", p.Code, p.Message)
	}
	return head + severity + ": " + lineOf("%s: %s", p.Code, p.Message)
}
