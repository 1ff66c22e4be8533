package command

import (
	"context"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"fmt"

	"ispatch/internal/apply"
	"ispatch/internal/inventory"
	"ispatch/internal/jdbc"
	"ispatch/internal/secret"
	"ispatch/internal/server"
	"ispatch/patch"
)

// Names of the options of datasource set.
const (
	optURL         = "url"
	optType        = "type"
	optHost        = "host"
	optPort        = "port"
	optDatabase    = "database"
	optDriverClass = "driver-class"
	optJNDI        = "jndi"
)

// datasourceCommand is ispatch datasource with its subcommands.
func datasourceCommand() *command {
	return &command{
		usage: "define, show or remove one datasource",
		commands: []entry{{"set", datasourceSet}, {"get", datasourceGet}, {"list", datasourceList},
			{"remove", datasourceRemove}},
	}
}

func datasourceSet() *command {
	var types []string
	for _, t := range jdbc.Types() {
		types = append(types, string(t))
	}
	return &command{
		usage:     "define a datasource, or change an existing one",
		arguments: "NAME",
		description: "A new datasource needs --url, or --type, --host and --database. Of an existing one, only what " +
			"is given changes.",
		flags: slices.Concat([]*flag{
			{kind: text, name: optURL, usage: "the JDBC `URL`, with a plain &, not &amp;"},
			typeFlag(types),
			{kind: text, name: optHost, usage: "the database's `HOST`"},
			{kind: text, name: optPort, usage: "the database's port, `N`; default: the type's"},
			{kind: text, name: optDatabase, usage: "the database's `NAME`"},
			usernameFlag()}, passwordFlags(), []*flag{
			{kind: text, name: optDriverClass, usage: "the driver's `CLASS`; default: the type's"},
			{kind: text, name: optJNDI, usage: "the JNDI `NAME` to bind; default: the existing one, or jdbc/NAME"},
			propertyFlag("a setting of the pool"),
		}),
		shared:   changing,
		complete: []completer{datasourceNames},
		examples: []example{
			{"ispatch datasource set WSO2AM_DB --home IS_HOME --type mysql --host db.example.com --database apimgtdb " +
				"--username wso2 --password-file pw.txt", "define a datasource"},
			{"ispatch datasource set WSO2AM_DB --home IS_HOME --password-file pw.txt --property maxActive=80",
				"change the password and a setting of the connection pool"},
		},
		action: changeHomes(prepareDatasource, "NAME"),
	}
}

// typeFlag is --type, without a default.
func typeFlag(types []string) *flag {
	return &flag{name: optType, kind: choice, usage: "the `TYPE` of the database", words: types}
}

func prepareDatasource(c call) (change, error) {
	for _, group := range [][]string{{optPasswordFile, optPasswordEnv}, {optURL, optHost}, {optURL, optPort},
		{optURL, optDatabase}} {
		if err := c.exclude(group...); err != nil {
			return change{}, err
		}
	}
	if !c.isSet(optURL) && !c.isSet(optType) && !c.isSet(optHost) && !c.isSet(optDatabase) && !c.isSet(optPort) {
		return prepareFields(c)
	}
	k := &keys{c: c}
	at := "datasources." + escaped(c.args[0]) + "."
	for _, o := range [][2]string{{"url", optURL}, {"type", optType}, {"host", optHost}, {"port", optPort},
		{"database", optDatabase}, {"username", optUsername}, {"jndi", optJNDI},
		{"configuration.driverClassName", optDriverClass}} {
		k.option(at+o[0], o[1])
	}
	k.password(at + "password")
	k.properties(at + "configuration")
	return k.applyKeys()
}

// prepareFields changes single fields of an existing datasource.
func prepareFields(c call) (change, error) {
	d := patch.Datasource{Name: c.args[0], JNDI: c.text(optJNDI)}
	add := func(name, value string) {
		d.Configuration = append(d.Configuration, patch.Setting{Name: name, Value: patch.Value{Text: value}})
	}
	if c.isSet(optUsername) {
		add("username", c.text(optUsername))
	}
	if c.isSet(optPasswordFile) || c.isSet(optPasswordEnv) {
		value, err := c.secretOption(optPasswordFile, optPasswordEnv)
		if err != nil {
			return change{}, err
		}
		add("password", value)
	}
	if c.isSet(optDriverClass) {
		add("driverClassName", c.text(optDriverClass))
	}
	k := &keys{c: c}
	k.properties("")
	for _, o := range k.list {
		add(strings.TrimPrefix(o.Key, "."), o.Value)
	}
	if len(k.wrong) > 0 {
		return change{}, k.wrong
	}
	if len(d.Configuration) == 0 && d.JNDI == "" {
		return change{}, usagef("datasource set: nothing to set; give an option such as --%s", optURL)
	}
	return change{do: func(ctx context.Context, h *apply.Home) (*apply.Result, error) {
		return h.Run(ctx, apply.DatasourceFields(d))
	}}, nil
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
				if r.several {
					out.WriteString(lineOf("# home %s", r.dir))
				}
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
				return printDatasources(r.env.Out, list)
			})
		}),
	}
}

// printDatasources prints a table. A dash marks an empty cell.
func printDatasources(w io.Writer, list []inventory.Datasource) error {
	var out strings.Builder
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
	return printText(w, out.String())
}

// withConfig reads the configuration of the home.
func (r *run) withConfig(do func(h *apply.Home, config *server.Config) error) error {
	h, err := apply.Open(r.dir, r.applyOptions())
	if err != nil {
		return err
	}
	defer h.Close()
	return do(h, h.Config())
}
