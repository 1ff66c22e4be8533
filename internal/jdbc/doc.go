// Package jdbc parses and builds JDBC URLs. It has the presets for the databases that
// WSO2's servers run on, and the classes of their drivers.
//
// Guarantees: Parse never fails, and String returns the text that was parsed. The usual
// forms of a URL are split into hosts, ports, instance, service or SID, database, user,
// password, descriptor and parameters; any other URL is in Opaque as a whole. Nothing is
// escaped, decoded or guessed. Base and Secrets work on any text, well-formed or not:
// Base holds no user or password, and each password is in a span of Secrets.
//
// It opens no connection.
package jdbc
