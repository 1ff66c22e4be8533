package command

import (
	"io"
	"time"
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

// Sets of common options.
var (
	printing = []string{optOutput}
	reading  = []string{optHome, optOutput, optColor, optQuiet, optVerbose, optFollowLinks, optLockTimeout, optJobs,
		optFailFast}
	changingFile = []string{optDryRun, optDiff, optExitCode, optOutput, optColor, optQuiet, optVerbose, optLockTimeout}
	changing     = []string{optDryRun, optDiff, optShowSecrets, optExitCode, optNoBackup, optForce, optHome, optOutput,
		optColor, optQuiet, optVerbose, optFollowLinks, optLockTimeout, optJobs, optFailFast}
)

// commonFlags are the options that every command accepts. Help shows the ones
// that the command uses: see about.
func commonFlags() []*flag {
	return []*flag{
		{kind: list, name: optHome, letter: "H", file: true,
			usage: "the unpacked server, `DIR`; default: $IS_HOME, then $CARBON_HOME. Many commands take " +
				"several, or a pattern with * in it"},
		{name: optDryRun, letter: "n",
			usage: "write nothing; print the unified diff on standard output"},
		{name: optDiff, usage: "also print the diff when the run writes"},
		{name: optShowSecrets,
			usage: "show passwords in diffs; patch cannot apply a diff with masked passwords"},
		choiceFlag(optOutput, "o", "report as `text|json`; JSON goes to standard output", "text", "json"),
		{name: optExitCode, usage: "exit 2 if something changed or, with --dry-run, would change"},
		choiceFlag(optColor, "", "colour: `auto|always|never`; auto honours NO_COLOR", "auto", "always", "never"),
		{name: optQuiet, letter: "q", usage: "print only errors on standard error"},
		{name: optVerbose, letter: "v", usage: "print more on standard error"},
		{name: optFollowLinks, usage: "follow symbolic links that lead outside the home"},
		{kind: duration, name: optLockTimeout, standard: "10s",
			usage: "wait up to `DURATION` for another run on the same home"},
		{name: optNoBackup, usage: "keep no backup of the changed files"},
		{name: optForce, usage: "override the safety checks"},
		{kind: number, name: optJobs, standard: "four per processor",
			usage: "with several homes: work on `N` at a time"},
		{name: optFailFast, usage: "with several homes: start no more after one has failed"},
		{name: optHelp, letter: "h", usage: "print this help"},
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
func (c call) readOptions() (options, error) {
	return options{
		homes:       c.list(optHome),
		dryRun:      c.is(optDryRun),
		diff:        c.is(optDiff),
		showSecrets: c.is(optShowSecrets),
		json:        c.text(optOutput) == "json",
		exitCode:    c.is(optExitCode),
		color:       c.command.shares(optColor) && c.colorOn(c.env.Out),
		quiet:       c.is(optQuiet),
		verbose:     c.is(optVerbose),
		followLinks: c.is(optFollowLinks),
		noBackup:    c.is(optNoBackup),
		force:       c.is(optForce),
		lockTimeout: c.duration(optLockTimeout),
	}, c.exclude(optQuiet, optVerbose)
}

// colorOn reports whether a stream gets colours.
func (c call) colorOn(stream io.Writer) bool {
	switch c.text(optColor) {
	case "always":
		return true
	case "never":
		return false
	}
	no, _ := c.env.Getenv("NO_COLOR")
	return no == "" && c.env.Terminal(stream)
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
