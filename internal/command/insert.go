package command

import (
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
func insertCommand() *command {
	return &command{
		usage:     "insert an element into any XML file",
		arguments: "FILE PARENT FRAGMENT",
		description: filePathDescription + "\n\nFRAGMENT is one element as XML text. It is indented as its place needs. " +
			"Without --key an equal element in PARENT counts as there. With --key an element that has the same values " +
			"is brought to what the fragment says, and what else it has stays.",
		flags: []*flag{
			{name: optFirst, usage: "before the other elements of PARENT"},
			{name: optLast, usage: "at the end of PARENT, which is where it goes without an option"},
			{kind: text, name: optBefore, usage: "before the element at `PATH`, which begins at the root"},
			{kind: text, name: optAfter, usage: "after the element at `PATH`"},
			{kind: list, name: optKey,
				usage: "what identifies the element, `PATH` in it: @name, id, jndiConfig/name. Several count together"},
			namespaceFlag(),
		},
		shared:   changing,
		complete: xmlArguments,
		examples: []example{
			{"ispatch insert server.xml /Server/Service '<Connector port=\"8009\" protocol=\"AJP/1.3\"/>' --key @port",
				"add a connector, or update the connector with that port"},
			{"ispatch insert log4j2.xml /Configuration/Loggers '<Logger name=\"a\" level=\"info\"/>' " +
				"--before /Configuration/Loggers/Root", "insert before a sibling"},
		},
		action: editXML(func(c call, place patch.Place) (edit, error) {
			return edit{operations: apply.Always(patch.Insert{Place: place, Fragment: c.args[2],
				Keys: c.list(optKey), First: c.is(optFirst), Before: c.text(optBefore),
				After: c.text(optAfter)})}, nil
		}, "FILE", "PARENT", "FRAGMENT"),
	}
}
