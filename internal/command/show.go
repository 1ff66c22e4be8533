package command

import (
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"ispatch/internal/apply"
	"ispatch/internal/home"
	"ispatch/internal/wiring"
)

const optFormat = "format"

// showCommand is ispatch show: what is wired to what in a home.
func showCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "show",
		Usage: "show what is wired to what: realm and mounts -> JNDI name -> datasource -> database",
		Description: "It prints the user realm, the mounts of the registry and what else names a\n" +
			"datasource, down to the database, on standard output, and changes nothing.\n" +
			"Links that lead nowhere are marked as broken; they do not change the exit\n" +
			"status, which is 0: verify judges. Passwords are not shown. Several --home are\n" +
			"shown one after the other.",
		Flags: []cli.Flag{choiceFlag(optFormat, nil, "print a `tree|mermaid|json`; --output json means json",
			"tree", "mermaid", "json")},
		Action: action(env, func(c call) error {
			format := c.String(optFormat)
			if c.options.json {
				if c.IsSet(optFormat) && format != "json" {
					return usagef("--format %s and --output json exclude each other", format)
				}
				format = "json"
			}
			dirs, err := c.homes()
			if err != nil {
				return err
			}
			var graphs []*wiring.Graph
			var failed []error
			for _, dir := range dirs {
				g, err := readWiring(dir, c.options.followLinks)
				if err != nil {
					failed = append(failed, err)
					continue
				}
				graphs = append(graphs, g)
			}
			failed = append(
				failed,
				printWiring(env, graphs, format, treeOptions(env, c.options.color), len(dirs) > 1),
			)
			return errors.Join(failed...)
		}),
	}
}

// readWiring reads the wiring of a home as it is.
func readWiring(dir string, followLinks bool) (*wiring.Graph, error) {
	h, err := home.Open(dir, home.Options{FollowLinks: followLinks})
	if err != nil {
		return nil, err
	}
	defer h.Close()
	g := wiring.Read(h.FS())
	g.Home, g.Version = h.Dir(), h.Version()
	return g, nil
}

// printWiring prints the graphs of homes. As JSON each is an object, of several
// on a line of its own.
func printWiring(env Environment, graphs []*wiring.Graph, format string, o wiring.TreeOptions, several bool) error {
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
		text = wiring.Mermaid(graphs...)
	default:
		var trees []string
		for _, g := range graphs {
			trees = append(trees, wiring.Tree(g, o))
		}
		text = strings.Join(trees, "\n")
	}
	return printText(env.Out, text)
}

// treeOptions says how the terminal wants a tree.
func treeOptions(env Environment, color bool) wiring.TreeOptions {
	return wiring.TreeOptions{Color: color, ASCII: notUTF8(env)}
}

// notUTF8 says whether the locale is one of another encoding than UTF-8. An
// environment without any is not.
func notUTF8(env Environment) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value, _ := env.Getenv(name); value != "" {
			value = strings.ToLower(value)
			return !strings.Contains(value, "utf-8") && !strings.Contains(value, "utf8")
		}
	}
	return false
}

// printWiring draws the tree of a home after a run: of the bytes that are, or
// would be, written.
func (r *run) printWiring(h *apply.Home, result *apply.Result, o wiring.TreeOptions) {
	g := wiring.Read(wiring.Overlay(h.FS(), result.After()))
	g.Home, g.Version = h.Dir(), h.Version()
	_ = printText(r.env.Err, wiring.Tree(g, o))
}
