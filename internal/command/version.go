package command

import (
	"fmt"
	"runtime"

	"github.com/urfave/cli/v2"
)

// Version is the version of the program, by Semantic Versioning.
const Version = "0.1.0"

// versionCommand is ispatch version.
func versionCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "print the version",
		Action: action(env, func(c call) error {
			if c.options.json {
				return printJSON(env.Out, struct {
					Version string `json:"version"`
					Go      string `json:"go"`
				}{Version, runtime.Version()})
			}
			_, err := fmt.Fprintf(env.Out, "ispatch %s (%s, %s/%s)\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		}),
	}
}
