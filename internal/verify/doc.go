// Package verify reads the configuration of an unpacked server as the server
// would and reports what is wrong with it.
//
// What it promises: nothing is changed, and nothing is written, not even the
// state directory. Every problem is reported once, where its cause stands: a
// datasource that is not bound because of an error in it is one problem, not
// one more for everything that refers to it. One file that can't be read
// doesn't keep the others from being checked. The codes and severities of
// Kinds are stable. No message holds a password.
//
// What it reports is how the parsers of carbon-kernel 4.4.35, the base of
// Identity Server 5.7.0, were seen to read these files; docs/verify.md lists
// it. A text with ${…} depends on the properties of the running server and is
// never called wrong.
//
// What it does not: connect to a database or a directory, or know the files
// that deployment.toml (5.9 and later) would generate.
package verify
