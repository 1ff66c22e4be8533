// Package xmlpath edits XML documents without touching a byte that it was not
// asked to change.
//
// What it promises: for every document that Parse accepts, the bytes that
// Document.Bytes returns are the source with the text of the edits spliced in
// and nothing else: comments, order, indentation, quotes, entities, line
// endings, encoding, byte order mark and prolog stay as they are. A document
// that was not changed comes back byte for byte. Each result is parsed again
// and compared with the edited tree before it is handed out.
//
// How: the tree decides, edits write. Parse reads an etree tree and keeps, for
// each of its tokens, where in the source it stands. Callers change the tree as
// they like, with etree's own methods or the helpers here; Edits then derives
// the list of byte edits from tree and source. A changed text is one edit of
// that text, a new element looks as if the author of its neighbours had
// written it, and a removed one goes with its line.
//
// What it does not: validate against a DTD or a schema, expand entities of a
// DTD (a reference to one that is declared reads as nothing, which is what
// WSO2's servers make of it), read XML 1.1, or fetch anything.
//
// Limits, so that hostile input ends quickly: 64 MiB a document, 1024 levels of
// elements, 512 attributes an element, 4096 declared entities.
package xmlpath
