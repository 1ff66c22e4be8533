package xmlpath

import "ispatch/internal/secret/name"

// quote returns a piece of the source, such as a tag, for use in a message. If the
// piece, at the offset at, may be part of a password, as in
// <password>a<S3cr3t></password>, it returns words instead.
func (s *scanner) quote(at int, piece, words string) string {
	if name.Near(s.text, at) {
		return words
	}
	return piece
}
