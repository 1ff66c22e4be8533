// Package wiring reads what is connected to what in a home: the user realm, the
// mounts of the registry and what else names a database, from the reference
// over the JNDI name and the datasource to the database itself.
//
// What it promises: whatever the files hold, Read returns a Graph and never
// fails or panics. A file that is missing or malformed, and a reference that
// leads nowhere, are in the Graph and marked as broken, with what can be read
// around them. No password is in a Graph or in anything made of one: of a URL
// it keeps what says where the database is, and where that cannot be told from
// a password nothing but the kind of database.
//
// What it does not: judge. Whether a home is in order is for verify to say.
package wiring
