package command

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"ispatch/internal/home"
	"ispatch/internal/ping"
	"ispatch/internal/verify"
	"ispatch/internal/wiring"
	"ispatch/patch"
)

// Options of verify that are about databases.
const (
	optPing    = "ping"
	optTimeout = "timeout"
)

// apiManagement is the JNDI name under which WSO2's packs know the API
// Manager's database.
const apiManagement = "jdbc/WSO2AM_DB"

// pingTargets returns the datasources of a home that something refers to, and
// the API Manager's, each with the roles it has.
func pingTargets(h *home.Home) ([]ping.Target, error) {
	docs := patch.NewDocuments(h.FS())
	entries, err := docs.Datasources()
	if err != nil {
		return nil, err
	}
	roles := referredTo(wiring.Read(h.FS()))
	var targets []ping.Target
	for _, d := range entries {
		of, referred := roles[d.JNDI]
		if d.JNDI == "" || !referred && d.JNDI != apiManagement {
			continue
		}
		if binder, _ := docs.Binder(d.JNDI); binder.Element != d.Element {
			continue // another one gets the name
		}
		if d.JNDI == apiManagement {
			of = append(of, ping.APIManagement)
		}
		targets = append(targets, ping.Target{
			Name: d.Name, JNDI: d.JNDI, URL: d.Setting("url"), Driver: d.Setting("driverClassName"),
			Username: d.Setting("username"), Password: d.Setting("password"),
			Alias:           d.Alias("username") != "" || d.Alias("password") != "" || d.Alias("url") != "",
			ValidationQuery: d.Setting("validationQuery"), Roles: of, File: d.File, Line: docs.Line(d),
		})
	}
	return targets, nil
}

// referredTo returns the JNDI names that a home refers to, with the roles that
// their databases have by that.
func referredTo(g *wiring.Graph) map[string][]ping.Role {
	roles := map[string][]ping.Role{}
	refer := func(link *wiring.Link, of ...ping.Role) {
		if link != nil {
			roles[link.JNDI] = append(roles[link.JNDI], of...)
		}
	}
	refer(g.Realm.DataSource, ping.UserManagement)
	for _, store := range g.Realm.UserStores {
		refer(store.DataSource, ping.UserManagement)
	}
	for _, dbConfig := range g.Registry.DBConfigs {
		refer(dbConfig.DataSource, ping.Registry)
	}
	for i := range g.Elsewhere {
		refer(&g.Elsewhere[i].Link)
	}
	return roles
}

// ping opens the databases of a home, all at once, says of each in one line
// what became of it when it is done, and adds what is wrong to the report.
func (v *verification) ping(h *home.Home, result *verified) {
	targets, err := pingTargets(h)
	if err != nil {
		return // the report says what is wrong with the file
	}
	result.Databases = []ping.Result{}
	ping.Run(context.Background(), targets, v.timeout, func(r ping.Result) {
		result.Databases = append(result.Databases, r)
		if !v.json && !v.quiet {
			printPing(v.env.Err, r, v.verbose)
		}
		for _, p := range r.Problems {
			if p.Severity == ping.Note {
				continue
			}
			result.Problems = append(result.Problems, verify.Problem{Severity: verify.Severity(p.Severity), Code: string(p.Code),
				File: r.Target.File, Line: r.Target.Line, Message: "datasource " + r.Target.Name + ": " + p.Message, Hint: p.Hint})
		}
	})
}

// printPing prints the line of one database.
func printPing(w io.Writer, r ping.Result, verbose bool) {
	var says []string
	for _, p := range r.Problems {
		says = append(says, p.Message)
	}
	if len(says) == 0 {
		says = []string{"ok"}
		if r.Steps.Server != "" {
			says = append(says, r.Steps.Server)
		}
		if r.Steps.TLS != "" {
			says = append(says, r.Steps.TLS)
		}
		for _, table := range r.Steps.Tables {
			says = append(says, table.Name+" "+string(table.State))
		}
	}
	fmt.Fprintf(w, "ispatch: ping %s: %s (%d ms)\n", r.Target.Name, strings.Join(says, ", "), r.Duration/time.Millisecond)
	if verbose {
		for _, note := range r.Notes {
			fmt.Fprintf(w, "ispatch: note: %s: %s\n", r.Target.Name, note)
		}
	}
}
