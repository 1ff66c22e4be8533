package xmlpath

import "ispatch/internal/secret/name"

// quote returns a piece of the source for a message, such as a tag, or words in its
// place where it may be a part of a password, as in <password>a<S3cr3t></password>. at
// is where the piece is.
func (s *scanner) quote(at int, piece, words string) string {
	if name.Near(s.text, at) {
		return words
	}
	return piece
}
