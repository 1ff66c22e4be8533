package command

import (
	"ispatch/internal/apply"
	"ispatch/patch"
)

// commentCommand is ispatch comment: an element becomes a comment.
func commentCommand() *command {
	return &command{
		usage:     "make an element of any XML file a comment",
		arguments: "FILE PATH",
		description: filePathDescription + "\n\nThe element gets comment marks and changes in nothing else; " +
			"uncomment with the same path gives the first bytes again. One that is a comment already stays.",
		flags:    []*flag{allFlag("make each that the path matches a comment"), namespaceFlag()},
		shared:   changing,
		complete: xmlArguments,
		examples: []example{
			{"ispatch comment server.xml \"/Server/Service/Connector[@port='8009']\"", "switch a connector off"},
			{"ispatch comment --home IS_HOME repository/conf/carbon.xml /Server/HostName --diff",
				"make an element of a home a comment, and print the diff"},
		},
		action: editXML(func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Comment{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}

// uncommentCommand is ispatch uncomment: an element that is a comment becomes
// active.
func uncommentCommand() *command {
	return &command{
		usage:     "make a commented element of any XML file active",
		arguments: "FILE PATH",
		description: filePathDescription + "\n\nPATH names the element as if it were active. It is looked for in the " +
			"comments of its parent, alone in one or among other elements.",
		flags:    []*flag{allFlag("make each that the path names active"), namespaceFlag()},
		shared:   changing,
		complete: xmlArguments,
		examples: []example{
			{"ispatch uncomment server.xml \"/Server/Service/Connector[@port='8009']\"", "switch the connector on again"},
			{"ispatch uncomment --home IS_HOME repository/conf/carbon.xml /Server/HostName --exit-code",
				"make a commented element active; exit 2 if it was not"},
		},
		action: editXML(func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Uncomment{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}
