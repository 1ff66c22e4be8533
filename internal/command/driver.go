package command

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"ispatch/internal/driver"
	"ispatch/internal/home"
	"ispatch/internal/profile"
	"ispatch/internal/txn"
	"ispatch/patch"
)

// driverCommand is ispatch driver with its subcommands.
func driverCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "driver",
		Usage: "install the database's JDBC driver, or list those that are there",
		Subcommands: []*cli.Command{
			driverInstall(env),
			driverList(env),
		},
	}
}

// Names of the options of driver install.
const (
	optEntry   = "entry"
	optReplace = "replace"
)

func driverInstall(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "install",
		Usage:     "copy a driver's JAR, or the one in a .zip or .tar.gz, to " + driver.Lib,
		ArgsUsage: "FILE",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: optEntry, Usage: "the JAR `NAME` of an archive in which several fit"},
			&cli.BoolFlag{Name: optReplace, Usage: "remove other versions of the driver"},
		},
		Action: homeAction(env, func(c call, r *run, dir string) error {
			return r.finish(r.installDriver(dir, c.args[0], c.String(optEntry), c.Bool(optReplace)))
		}, "FILE"),
	}
}

func (r *run) installDriver(dir, name, entry string, replace bool) error {
	if err := r.openAny(dir); err != nil {
		return err
	}
	defer r.home.Close()
	return r.change(nil, r.driverPlanner(name, entry, replace, r.usesOfHome))
}

// openAny opens the home, and does not mind if the server generates its XML
// files: neither a driver nor the hosts file is among those.
func (r *run) openAny(dir string) error {
	h, err := home.Open(dir, home.Options{FollowLinks: r.followLinks})
	if err != nil {
		return err
	}
	r.home = h
	r.report.Home = h.Dir()
	r.report.version = h.Version()
	return nil
}

// profileDriver plans to install the driver that a profile names, for the
// datasources that it defines. Where it defines none, those of the home count.
func (r *run) profileDriver(p *profile.Profile) planner {
	return r.driverPlanner(p.Driver.Path, "", false, func() ([]driver.Use, error) {
		if len(p.Datasources) == 0 {
			return r.usesOfHome()
		}
		var uses []driver.Use
		for _, d := range p.Datasources {
			uses = append(uses, driver.Use{Datasource: d.Name, Class: d.Driver})
		}
		return uses, nil
	})
}

// usesOfHome returns the driver classes that the datasources of the home name.
func (r *run) usesOfHome() ([]driver.Use, error) {
	defined, err := patch.NewDocuments(r.home.FS()).Datasources()
	if err != nil {
		return nil, err
	}
	var uses []driver.Use
	for _, d := range defined {
		if class := d.Setting("driverClassName"); class != "" {
			uses = append(uses, driver.Use{Datasource: d.Name, Class: class})
		}
	}
	return uses, nil
}

// driverPlanner plans to install a driver. The file is read once.
func (r *run) driverPlanner(name, entry string, replace bool, usesOf func() ([]driver.Use, error)) planner {
	var file *driver.File
	return func() (planned, error) {
		uses, err := usesOf()
		if err != nil {
			return planned{}, err
		}
		if file == nil {
			if file, err = driver.Open(name); err != nil {
				return planned{}, err
			}
		}
		chosen, err := file.Choose(uses, driver.ChooseOptions{Entry: entry, Force: r.force})
		if err != nil {
			return planned{}, err
		}
		in, err := driver.Plan(r.home.FS(), chosen, uses, replace)
		if err != nil {
			return planned{}, err
		}
		return installation(in), nil
	}
}

// installation is what an installation does to the home.
func installation(in *driver.Installation) planned {
	p := planned{warnings: in.Warnings, binary: map[string]bool{in.Path: true}}
	report := patch.Report{File: in.Path, Name: "driver " + strings.Join(in.Classes, ", "), Action: patch.Unchanged}
	if in.Changed() {
		report.Action = patch.Updated
		if in.Old == nil {
			report.Action = patch.Inserted
		}
		p.changes = append(p.changes, txn.Change{Path: in.Path, Old: in.Old, New: in.New, Mode: 0o644})
	}
	p.reports = append(p.reports, report)
	for _, other := range in.Removed {
		p.changes = append(p.changes, txn.Change{Path: other.Path, Old: other.Old})
		p.binary[other.Path] = true
		p.reports = append(
			p.reports,
			patch.Report{File: other.Path, Name: "driver " + other.Class, Action: patch.Removed},
		)
	}
	return p
}

