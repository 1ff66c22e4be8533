package command

import (
	"context"
	"errors"
	"strings"

	"ispatch/internal/apply"
	"ispatch/internal/home"
	"ispatch/internal/server"
	"ispatch/internal/show"
)

const optFormat = "format"

// showCommand is ispatch show: it shows what is wired to what in a home.
func showCommand() *command {
	return &command{
		usage: "show what is wired to what: realm and mounts -> JNDI name -> datasource -> database",
		description: "It prints the user realm, the mounts of the registry and everything else that\n" +
			"refers to a datasource, down to the database, on standard output, and changes\n" +
			"nothing. Broken links are marked, but do not change the exit status: use verify\n" +
			"to check a home. Passwords are not shown. Several --home are shown one after\n" +
			"the other.",
		flags: []*flag{
			choiceFlag(optFormat, "", "print a `tree|mermaid|dot|json`; --output json means json",
				"tree", "mermaid", "dot", "json"),
			{kind: text, name: optWith, file: true,
				usage: "also show `DIR`, the other product's home, and what both use"},
		},
		shared: reading,
		examples: []example{
			{"ispatch show --home IS_HOME", "draw what is wired to what"},
			{"ispatch show --home IS_HOME --format mermaid", "the same as a diagram for a document"},
		},
		action: action(func(c call) error {
			format := c.text(optFormat)
			if c.options.json {
				if c.isSet(optFormat) && format != "json" {
					return usagef("--format %s and --output json exclude each other", format)
				}
				format = "json"
			}
			dirs, err := c.homes()
			if err != nil {
				return err
			}
			with := c.text(optWith)
			if with != "" {
				if len(dirs) != 1 {
					return usagef("--%s takes one --home", optWith)
				}
				dirs = append(dirs, with)
			}
			var graphs []*show.Graph
			var failed []error
			for _, dir := range dirs {
				g, err := graphOf(dir, c.options)
				if err != nil {
					failed = append(failed, err)
					if c.is(optFailFast) {
						break
					}
					continue
				}
				graphs = append(graphs, g)
			}
			tree := treeOptions(c.env, c.options.color)
			if with != "" {
				if len(failed) == 0 {
					failed = append(failed, printBoth(c.env, graphs, format, tree))
				}
				return errors.Join(failed...)
			}
			return errors.Join(append(failed, printGraphs(c.env, graphs, format, tree, len(dirs) > 1))...)
		}),
	}
}

// graphOf reads the graph of a home.
func graphOf(dir string, o options) (*show.Graph, error) {
	h, err := home.Open(dir, home.Options{FollowLinks: o.followLinks})
	if err != nil {
		return nil, err
	}
	defer h.Close()
	var g *show.Graph
	_, err = h.Stable(context.Background(), o.lockTimeout, func() error {
		g = show.Of(server.Read(server.NewSource(h.FS())))
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.Home = h.Dir()
	return g, nil
}

// printGraphs prints the graphs of homes. As JSON each graph is an object; with
// several homes, each object is on a line of its own.
func printGraphs(env Environment, graphs []*show.Graph, format string, o show.TreeOptions, several bool) error {
	text := ""
	switch {
	case format == "json" && several:
		for _, g := range graphs {
			if err := printJSONLine(env.Out, g); err != nil {
				return err
			}
		}
		return nil
	case len(graphs) == 0:
		return nil
	case format == "json":
		return printJSON(env.Out, graphs[0])
	case format == "mermaid":
		text = show.Mermaid(graphs...)
	case format == "dot":
		text = show.Dot(graphs...)
	default:
		var trees []string
		for _, g := range graphs {
			trees = append(trees, show.Tree(g, o))
		}
		text = strings.Join(trees, "\n")
	}
	return printText(env.Out, text)
}

// printBoth prints the graphs of two homes and the databases that both use. As
// JSON they are one object.
func printBoth(env Environment, graphs []*show.Graph, format string, o show.TreeOptions) error {
	switch format {
	case "json":
		return printJSON(env.Out, struct {
			Homes  []*show.Graph `json:"homes"`
			Shared []show.Shared `json:"shared"`
		}{graphs, show.SharedBy(graphs...)})
	case "tree":
		return printText(env.Out, show.Tree(graphs[0], o)+"\n"+show.Tree(graphs[1], o)+"\n"+show.SharedTree(o, graphs...))
	}
	return printGraphs(env, graphs, format, o, true)
}

// treeOptions are the options for drawing a tree on this terminal.
func treeOptions(env Environment, color bool) show.TreeOptions {
	return show.TreeOptions{Color: color, ASCII: notUTF8(env)}
}

// notUTF8 reports whether the locale has an encoding other than UTF-8. It is
// false if the environment has no locale.
func notUTF8(env Environment) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value, _ := env.Getenv(name); value != "" {
			value = strings.ToLower(value)
			return !strings.Contains(value, "utf-8") && !strings.Contains(value, "utf8")
		}
	}
	return false
}

// printTree draws the tree of a home after a run, from the bytes that were
// written, or would be written.
func (r *run) printTree(h *apply.Home, result *apply.Result, o show.TreeOptions) {
	g := show.Of(server.Read(server.Edited(h.FS(), result.After())))
	g.Home = h.Dir()
	_ = printText(r.env.Err, show.Tree(g, o))
}
