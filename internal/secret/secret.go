// Package secret decides what is a secret, and finds secrets in files and in messages. No
// other package does.
//
// A secret is a value in one of these places:
//
//   - the text of an element whose name ends in password, or in another word for it
//     (see Name): <ConnectionPassword>;
//   - the text of an element whose attribute name or key is such a name, and its
//     attribute value: <Property name="ConnectionPassword">;
//   - the <value> in such an element, and the one beside a <name> or <key> that is such a name, as in a pool's
//     properties and in web.xml (<param-name>, <param-value>);
//   - an attribute of such a name: keystorePass="…", and an entity of such a name;
//   - in any text, attribute or comment: the text after password= or password: and the
//     like, and the password in a URL: in user:password@, in a parameter, in
//     jdbc:oracle:thin:user/password@;
//   - any place where a profile puts a value from a variable or file: see Place.
//
// The same holds for elements in a comment (whole ones, and those that were made a
// comment by their own brackets: <!--Property …</Property-->), in a CDATA section and in
// escaped text. Only the place counts: a value that equals a password is not a secret
// anywhere else.
//
// Secrets are returned as spans of the bytes, so that the caller can cover them.
package secret

import (
	"ispatch/internal/secret/name"
	"ispatch/internal/span"
)

// A Span is the part of a content from byte Start up to but not including byte End.
type Span = span.Span

// Mask is printed in place of a secret. It does not reveal the length.
const Mask = "********"

// Name reports whether an element, attribute, property or parameter of this name holds a
// secret. Package name decides it.
func Name(text string) bool { return name.IsSecret(text) }

// blanks are the white space of XML.
const blanks = " \t\r\n"

// A Place is where a profile puts a value that it took from a variable or a file: that
// value is a secret, whatever its name. Exactly one of Path and Property is set.
type Place struct {
	// File is relative to the home, with slashes.
	File string
	// Path is an XPath expression of elements or attributes in the file. An invalid
	// expression matches nothing.
	Path string
	// Property is the attribute name of a property anywhere in the file, including
	// comments: a user store that was replaced is kept as a comment.
	Property string
}
