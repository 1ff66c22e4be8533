// Package server reads the configuration of an unpacked WSO2 server once, by the
// rules of the server's own parsers.
//
// Guarantees: Read never fails. Anything malformed, missing, or ignored by the server is
// in the Config, with its Status and the reason. Each value carries its file and the
// element that it was read from, so that a caller can name the line or edit it. Only this
// package decides which datasource binds a JNDI name, which of two elements counts, and
// which blanks matter.
//
// It changes nothing, connects to nothing, and resolves neither secret-vault aliases nor
// system properties: for such a value, Value.Known returns false.
//
// The rules were taken from the sources of carbon-kernel 4.4.35, the base of Identity
// Server 5.7.0, and checked by running its parsers; they are the same from 4.4.9
// (Identity Server 5.2) to 4.4.40 (5.8) except where a comment says otherwise. Each rule
// is in one place, with the name of the class that it comes from.
package server
