// Package ping opens the databases and directories of a server's home as the
// server does: in a JVM, with the home's own JDBC drivers and connection pool,
// with the settings in its files.
//
// The package promises:
//
//   - It logs in to each target once, runs its validationQuery unchanged, and runs
//     a query that returns no rows on each table of its roles. It sends nothing
//     else: initSQL, initialSize, minIdle and jmxEnabled are left out, and a note
//     says so. A database that the server keeps in a file of its own is not opened.
//   - All targets are opened at the same time, each with the same timeout.
//   - No password appears in an argument, the environment, a file, or the output:
//     secrets in a driver's messages are masked.
//   - The JVM runs as the home's owner, with that user's groups, in a session of
//     its own, with pipes for standard input, output and error, an environment with
//     only what a JVM needs, and one more descriptor: a sealed copy of this
//     package's class. It leaves no dump, and is killed when its time is over or
//     this process ends. If root owns the home, everything that the JVM loads or
//     that configures it must be writable by root only.
//
// Limits: the home's JARs are trusted as far as the server trusts them. They
// run with the rights of the home's owner, are given the passwords of the
// datasources, and can answer anything. So their output is limited in size and
// only used as text. If the caller is neither root nor the owner, they run with
// the caller's rights.
//
// The Java part is java/Ping.java. It only reports; codes.go and explain.go
// decide what a failure means.
package ping
