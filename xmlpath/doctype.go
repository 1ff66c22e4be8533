package xmlpath

import "strings"

// maxEntities is the maximum number of entities that a document type may
// declare.
const maxEntities = 4096

// doctype reads a document type declaration from its <!DOCTYPE, and records the
// general entities and the prefixes that its internal subset declares. Nothing
// is expanded or fetched. If there is an external subset, it may declare
// prefixes, so that prefixes are not checked.
func (p *parser) doctype() *Error {
	start := p.pos
	p.pos += len("<!DOCTYPE")
	if !p.blanks() || p.name() == "" {
		return p.fail(p.pos, "a name is expected in <!DOCTYPE")
	}
	if blank := p.blanks(); p.at("SYSTEM") || p.at("PUBLIC") {
		if !blank {
			return p.fail(p.pos, "a blank is expected in <!DOCTYPE")
		}
		if err := p.externalID(false); err != nil {
			return err
		}
		p.inScope = nil
		p.blanks()
	}
	if p.take("[") {
		if err := p.subset(start); err != nil {
			return err
		}
		p.blanks()
	}
	if p.pos >= len(p.text) {
		return p.fail(start, "<!DOCTYPE is not closed: > is missing")
	}
	if !p.take(">") {
		return p.fail(p.pos, "> is expected in <!DOCTYPE")
	}
	return nil
}

// externalID reads SYSTEM "…" or PUBLIC "…" "…". For a notation, PUBLIC "…" is
// enough.
func (p *parser) externalID(notation bool) *Error {
	public := p.take("PUBLIC")
	if !public {
		p.take("SYSTEM")
	}
	if !p.blanks() {
		return p.fail(p.pos, "a blank is expected before the identifier")
	}
	at := p.pos
	text, err := p.literal()
	if err != nil {
		return err
	}
	if !public {
		return nil
	}
	for _, c := range text {
		if !strings.ContainsRune(" \r\n-'()+,./:=?;!*#@$_%", c) && !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ||
			c >= '0' && c <= '9') {
			return p.fail(at, "a character that is not allowed in a public identifier")
		}
	}
	blank := p.blanks()
	if notation && !p.at(`"`) && !p.at("'") {
		return nil
	}
	if !blank {
		return p.fail(p.pos, "a blank is expected before the system identifier")
	}
	_, err = p.literal()
	return err
}

// subset reads the internal subset up to its ].
func (p *parser) subset(start int) *Error {
	for p.pos < len(p.text) {
		at := p.pos
		var err *Error
		switch {
		case p.blanks():
		case p.take("]"):
			return nil
		case p.at("<!--"):
			err = p.comment()
		case p.at("<?"):
			err = p.instruction()
		case p.take("%"):
			if p.name() == "" || !p.take(";") {
				err = p.fail(at, "%% that starts no reference")
			}
		case p.take("<!"):
			err = p.markup(at)
		default:
			err = p.fail(at, "neither a declaration nor a reference in the internal subset")
		}
		if err != nil {
			return err
		}
	}
	return p.fail(start, "<!DOCTYPE is not closed: ] is missing")
}

// markup reads a markup declaration after its <!.
func (p *parser) markup(start int) *Error {
	var err *Error
	switch kind := p.name(); kind {
	case "ELEMENT":
		err = p.elementDeclaration()
	case "ATTLIST":
		err = p.attlistDeclaration()
	case "ENTITY":
		err = p.entityDeclaration(start)
	case "NOTATION":
		if err = p.declaredName(); err == nil {
			if !p.blanks() || !p.at("SYSTEM") && !p.at("PUBLIC") {
				return p.fail(p.pos, "SYSTEM or PUBLIC is expected in the declaration")
			}
			err = p.externalID(true)
		}
	default:
		return p.fail(start, "unknown declaration %s", p.quote(start, "<!"+kind, ""))
	}
	if err != nil {
		return err
	}
	p.blanks()
	if p.pos >= len(p.text) {
		return p.fail(start, "the declaration is not closed: > is missing")
	}
	if !p.take(">") {
		return p.fail(p.pos, "> is expected in the declaration")
	}
	return nil
}

// declaredName reads the blank and the name after the word of a declaration.
func (p *parser) declaredName() *Error {
	if !p.blanks() || p.name() == "" {
		return p.fail(p.pos, "a name is expected in the declaration")
	}
	return nil
}

// elementDeclaration reads the name and the content of <!ELEMENT.
func (p *parser) elementDeclaration() *Error {
	if err := p.declaredName(); err != nil {
		return err
	}
	if !p.blanks() {
		return p.fail(p.pos, "a blank is expected in <!ELEMENT")
	}
	if p.take("EMPTY") || p.take("ANY") {
		return nil
	}
	if !p.at("(") {
		return p.fail(p.pos, "EMPTY, ANY or ( is expected in <!ELEMENT")
	}
	return p.group()
}

