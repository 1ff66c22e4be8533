package command

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"ispatch/internal/apply"
	"ispatch/internal/driver"
	"ispatch/internal/inventory"
	"ispatch/internal/server"
)

// driverCommand is ispatch driver with its subcommands.
func driverCommand() *command {
	return &command{
		usage:    "install a JDBC driver, or list the installed ones",
		commands: []entry{{"install", driverInstall}, {"list", driverList}},
	}
}

// Names of the options of driver install.
const (
	optEntry   = "entry"
	optReplace = "replace"
)

func driverInstall() *command {
	return &command{
		usage:     "copy a driver's JAR, or the one in a .zip or .tar.gz, to " + driver.Lib,
		arguments: "FILE",
		flags: []*flag{
			{kind: text, name: optEntry, usage: "the `NAME` of the JAR, if several in the archive fit"},
			{name: optReplace, usage: "remove other versions of the driver"},
		},
		shared:   changing,
		complete: []completer{files},
		examples: []example{
			{"ispatch driver install --home IS_HOME mysql-connector-java-5.1.49.tar.gz", "install the JAR of a download"},
			{"ispatch driver install --home IS_HOME --replace mysql-connector-java-5.1.49-bin.jar",
				"install a JAR, and remove older ones"},
		},
		action: changeHomes(func(c call) (change, error) {
			return parts(apply.Driver(apply.DriverOptions{File: c.args[0], Entry: c.text(optEntry),
				Replace: c.is(optReplace)})), nil
		}, "FILE"),
	}
}

func driverList() *command {
	return &command{
		usage: "list the JARs of " + driver.Lib + " and dropins with their driver classes, " +
			"and the datasources that use them",
		shared: reading,
		examples: []example{
			{"ispatch driver list --home IS_HOME", "list the drivers of a home"},
			{"ispatch driver list --home IS_HOME --output json", "the same for a script"},
		},
		action: readHomes(func(_ call, r *run) error {
			return r.withConfig(func(h *apply.Home, config *server.Config) error {
				list, err := inventory.DriversOf(h.FS(), h.Dir(), config)
				if err != nil {
					return err
				}
				r.summary = count(len(list.JARs), "JAR")
				if r.json {
					return r.printJSON(list)
				}
				return r.printDrivers(list)
			})
		}),
	}
}

// printDrivers prints a table, and a line for each missing driver class.
func (r *run) printDrivers(list *inventory.Drivers) error {
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
	if err := printText(r.env.Out, r.title()); err != nil {
		return err
	}
	table := tabwriter.NewWriter(r.env.Out, 0, 0, 2, ' ', 0)
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
		if err := printText(r.env.Out, lineOf("%s:%d: datasource %s: %s is in no JAR of %s or dropins",
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
