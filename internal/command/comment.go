package command

import (
	"ispatch/internal/apply"
	"ispatch/patch"
)

// commentCommand is ispatch comment: it comments out an element.
func commentCommand() *command {
	return &command{
		usage:     "comment out an element of any XML file",
		arguments: "FILE PATH",
		description: filePathDescription + "\n\nOnly comment marks are added: uncomment with the same path " +
			"restores the original bytes. An element that is already a comment stays as it is.",
		flags:    []*flag{allFlag("comment out every element that the path matches"), namespaceFlag()},
		shared:   changing,
		complete: xmlArguments,
		examples: []example{
			{"ispatch comment server.xml \"/Server/Service/Connector[@port='8009']\"", "switch off a connector"},
			{"ispatch comment --home IS_HOME repository/conf/carbon.xml /Server/HostName --diff",
				"comment out an element in a home, and print the diff"},
		},
		action: editXML(func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Comment{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}

// uncommentCommand is ispatch uncomment: it takes an element out of its comment.
func uncommentCommand() *command {
	return &command{
		usage:     "uncomment an element of any XML file",
		arguments: "FILE PATH",
		description: filePathDescription + "\n\nPATH is the path of the element once it is uncommented. The element " +
			"is found in a comment of its parent, alone or among other elements.",
		flags:    []*flag{allFlag("uncomment every element that the path matches"), namespaceFlag()},
		shared:   changing,
		complete: xmlArguments,
		examples: []example{
			{"ispatch uncomment server.xml \"/Server/Service/Connector[@port='8009']\"", "switch the connector on again"},
			{"ispatch uncomment --home IS_HOME repository/conf/carbon.xml /Server/HostName --exit-code",
				"uncomment an element; exit 2 if that changed the file"},
		},
		action: editXML(func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Uncomment{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}
