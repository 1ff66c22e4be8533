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
// The calls are [Document.Get], [Document.Set], [Document.Insert],
// [Document.Delete], [Document.Comment], [Document.Uncomment] and
// [Document.Find]. The documentation of each call says what happens if the
// element or attribute is missing, present, or there several times. Calling it
// a second time changes nothing. A [Path] is compiled once for many documents;
// its methods with the same names return a [Change] for each match. For
// anything else, change the etree tree that [Document.Tree] returns.
//
// Document.Bytes returns the source with the text of the edits spliced in, for
// every document that Parse accepts. Everything else stays as it is: comments,
// order, indentation, quotes, entities, line endings, encoding, byte order mark
// and prolog. An unchanged document is returned byte for byte. Each result is
// parsed again and compared with the edited tree before it is returned.
//
// Parse checks the text and records where each token is; it builds only the
// parts of the tree that are asked for. Callers change the tree by the calls
// above, or with etree's own methods. Edits then derives the list of byte edits
// from the tree and the source, and Apply applies them. A changed text is one
// edit of that text. A new element is laid out like its neighbours. A removed
// element is removed together with its line.
//
// The package does not validate against a DTD or a schema, does not add default
// values of attributes that a DTD declares, does not expand declared entities
// (a reference to a declared entity reads as empty, as in WSO2's servers), does
// not read XML 1.1, and fetches nothing.
//
// So that hostile input ends quickly, these limits apply: 64 MiB per document,
// 1024 levels of elements, 512 attributes per element, 4096 declared entities,
// and a tree of about 14 times the size of the document.
package xmlpath
