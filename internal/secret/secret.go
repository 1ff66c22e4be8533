// Package secret decides what is a secret, and finds it: in a file, and in a line
// of a message. Nothing else in the program does.
//
// A secret is a value in a secret's place:
//
//   - the text of an element whose name ends in password, or in another word for it
//     (see Name): <ConnectionPassword>;
//   - the text of an element whose attribute name or key is such a name, and its
//     attribute value: <Property name="ConnectionPassword">;
//   - the <value> in such an element, and the one beside a <name> or <key> that is such a name, as in a pool's
//     properties and in web.xml (<param-name>, <param-value>);
//   - an attribute of such a name: keystorePass="…", and an entity of such a name;
//   - in any text, attribute or comment: what follows password= or password: and
//     the like, and the password in a URL: of user:password@, of a parameter, of
//     jdbc:oracle:thin:user/password@;
//   - where a profile puts what it took from a variable or file: see Place.
//
// The same holds for elements in a comment (whole ones, and those that were made a
// comment by their own brackets: <!--Property …</Property-->), in a CDATA section
// and in escaped text. A value counts by its place alone: one that equals a
// password is no secret where it is not in such a place.
//
// What is found is given as spans of the bytes, so that the caller can cover it.
package secret

import "ispatch/internal/secret/name"

// A Span is a part of some bytes: from Start to before End.
type Span = struct{ Start, End int }

// Mask is what is shown for a secret. It says nothing of its length.
const Mask = "********"

// Name reports whether an element, attribute, property or parameter of this name
// holds a secret: see the package name, which decides it.
func Name(text string) bool { return name.IsSecret(text) }

// blanks are the white space of XML.
const blanks = " \t\r\n"

// A Place is where a profile puts a value that it took from a variable or a file:
// that value is a secret, whatever its name. Just one of Path and Property is set.
type Place struct {
	// File is relative to the home, with slashes.
	File string
	// Path is an XPath expression of elements or attributes in the file. One that
	// cannot be evaluated is nowhere.
	Path string
	// Property is the attribute name of a property, wherever in the file it is, in
	// a comment too: a user store that was replaced is there as a comment.
	Property string
}