func driverList(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "list",
		Usage: "list the JARs of " + driver.Lib + " and dropins with their driver classes, and the datasources that use them",
		Action: homeAction(env, func(_ call, r *run, dir string) error {
			if err := r.openAny(dir); err != nil {
				return err
			}
			defer r.home.Close()
			list, err := r.listDrivers()
			if err != nil {
				return err
			}
			return list.print(env.Out, r.json)
		}),
	}
}

// A driverReport is what driver list prints. Its JSON form is a promise: keys
// are only ever added.
type driverReport struct {
	Home    string         `json:"home"`
	JARs    []jarLine      `json:"jars"`
	Missing []missingClass `json:"missing"`
}

type jarLine struct {
	Path    string   `json:"path"`
	Drivers []string `json:"drivers"`
	Version string   `json:"version"`
	Bundle  bool     `json:"bundle"`
	// BundleOf is the JAR in lib that the server made this bundle of.
	BundleOf string   `json:"bundleOf,omitempty"`
	UsedBy   []string `json:"usedBy"`
	Problem  string   `json:"problem,omitempty"`
}

// A missingClass is a datasource whose driver class is in no JAR.
type missingClass struct {
	Datasource string `json:"datasource"`
	Class      string `json:"class"`
	File       string `json:"file"`
	Line       int    `json:"line"`
}

func (r *run) listDrivers() (*driverReport, error) {
	jars, err := driver.Installed(r.home.FS())
	if err != nil {
		return nil, err
	}
	docs := patch.NewDocuments(r.home.FS())
	defined, err := docs.Datasources()
	if err != nil {
		return nil, err
	}
	list := &driverReport{Home: r.home.Dir(), JARs: []jarLine{}, Missing: []missingClass{}}
	for _, jar := range jars {
		line := jarLine{Path: jar.Path, Drivers: append([]string{}, jar.Drivers()...), Version: jar.Version,
			Bundle: jar.Bundle, BundleOf: jar.Wraps, UsedBy: []string{}, Problem: jar.Problem}
		for _, d := range defined {
			if class := d.Setting("driverClassName"); jar.Has(class) {
				line.UsedBy = append(line.UsedBy, d.Name)
				if !slices.Contains(line.Drivers, class) {
					line.Drivers = append(line.Drivers, class)
				}
			}
		}
		list.JARs = append(list.JARs, line)
	}
	for _, d := range defined {
		use := driver.Use{Datasource: d.Name, Class: d.Setting("driverClassName")}
		if use.Class == "" || len(driver.Missing(jars, []driver.Use{use})) == 0 {
			continue
		}
		missing := missingClass{Datasource: d.Name, Class: use.Class, File: d.File}
		if doc, err := docs.Open(d.File); err == nil {
			at, _ := doc.Position(d.Element)
			missing.Line = at.Line
		}
		list.Missing = append(list.Missing, missing)
	}
	return list, nil
}

// print prints the list as a table, or as JSON.
func (list *driverReport) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return printJSON(w, list)
	}
	// A dash stands for nothing, so that each column can be cut out.
	orDash := func(texts ...string) string {
		for i, text := range texts {
			texts[i] = oneWord(text)
		}
		if text := strings.Join(texts, ","); text != "" {
			return text
		}
		return "-"
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(list.JARs) > 0 {
		fmt.Fprintln(table, "JAR\tVERSION\tBUNDLE\tDRIVER CLASSES\tUSED BY")
	}
	for _, jar := range list.JARs {
		bundle := "no"
		switch {
		case jar.Problem != "":
			bundle = "-"
		case jar.BundleOf != "":
			bundle = "of " + jar.BundleOf
		case jar.Bundle:
			bundle = "yes"
		}
		classes := orDash(jar.Drivers...)
		if jar.Problem != "" {
			classes = "cannot be read: it " + jar.Problem
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n",
			oneWord(jar.Path), orDash(jar.Version), oneWord(bundle), classes, orDash(jar.UsedBy...))
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	for _, m := range list.Missing {
		if err := printText(w, lineOf("%s:%d: datasource %s: %s is in no JAR of %s or dropins",
			m.File, m.Line, oneWord(m.Datasource), oneWord(m.Class), driver.Lib)); err != nil {
			return err
		}
	}
	return nil
}

// oneWord quotes a text from a file that would break a line or a column.
func oneWord(s string) string {
	if quoted := fmt.Sprintf("%q", s); quoted[1:len(quoted)-1] != s || s != strings.TrimSpace(s) {
		return quoted
	}
	return s
}
