package command

import (
	"io"
	"time"

	"github.com/urfave/cli/v2"
)

// Names of the options that all commands share.
const (
	optHome        = "home"
	optDryRun      = "dry-run"
	optDiff        = "diff"
	optShowSecrets = "show-secrets"
	optOutput      = "output"
	optExitCode    = "exit-code"
	optColor       = "color"
	optQuiet       = "quiet"
	optVerbose     = "verbose"
	optFollowLinks = "follow-links"
	optLockTimeout = "lock-timeout"
	optNoBackup    = "no-backup"
	optForce       = "force"
	optJobs        = "jobs"
	optFailFast    = "fail-fast"
	optHelp        = "help"
)

// commonFlags are the options that every command accepts. Help shows the ones
// that the command uses: see about.
func commonFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: optHome, Aliases: []string{"H"}, TakesFile: true,
			Usage: "the unpacked server, `DIR`; default $IS_HOME, then $CARBON_HOME. " +
				"Several, or a pattern with * in it, where the command takes several"},
		&cli.BoolFlag{Name: optDryRun, Aliases: []string{"n"},
			Usage: "write nothing; print the unified diff on standard output"},
		&cli.BoolFlag{Name: optDiff, Usage: "print the diff too when the run writes"},
		&cli.BoolFlag{Name: optShowSecrets,
			Usage: "show passwords in diffs; patch cannot apply a diff with masked passwords"},
		choiceFlag(optOutput, []string{"o"}, "report as `text|json`; JSON goes to standard output", "text", "json"),
		&cli.BoolFlag{Name: optExitCode, Usage: "exit 2 when something changed, or with --dry-run would"},
		choiceFlag(optColor, nil, "colour: `auto|always|never`; auto honours NO_COLOR", "auto", "always", "never"),
		&cli.BoolFlag{Name: optQuiet, Aliases: []string{"q"}, Usage: "errors only on standard error"},
		&cli.BoolFlag{Name: optVerbose, Aliases: []string{"v"}, Usage: "more on standard error"},
		&cli.BoolFlag{Name: optFollowLinks, Usage: "follow symbolic links that lead outside the home"},
		&cli.DurationFlag{Name: optLockTimeout, Value: 10 * time.Second,
			Usage: "wait up to `DURATION` for another run on the same home"},
		&cli.BoolFlag{Name: optNoBackup, Usage: "keep no backup of the changed files"},
		&cli.BoolFlag{Name: optForce, Usage: "override the safety checks"},
		&cli.IntFlag{Name: optJobs, DefaultText: "four per processor",
			Usage: "with several homes: work on `N` at a time"},
		&cli.BoolFlag{Name: optFailFast, Usage: "with several homes: start no others after one has failed"},
		&cli.BoolFlag{Name: optHelp, Aliases: []string{"h"}, Usage: "print this help"},
	}
}

// options are the values of the shared options of one call.
type options struct {
	homes                           []string
	dryRun, diff, showSecrets, json bool
	exitCode, quiet, verbose        bool
	color                           bool // on standard output
	followLinks, noBackup, force    bool
	lockTimeout                     time.Duration
}

// readOptions reads the shared options.
func readOptions(c *cli.Context, env Environment) (options, error) {
	return options{
		homes:       c.StringSlice(optHome),
		dryRun:      c.Bool(optDryRun),
		diff:        c.Bool(optDiff),
		showSecrets: c.Bool(optShowSecrets),
		json:        c.String(optOutput) == "json",
		exitCode:    c.Bool(optExitCode),
		color:       colorOn(c, env, env.Out),
		quiet:       c.Bool(optQuiet),
		verbose:     c.Bool(optVerbose),
		followLinks: c.Bool(optFollowLinks),
		noBackup:    c.Bool(optNoBackup),
		force:       c.Bool(optForce),
		lockTimeout: c.Duration(optLockTimeout),
	}, exclude(c, optQuiet, optVerbose)
}

// colorOn reports whether a stream gets colours.
func colorOn(c *cli.Context, env Environment, stream io.Writer) bool {
	switch c.String(optColor) {
	case "always":
		return true
	case "never":
		return false
	}
	no, _ := env.Getenv("NO_COLOR")
	return no == "" && env.Terminal(stream)
}

// oneHome returns the home that a call names: by --home, else by $IS_HOME,
// else by $CARBON_HOME.
func oneHome(o options, env Environment) (string, error) {
	switch len(o.homes) {
	case 0:
		for _, name := range []string{"IS_HOME", "CARBON_HOME"} {
			if dir, ok := env.Getenv(name); ok && dir != "" {
				return dir, nil
			}
		}
		return "", usagef("no home given: use --home DIR, or set IS_HOME")
	case 1:
		return o.homes[0], nil
	}
	return "", usagef("--home was given %d times; this command takes one home", len(o.homes))
}
