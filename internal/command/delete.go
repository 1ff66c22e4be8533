package command

import (
	"github.com/urfave/cli/v2"

	"ispatch/internal/apply"
	"ispatch/patch"
)

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
