// Package verify applies rules to the configuration of a home, as internal/server reads
// it, and reports the problems.
//
// Guarantees: nothing is changed or written, not even the state folder. Every problem is
// reported once, at its cause: a datasource that is not bound because of an error in it
// is one problem, and the references to it are not further problems. If one file can't be
// read, the others are still checked. The codes are stable. No message holds a password.
// A text with ${…} depends on the properties of the running server and is never called
// wrong.
//
// A rule is a method of check that looks at a server.Config and reports a code from the table in
// findings*.go. docs/verify.md and the command explain are generated from that table.
//
// It does not connect to a database or a directory, and it does not know the files
// that deployment.toml (5.9 and later) would generate.
package verify
