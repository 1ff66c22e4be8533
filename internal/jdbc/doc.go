// Package jdbc takes JDBC URLs apart and puts them together, and knows the
// databases that WSO2's servers run on: what a datasource of each needs, and the
// classes of their drivers.
//
// What it promises: Parse never fails, and String gives back the text that was
// parsed. What the usual forms of a URL hold is taken apart: hosts, ports,
// instance, service or SID, database, user, password, descriptor, parameters; the
// rest stays whole in Opaque. Nothing is escaped, decoded or guessed. Base and
// Secrets work on any text, well-formed or not: no user or password is in a Base,
// and each password is in a span of Secrets.
//
// It opens no connection.
package jdbc
