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

// insertCommand is ispatch insert: an element into one of any XML file.
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

// deleteCommand is ispatch delete: elements or attributes of any XML file.
func deleteCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "delete",
		Usage:     "delete an element or an attribute of any XML file",
		ArgsUsage: "FILE PATH",
		Description: filePathDescription + "\n\nAn element goes with its line and the blank line after it, and never " +
			"with a neighbour's comment. What is not there is deleted already: that is no error.",
		Flags: []cli.Flag{allFlag("delete each that the path matches"), namespaceFlag()},
		Action: editXML(env, func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Delete{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}

// commentCommand is ispatch comment: an element becomes a comment.
func commentCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "comment",
		Usage:     "make an element of any XML file a comment",
		ArgsUsage: "FILE PATH",
		Description: filePathDescription + "\n\nThe element gets comment marks and changes in nothing else; " +
			"uncomment with the same path gives the first bytes again. One that is a comment already stays.",
		Flags: []cli.Flag{allFlag("make each that the path matches a comment"), namespaceFlag()},
		Action: editXML(env, func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Comment{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}

// uncommentCommand is ispatch uncomment: an element that is a comment becomes
// active.
func uncommentCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "uncomment",
		Usage:     "make a commented element of any XML file active",
		ArgsUsage: "FILE PATH",
		Description: filePathDescription + "\n\nPATH names the element as if it were active. It is looked for in the " +
			"comments of its parent, alone in one or among other elements.",
		Flags: []cli.Flag{allFlag("make each that the path names active"), namespaceFlag()},
		Action: editXML(env, func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Uncomment{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}
