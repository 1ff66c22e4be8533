// Package ping opens the databases and directories of a server's home the way
// the server does: in a JVM, with the home's own JDBC drivers and connection
// pool, by the settings of the files.
//
// The package promises:
//
//   - Each target is logged in to once, its validationQuery is run as it is, and
//     a query that returns no rows is run on each table of its roles. Nothing
//     else is sent: initSQL, initialSize, minIdle and jmxEnabled are left out,
//     and a note says so. A database that the server keeps in a file of its own is not opened.
//   - All targets are opened at once, each has the same time, and none is waited
//     for longer.
//   - No password is in an argument, the environment, a file, or anything that
//     is printed: what a driver says has its secrets covered.
//   - The JVM runs as the home's owner, with that user's groups, in a session of
//     its own, with pipes for standard input, output and error, an environment
//     that has only what a JVM needs, and one other descriptor: a sealed copy of
//     this package's class. It leaves no dump, and is killed when its time
//     is over or this process ends. Where root is the owner, everything that the
//     JVM loads or is configured by must be writable by root alone.
//
// Limits: the home's JARs are trusted as far as the server trusts
// them. They run with the rights of the home's owner, are given the passwords of
// the datasources, and can answer what they like. So their output is bounded
// and never more than text. A caller who is neither root nor the owner runs
// them with his own rights.
//
// The Java part is java/Ping.java. It only reports; what a failure means is
// decided here, in codes.go and explain.go.
package ping
