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
		description: filePathDescription + "\n\nFRAGMENT is one element as XML text. It is indented to fit. Without " +
			"--key, nothing is inserted if PARENT has an equal element already. With --key, an element with the same " +
			"values of the keys is changed to what FRAGMENT says; whatever else it has stays.",
		flags: []*flag{
			{name: optFirst, usage: "insert before the other elements of PARENT"},
			{name: optLast, usage: "insert at the end of PARENT; this is the default"},
			{kind: text, name: optBefore, usage: "insert before the element at `PATH`, a path from the root"},
			{kind: text, name: optAfter, usage: "insert after the element at `PATH`"},
			{kind: list, name: optKey,
				usage: "what identifies the element: a `PATH` in it, such as @name, id or jndiConfig/name; may be repeated"},
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
			if err := c.exclude(optFirst, optLast, optBefore, optAfter); err != nil {
				return edit{}, err
			}
			return edit{operations: apply.Always(patch.Insert{Place: place, Fragment: c.args[2],
				Keys: c.list(optKey), First: c.is(optFirst), Before: c.text(optBefore),
				After: c.text(optAfter)})}, nil
		}, "FILE", "PARENT", "FRAGMENT"),
	}
}
