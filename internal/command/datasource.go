package command

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"ispatch/internal/apply"
	"ispatch/internal/inventory"
	"ispatch/internal/jdbc"
	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
)

// datasourceCommand is ispatch datasource with its subcommands.
func datasourceCommand() *command {
	return &command{
		usage: "define, show or remove one datasource",
		commands: []entry{{"set", datasourceSet}, {"get", datasourceGet}, {"list", datasourceList},
			{"remove", datasourceRemove}},
	}
}

func datasourceRemove() *command {
	return &command{
		usage:     "remove a datasource that nothing refers to",
		arguments: "NAME",
		shared:    changing,
		complete:  []completer{datasourceNames},
		examples: []example{
			{"ispatch datasource remove WSO2AM_STATS_DB --home IS_HOME", "remove a datasource"},
			{"ispatch datasource remove WSO2AM_STATS_DB --home IS_HOME --dry-run", "see what would be removed"},
		},
		action: changeHomes(func(c call) (change, error) {
			return parts(apply.XML(apply.Always(patch.DatasourceRemove{Name: c.args[0]}))), nil
		}, "NAME"),
	}
}

func datasourceGet() *command {
	return &command{
		usage:     "print a datasource, without its password",
		arguments: "NAME",
		shared:    reading,
		complete:  []completer{datasourceNames},
		examples: []example{
			{"ispatch datasource get WSO2_CARBON_DB --home IS_HOME", "print a datasource"},
			{"ispatch datasource get WSO2_CARBON_DB --home IS_HOME --output json", "the same for a script"},
		},
		action: readHomes(func(c call, r *run) error {
			return r.withConfig(func(h *apply.Home, config *server.Config) error {
				found, err := inventory.Find(config, c.args[0])
				if err != nil {
					return err
				}
				r.summary = found.Status
				if r.json {
					return r.printJSON(struct {
						Home string `json:"home"`
						inventory.Datasource
					}{h.Dir(), found})
				}
				var out strings.Builder
				out.WriteString(r.title())
				for _, field := range [][2]string{{"name", found.Name}, {"jndi", found.JNDI}, {"url", found.URL},
					{"username", found.Username}, {"driver", found.Driver}, {"status", found.Status}, {"why", found.Why},
					{"used by", strings.Join(found.UsedBy, ", ")}, {"file", fmt.Sprintf("%s:%d", found.File, found.Line)}} {
					if field[1] != "" {
						out.WriteString(lineOf("%-10s%s", field[0], field[1]))
					}
				}
				return printText(r.env.Out, out.String())
			})
		}, "NAME"),
	}
}

func datasourceList() *command {
	return &command{
		usage:  "list the datasources: JNDI name, database, user, driver, what uses it",
		shared: reading,
		examples: []example{
			{"ispatch datasource list --home IS_HOME", "list the datasources"},
			{"ispatch datasource list --home IS_HOME --output json", "the same for a script"},
		},
		action: readHomes(func(_ call, r *run) error {
			return r.withConfig(func(h *apply.Home, config *server.Config) error {
				list := inventory.Datasources(config)
				r.summary = count(len(list), "datasource")
				if r.json {
					return r.printJSON(struct {
						Home        string                 `json:"home"`
						Datasources []inventory.Datasource `json:"datasources"`
					}{h.Dir(), list})
				}
				return r.printDatasources(list)
			})
		}),
	}
}

// printDatasources prints a table. A dash marks an empty cell.
func (r *run) printDatasources(list []inventory.Datasource) error {
	var out strings.Builder
	out.WriteString(r.title())
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tJNDI NAME\tDATABASE\tUSER\tDRIVER\tUSED BY")
	for _, d := range list {
		used := strings.Join(d.UsedBy, ", ")
		if !d.Bound() {
			used = d.Status
		}
		cells := []string{d.Name, d.JNDI, jdbc.Base(d.URL), d.Username, d.Driver}
		for i, cell := range cells {
			if cells[i] = oneWord(secret.Text(cell)); cell == "" {
				cells[i] = "-"
			}
		}
		if used == "" {
			used = "-"
		}
		fmt.Fprintln(table, strings.Join(append(cells, used), "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return printText(r.env.Out, out.String())
}

// withConfig reads the configuration of the home.
func (r *run) withConfig(do func(h *apply.Home, config *server.Config) error) error {
	h, err := apply.Open(r.dir, r.applyOptions())
	if err != nil {
		return err
	}
	defer h.Close()
	r.home = h.Dir()
	var config *server.Config
	if _, err := h.Stable(context.Background(), r.lockTimeout, func() error {
		config = h.Config()
		return nil
	}); err != nil {
		return err
	}
	return do(h, config)
}
