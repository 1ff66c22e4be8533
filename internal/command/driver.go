package command

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"ispatch/internal/apply"
	"ispatch/internal/driver"
	"ispatch/internal/home"
	"ispatch/internal/server"
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
		Action: changeHomes(env, func(c call) (change, error) {
			return parts(apply.Driver(apply.DriverOptions{File: c.args[0], Entry: c.String(optEntry),
				Replace: c.Bool(optReplace)})), nil
		}, "FILE"),
	}
}

func driverList(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "list",
		Usage: "list the JARs of " + driver.Lib + " and dropins with their driver classes, and the datasources that use them",
		Action: readHomes(env, func(_ call, r *run) error {
			h, err := home.Open(r.dir, home.Options{FollowLinks: r.followLinks})
			if err != nil {
				return err
			}
			defer h.Close()
			list, err := listDrivers(h)
			if err != nil {
				return err
			}
			r.summary = count(len(list.JARs), "JAR")
			return list.print(r)
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

func listDrivers(h *home.Home) (*driverReport, error) {
	jars, err := driver.Installed(h.FS())
	if err != nil {
		return nil, err
	}
	config := server.Read(server.NewSource(h.FS()))
	if p := config.DatasourceFiles[0].Problem; p != nil {
		return nil, p
	}
	list := &driverReport{Home: h.Dir(), JARs: []jarLine{}, Missing: []missingClass{}}
	for _, jar := range jars {
		line := jarLine{Path: jar.Path, Drivers: append([]string{}, jar.Drivers()...), Version: jar.Version,
			Bundle: jar.Bundle, BundleOf: jar.Wraps, UsedBy: []string{}, Problem: jar.Problem}
		for _, d := range config.Datasources {
			if class := d.Setting("driverClassName").Text; jar.Has(class) {
				line.UsedBy = append(line.UsedBy, d.Name.Text)
				if !slices.Contains(line.Drivers, class) {
					line.Drivers = append(line.Drivers, class)
				}
			}
		}
		list.JARs = append(list.JARs, line)
	}
	for _, d := range config.Datasources {
		use := driver.Use{Datasource: d.Name.Text, Class: d.Setting("driverClassName").Text}
		if use.Class == "" || len(driver.Missing(jars, []driver.Use{use})) == 0 {
			continue
		}
		list.Missing = append(list.Missing,
			missingClass{Datasource: use.Datasource, Class: use.Class, File: d.File.Path, Line: d.Line()})
	}
	return list, nil
}

// print prints the list as a table, or as JSON.
func (list *driverReport) print(r *run) error {
	if r.json {
		return r.printJSON(list)
	}
	return list.table(r.env.Out)
}

func (list *driverReport) table(w io.Writer) error {
	// An empty cell is a dash, so that each column can be cut out.
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
