package command

import (
	"ispatch/internal/apply"
	"ispatch/patch"
)

// deleteCommand is ispatch delete: elements or attributes of any XML file.
func deleteCommand() *command {
	return &command{
		usage:     "delete an element or an attribute of any XML file",
		arguments: "FILE PATH",
		description: filePathDescription + "\n\nAn element is deleted with its line and the blank line after it, unless " +
			"that line separates its neighbours, and never with a neighbour's comment. If nothing matches, there is " +
			"nothing to do; that is not an error.",
		flags:    []*flag{allFlag("delete everything that the path matches"), namespaceFlag()},
		shared:   changing,
		complete: xmlArguments,
		examples: []example{
			{"ispatch delete server.xml \"/Server/Service/Connector[@port='8009']\"", "delete a connector"},
			{"ispatch delete - //Valve --all < server.xml > new.xml", "delete every valve: read one file, write another"},
		},
		action: editXML(func(_ call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Delete{Place: place})}, nil
		}, "FILE", "PATH"),
	}
}
