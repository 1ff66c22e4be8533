package xmlpath

// maxEntities bounds the entities that a document type may declare.
const maxEntities = 4096

// doctype reads a document type declaration from its <!DOCTYPE and notes the
// general entities that its internal subset declares. Nothing is expanded and
// nothing is fetched. It returns what stands between <! and >.
func (s *scanner) doctype() (string, *Error) {
	start := s.pos
	unclosed := func() *Error { return s.fail(start, "<!DOCTYPE is not closed: > is missing") }
	s.pos += len("<!DOCTYPE")
	if !s.blanks() || s.name() == "" {
		return "", s.fail(s.pos, "name expected in <!DOCTYPE")
	}
	for subset := false; s.pos < len(s.text); {
		at := s.pos
		switch {
		case s.take("["):
			if subset {
				return "", s.fail(at, "second [ in <!DOCTYPE")
			}
			subset = true
			if err := s.subset(start); err != nil {
				return "", err
			}
		case s.at(`"`) || s.at("'"):
			if err := s.literal(); err != nil {
				return "", err
			}
		case s.take(">"):
			return newlines(s.text[start+2 : s.pos-1]), nil
		case s.at("<") || s.at("]"):
			return "", s.fail(at, "%q in <!DOCTYPE", s.text[at])
		default:
			s.pos++
		}
	}
	return "", unclosed()
}

// subset reads the internal subset up to its ].
func (s *scanner) subset(start int) *Error {
	for s.pos < len(s.text) {
		at := s.pos
		switch {
		case s.blanks():
		case s.take("]"):
			return nil
		case s.at("<!--"):
			if _, err := s.comment(); err != nil {
				return err
			}
		case s.at("<?"):
			if _, _, err := s.instruction(); err != nil {
				return err
			}
		case s.take("%"):
			if s.name() == "" || !s.take(";") {
				return s.fail(at, "%% that starts no reference")
			}
		case s.take("<!"):
			if err := s.markup(at); err != nil {
				return err
			}
		default:
			return s.fail(at, "neither a declaration nor a reference in the internal subset")
		}
	}
	return s.fail(start, "<!DOCTYPE is not closed: ] is missing")
}

// markup reads a markup declaration behind its <! and notes a general entity.
func (s *scanner) markup(start int) *Error {
	kind := s.name()
	switch kind {
	case "ELEMENT", "ATTLIST", "NOTATION":
	case "ENTITY":
		s.blanks()
		if !s.take("%") { // parameter entities have names of their own
			if name := s.name(); name != "" {
				if len(s.entities) >= maxEntities {
					return s.fail(start, "more than %d entities", maxEntities)
				}
				if s.entities == nil {
					s.entities = map[string]bool{}
				}
				s.entities[name] = true
			}
		}
	default:
		return s.fail(start, "unknown declaration %s", s.quote(start, "<!"+kind, ""))
	}
	for s.pos < len(s.text) {
		switch {
		case s.at(`"`) || s.at("'"):
			if err := s.literal(); err != nil {
				return err
			}
		case s.take(">"):
			return nil
		case s.at("<"):
			return s.fail(s.pos, "< in the declaration <!%s", kind)
		default:
			s.pos++
		}
	}
	return s.fail(start, "declaration <!%s is not closed: > is missing", kind)
}

// literal reads a quoted text.
func (s *scanner) literal() *Error {
	start := s.pos
	s.pos++
	_, err := s.until(start, "quoted text", s.text[start:start+1])
	return err
}
