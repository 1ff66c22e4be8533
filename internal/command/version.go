package command

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// release is the version of a release. The release build sets it with the
// linker option -X; in any other build it is empty.
var release string

// version returns the program's semantic version and the commit that it was
// built from. The commit is empty if it is not known. A build that is not a
// release has version 0.0.0-untagged.
func version() (number, commit string) {
	number = release
	if number == "" {
		number = "0.0.0-untagged"
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return number, ""
	}
	edited := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			edited = "+edited"
		}
	}
	if commit == "" {
		return number, ""
	}
	return number, commit + edited
}

// versionCommand is ispatch version.
func versionCommand() *command {
	return &command{
		usage:  "print the version, the commit and the Go version that it was built from",
		shared: printing,
		examples: []example{
			{"ispatch version", "print the version"},
			{"ispatch version --output json", "the same for a script"},
		},
		action: action(func(c call) error {
			number, commit := version()
			if c.options.json {
				return printJSON(c.env.Out, struct {
					Version string `json:"version"`
					Commit  string `json:"commit"`
					Go      string `json:"go"`
				}{number, commit, runtime.Version()})
			}
			parts := []string{runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
			if commit != "" {
				parts = append([]string{"commit " + commit}, parts...)
			}
			return printText(c.env.Out, "ispatch "+number+" ("+strings.Join(parts, ", ")+")\n")
		}),
	}
}
