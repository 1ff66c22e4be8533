// Package verify applies rules to the configuration of a home, as internal/server
// reads it, and reports what is wrong.
//
// What it promises: nothing is changed, and nothing is written, not even the state
// folder. Every problem is reported once, at its cause: a datasource that is not
// bound because of an error in it is one problem, not one more for everything that
// refers to it. One file that can't be read doesn't keep the others from being
// checked. The codes are stable. No message holds a password. A text with ${…}
// depends on the properties of the running server and is never called wrong.
//
// A rule is a method of check that looks at a server.Config and reports a code of the
// table in findings*.go; docs/verify.md and the command explain are made from that
// table.
//
// It does not connect to a database or a directory, and it does not know the files
// that deployment.toml (5.9 and later) would generate.
package verify
