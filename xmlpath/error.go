package xmlpath

import "fmt"

// A Position is a place in a document. Line and Column count from 1; a line
// ends with a line feed, a column is a character.
type Position struct {
	Line, Column int
}

// String returns line:column.
func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// An Error is a document that cannot be read, or a change that cannot be
// written. It prints as line:column: message; whoever knows the file's name
// puts it in front.
type Error struct {
	Position
	// Message says what is wrong, in lower case and without a full stop.
	Message string
	// Hint says what to do about it; it may be empty.
	Hint string
}

// Error returns line:column: message, or the message alone where there is no
// position.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return e.Position.String() + ": " + e.Message
}
