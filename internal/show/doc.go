// Package show draws what is connected to what in a home: the user realm, the mounts
// of the registry and what else names a database, from the reference over the JNDI
// name and the datasource to the database itself.
//
// What it promises: whatever a server.Config holds, there is a Graph of it. A file
// that is missing or malformed, and a reference that leads nowhere, are in the Graph
// and marked as broken, with what can be read around them. No password and no user of
// a URL is in a Graph or in anything made of one.
//
// It does not judge: whether a home is right is for package verify to say.
package show
