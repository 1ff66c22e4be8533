package command

import (
	"github.com/urfave/cli/v2"

	"ispatch/internal/apply"
	"ispatch/patch"
)

// Names of the options of insert.
const (
	optFirst  = "first"
	optLast   = "last"
	optBefore = "before"
	optAfter  = "after"
	optKey    = "key"
)

// insertCommand is ispatch insert: it inserts an element into any XML file.
func insertCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "insert",
		Usage:     "insert an element into any XML file",
		ArgsUsage: "FILE PARENT FRAGMENT",
		Description: filePathDescription + "\n\nFRAGMENT is one element as XML text. It is indented as its place needs. " +
			"Without --key an equal element in PARENT counts as there. With --key an element that has the same values " +
			"is brought to what the fragment says, and what else it has stays.",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: optFirst, Usage: "before the other elements of PARENT"},
			&cli.BoolFlag{Name: optLast, Usage: "at the end of PARENT, which is where it goes without an option"},
			&cli.StringFlag{Name: optBefore, Usage: "before the element at `PATH`, which begins at the root"},
			&cli.StringFlag{Name: optAfter, Usage: "after the element at `PATH`"},
			&cli.StringSliceFlag{Name: optKey,
				Usage: "what identifies the element, `PATH` in it: @name, id, jndiConfig/name. Several count together"},
			namespaceFlag(),
		},
		Action: editXML(env, func(c call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Insert{Place: place, Fragment: c.args[2],
				Keys: c.StringSlice(optKey), First: c.Bool(optFirst), Before: c.String(optBefore),
				After: c.String(optAfter)})}, nil
		}, "FILE", "PARENT", "FRAGMENT"),
	}
}
