package command

import (
	"fmt"
	"slices"
	"strings"
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
)

// commonFlags are the options that all commands share.
func commonFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: optHome, Aliases: []string{"H"}, Usage: "the unpacked server, `DIR`; default $IS_HOME, then $CARBON_HOME"},
		&cli.BoolFlag{Name: optDryRun, Aliases: []string{"n"}, Usage: "write nothing; print the unified diff on standard output"},
		&cli.BoolFlag{Name: optDiff, Usage: "with a real run: print that diff too"},
		&cli.BoolFlag{Name: optShowSecrets, Usage: "show passwords in diffs, which only then can be applied by patch"},
		&cli.StringFlag{Name: optOutput, Aliases: []string{"o"}, Value: "text", Usage: "report as `text|json`; JSON goes to standard output"},
		&cli.BoolFlag{Name: optExitCode, Usage: "exit 2 when something changed, or with --dry-run would"},
		&cli.StringFlag{Name: optColor, Value: "auto", Usage: "colour: `auto|always|never`; auto honours NO_COLOR"},
		&cli.BoolFlag{Name: optQuiet, Aliases: []string{"q"}, Usage: "errors only on standard error"},
		&cli.BoolFlag{Name: optVerbose, Aliases: []string{"v"}, Usage: "more on standard error"},
		&cli.BoolFlag{Name: optFollowLinks, Usage: "follow symbolic links that lead outside the home"},
		&cli.DurationFlag{Name: optLockTimeout, Value: 10 * time.Second, Usage: "wait this `LONG` for another run on the same home"},
		&cli.BoolFlag{Name: optNoBackup, Usage: "keep no copy of what is changed"},
		&cli.BoolFlag{Name: optForce, Usage: "go on where a guard refuses"},
	}
}

// options are the values of the shared options of one call.
type options struct {
	homes                           []string
	dryRun, diff, showSecrets, json bool
	exitCode, quiet, verbose        bool
	color                           bool
	followLinks, noBackup, force    bool
	lockTimeout                     time.Duration
}

// readOptions reads the shared options.
func readOptions(c *cli.Context, env Environment) (options, error) {
	o := options{
		homes:       c.StringSlice(optHome),
		dryRun:      c.Bool(optDryRun),
		diff:        c.Bool(optDiff),
		showSecrets: c.Bool(optShowSecrets),
		exitCode:    c.Bool(optExitCode),
		quiet:       c.Bool(optQuiet),
		verbose:     c.Bool(optVerbose),
		followLinks: c.Bool(optFollowLinks),
		noBackup:    c.Bool(optNoBackup),
		force:       c.Bool(optForce),
		lockTimeout: c.Duration(optLockTimeout),
	}
	output, err := choice(c, optOutput, "text", "json")
	if err != nil {
		return o, err
	}
	o.json = output == "json"
	color, err := choice(c, optColor, "auto", "always", "never")
	if err != nil {
		return o, err
	}
	noColor, _ := env.Getenv("NO_COLOR")
	o.color = color == "always" || color == "auto" && noColor == "" && env.Terminal(env.Out)
	if o.quiet && o.verbose {
		return o, fmt.Errorf("--quiet and --verbose exclude each other")
	}
	return o, nil
}

// choice returns the value of an option that has a few.
func choice(c *cli.Context, name string, known ...string) (string, error) {
	value := c.String(name)
	if !slices.Contains(known, value) {
		return "", fmt.Errorf("--%s: %q is none of %s", name, value, strings.Join(known, ", "))
	}
	return value, nil
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
	return "", usagef("--home stands %d times; this command takes one home", len(o.homes))
}
