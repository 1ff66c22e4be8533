// Package xmlpath edits XML documents without touching a byte that it was not
// asked to change.
//
//	package main
//
//	import (
//		"log"
//		"os"
//
//		"ispatch/xmlpath"
//	)
//
//	func main() {
//		src, err := os.ReadFile("server.xml")
//		if err != nil {
//			log.Fatal(err)
//		}
//		doc, err := xmlpath.Parse(src)
//		if err != nil {
//			log.Fatal(err) // 12:7: </Host> where </Engine> is expected
//		}
//		changed, err := doc.Set("/Server/Service/Connector[@port='8080']/@maxThreads", "400")
//		if err != nil {
//			log.Fatal(err)
//		}
//		if !changed {
//			return // it has this value already
//		}
//		out, err := doc.Bytes()
//		if err != nil {
//			log.Fatal(err)
//		}
//		if err := os.WriteFile("server.xml", out, 0o644); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// The calls: [Document.Get], [Document.Set], [Document.Insert],
// [Document.Delete], [Document.Comment], [Document.Uncomment] and
// [Document.Find]. Each says what it does when the thing is missing, present, or
// there several times, and does nothing the second time. A [Path] is compiled
// once for many documents, and its methods of the same names return what they
// did to each match. Everything else is done in etree's tree, see
// [Document.Tree].
//
// What it promises: for every document that Parse accepts, the bytes that
// Document.Bytes returns are the source with the text of the edits spliced in
// and nothing else: comments, order, indentation, quotes, entities, line
// endings, encoding, byte order mark and prolog stay as they are. A document
// that was not changed comes back byte for byte. Each result is read again and
// compared with the edited tree before it is handed out.
//
// How: the tree decides, edits write. Parse checks the text and notes where each
// token is; of the tree only what is asked for is made. Callers change the tree
// by the calls above, or with etree's own methods; Edits then derives the list
// of byte edits from tree and source, and Apply applies them. A changed text is
// one edit of that text, a new element looks as if the author of its neighbours
// had written it, and a removed one goes with its line.
//
// It does not validate against a DTD or a schema, add the default values of
// attributes that a DTD declares, expand its entities (a reference to one that
// is declared reads as nothing, which is what WSO2's servers make of it), read
// XML 1.1, or fetch anything.
//
// Limits, so that hostile input ends quickly: 64 MiB a document, 1024 levels of
// elements, 512 attributes an element, 4096 declared entities, and as many
// elements, texts and attributes as a tree of about 14 times the size of the
// document can hold.
package xmlpath