// group reads a content model: (a, b+, (c | d)*)? or (#PCDATA | a)*.
func (p *parser) group() *Error {
	depth := 0
	wantName := true // or (
	for {
		p.blanks()
		switch {
		case wantName && p.take("("):
			depth++
			continue
		case wantName:
			if !p.take("#PCDATA") && p.name() == "" {
				return p.fail(p.pos, "a name or ( is expected in the content model")
			}
			wantName = false
		case p.take(")"):
			depth--
		case p.take("|") || p.take(","):
			wantName = true
			continue
		default:
			return p.fail(p.pos, "| , or ) is expected in the content model")
		}
		if !p.take("?") && !p.take("*") {
			p.take("+")
		}
		if depth == 0 {
			return nil
		}
	}
}

// attlistDeclaration reads the name and the attributes of <!ATTLIST.
func (p *parser) attlistDeclaration() *Error {
	if err := p.declaredName(); err != nil {
		return err
	}
	for {
		blank := p.blanks()
		if p.pos >= len(p.text) || p.at(">") {
			return nil
		}
		name := p.name()
		if !blank || name == "" {
			return p.fail(p.pos, "the name of an attribute is expected in <!ATTLIST")
		}
		if prefix, found := strings.CutPrefix(name, "xmlns:"); found && p.inScope != nil {
			p.inScope[prefix]++ // the default value declares it
		}
		if err := p.attributeType(); err != nil {
			return err
		}
		if err := p.attributeDefault(); err != nil {
			return err
		}
	}
}

// attributeType reads the type of an attribute: CDATA, ID, (a|b), NOTATION (a).
func (p *parser) attributeType() *Error {
	if !p.blanks() {
		return p.fail(p.pos, "a blank is expected in <!ATTLIST")
	}
	at := p.pos
	switch p.name() {
	case "CDATA", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS":
		return nil
	case "NOTATION":
		p.blanks()
	case "":
	default:
		return p.fail(at, "unknown type of an attribute in <!ATTLIST")
	}
	if !p.take("(") {
		return p.fail(p.pos, "a type is expected in <!ATTLIST")
	}
	for {
		p.blanks()
		if !p.token() {
			return p.fail(p.pos, "a name is expected in the list of values")
		}
		p.blanks()
		if p.take(")") {
			return nil
		}
		if !p.take("|") {
			return p.fail(p.pos, "| or ) is expected in the list of values")
		}
	}
}

// token reads a name token, which may start with any character of a name.
func (p *parser) token() bool {
	start := p.pos
	for i, c := range p.text[start:] {
		if !isName(c) {
			p.pos = start + i
			break
		}
	}
	return p.pos > start
}

// attributeDefault reads #REQUIRED, #IMPLIED, or a value.
func (p *parser) attributeDefault() *Error {
	if !p.blanks() {
		return p.fail(p.pos, "a blank is expected in <!ATTLIST")
	}
	if p.take("#REQUIRED") || p.take("#IMPLIED") {
		return nil
	}
	if p.take("#FIXED") && !p.blanks() {
		return p.fail(p.pos, "a blank is expected after #FIXED")
	}
	at := p.pos
	value, err := p.literal()
	if err != nil {
		return err
	}
	if i := strings.IndexByte(value, '<'); i >= 0 {
		return p.failHint(at+1+i, "write &lt; instead", "< in the value of an attribute")
	}
	return p.references(at+1, p.pos-1)
}

// entityDeclaration reads <!ENTITY, and records a general entity.
func (p *parser) entityDeclaration(start int) *Error {
	if !p.blanks() {
		return p.fail(p.pos, "a blank is expected in <!ENTITY")
	}
	parameter := p.take("%")
	if parameter && !p.blanks() {
		return p.fail(p.pos, "a blank is expected after %%")
	}
	name := p.name()
	if name == "" || strings.Contains(name, ":") {
		return p.fail(p.pos, "a name without a colon is expected in <!ENTITY")
	}
	if !p.blanks() {
		return p.fail(p.pos, "a blank is expected in <!ENTITY")
	}
	if p.at("SYSTEM") || p.at("PUBLIC") {
		if err := p.externalID(false); err != nil {
			return err
		}
		blank := p.blanks()
		if p.take("NDATA") {
			if !blank || parameter {
				return p.fail(p.pos, "NDATA out of place")
			}
			if err := p.declaredName(); err != nil {
				return err
			}
		}
	} else if err := p.entityValue(); err != nil {
		return err
	}
	if parameter {
		return nil // these have names of their own
	}
	if len(p.entities) >= maxEntities {
		return p.fail(start, "more than %d entities", maxEntities)
	}
	p.entities[name] = true
	return nil
}

// entityValue reads the value of an entity. Entities in it may be declared
// later.
func (p *parser) entityValue() *Error {
	at := p.pos
	value, err := p.literal()
	if err != nil {
		return err
	}
	if i := strings.IndexByte(value, '%'); i >= 0 {
		return p.fail(at+1+i, "%% in the value of an entity")
	}
	inner := scanner{text: p.text} // without entities any name will do
	return inner.references(at+1, p.pos-1)
}

// literal reads a quoted text and returns the text without its quotes.
func (p *parser) literal() (string, *Error) {
	start := p.pos
	if !p.at(`"`) && !p.at("'") {
		return "", p.fail(start, "a quote is expected in the declaration")
	}
	p.pos++
	return p.until(start, "quoted text", p.text[start:start+1])
}
