package command

import (
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
			return printText(env.Out, lineOf("ispatch %s (%s, %s/%s)", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH))
		}),
	}
}
