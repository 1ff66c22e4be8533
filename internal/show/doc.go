// Package show draws the connections in a home: for the user realm, the mounts of the
// registry and anything else that names a database, it shows the reference, the JNDI
// name, the datasource and the database.
//
// Guarantees: every server.Config has a Graph. Missing and malformed files, and
// references that lead nowhere, are in the Graph and marked as broken, together with
// everything around them that can be read. A Graph, and anything drawn from it, contains
// no password and no user of a URL.
//
// It does not check whether a home is correct; package verify does.
package show
