package command

import (
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"ispatch/internal/home"
	"ispatch/internal/ping"
	"ispatch/internal/problem"
	"ispatch/internal/verify"
)

// exitProblems is the exit code of verify where it found an error; with
// --strict, where it found anything.
const exitProblems = 3

const optStrict = "strict"

// verifyCommand is ispatch verify: it checks homes and changes nothing.
func verifyCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "verify",
		Usage: "check a home and say what the server would stumble over",
		Description: "It reads the configuration as the server does, and changes nothing. Several\n" +
			"--home are checked one after the other. Exit status: 0 no errors; 3 an error,\n" +
			"with --strict a warning too; 1 a home could not be checked.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: optStrict, Usage: "exit 3 for warnings too"},
			&cli.BoolFlag{Name: optPing, Usage: "open the databases too, with the datasources' own credentials"},
			&cli.DurationFlag{
				Name:  optTimeout,
				Value: ping.DefaultTimeout,
				Usage: "with --ping: give each database this `LONG`",
			},
		},
		Action: readHomes(env, func(c call, r *run) error {
			v := &verification{
				run:     r,
				strict:  c.Bool(optStrict),
				color:   colorOn(c.Context, env, env.Err),
				pings:   c.Bool(optPing),
				timeout: c.Duration(optTimeout),
			}
			return v.check()
		}),
	}
}

// A verification is one home's part of a call of verify.
type verification struct {
	*run
	strict, color bool
	pings         bool
	timeout       time.Duration // of one database
}

// A verified is the result of one home. Its JSON form is a promise: keys are
// only ever added.
type verified struct {
	verify.Report
	// Databases are there only with --ping.
	Databases []ping.Result `json:"databases,omitempty"`
	// Error is there only where the home could not be checked.
	Error string `json:"error,omitempty"`
}

// check checks the home, prints what was found and turns it into an exit code.
func (v *verification) check() error {
	result, failed := v.result(v.dir)
	if failed != nil {
		result = verified{
			Report: verify.Report{Home: v.dir, Problems: []verify.Problem{}},
			Error:  problem.From(failed).Error(),
		}
	}
	if v.json {
		if err := v.printJSON(result); err != nil {
			return err
		}
	} else if failed == nil {
		v.print(result)
	}
	if failed != nil {
		return failed
	}
	v.summary = counts(result)
	if result.Count(verify.Error) > 0 || v.strict && len(result.Problems) > 0 {
		return exit(exitProblems)
	}
	return nil
}

// counts is the last line of a result.
func counts(r verified) string {
	return count(r.Count(verify.Error), "error") + ", " + count(r.Count(verify.Warning), "warning")
}

func (v *verification) result(dir string) (verified, error) {
	h, err := home.Open(dir, home.Options{FollowLinks: v.followLinks})
	if err != nil {
		return verified{}, err
	}
	defer h.Close()
	report, err := verify.Home(h)
	if err != nil {
		return verified{}, err
	}
	result := verified{Report: report}
	if v.pings {
		v.ping(h, &result)
	} else {
		v.java(&result)
	}
	return result, nil
}

// print prints the result of one home: a line a problem, its hint beneath, and
// the counts. With --quiet only what makes the exit code 3.
func (v *verification) print(r verified) {
	w := v.env.Err
	if v.verbose {
		say(w, "ispatch: home %s, Identity Server %s", r.Home, orUnknown(r.Version))
	}
	for _, p := range r.Problems {
		if v.quiet && p.Severity != verify.Error && !v.strict {
			continue
		}
		if p.File == "" {
			// Without its home the line says too little.
			p.File = strings.TrimSuffix(r.Home+"/"+p.File, "/")
		}
		_, _ = io.WriteString(w, v.line(p))
		if p.Hint != "" {
			say(w, "  hint: %s", p.Hint)
		}
	}
	if v.verbose {
		for _, note := range r.Notes {
			say(w, "ispatch: note: %s", note)
		}
	}
	if !v.quiet {
		say(w, "ispatch: %s", counts(r))
	}
}

// line is a problem as it is printed.
func (v *verification) line(p verify.Problem) string {
	text := lineOf("%s", p)
	if !v.color {
		return text
	}
	color := "\x1b[33m" // yellow
	if p.Severity == verify.Error {
		color = "\x1b[31m" // red
	}
	place, rest, _ := strings.Cut(text, string(p.Severity)+": ")
	return place + color + string(p.Severity) + ":\x1b[m " + rest
}

func orUnknown(version string) string {
	if version == "" {
		return "of an unknown version"
	}
	return version
}
