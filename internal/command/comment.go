package command

import (
	"github.com/urfave/cli/v2"

	"ispatch/internal/apply"
	"ispatch/patch"
)

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
