// Package driver finds the JDBC drivers in the JARs of a home, and the right
// driver in an archive that a vendor offers for download.
//
// A JAR counts as a driver only if it holds a driver class, whatever its name.
// Input may be hostile: an archive that is truncated, encrypted, has names that
// lead out of it, or unpacks to more than a driver could be, is an error, and
// the work is limited. A JAR to install is unpacked completely, and all its
// checksums are verified.
//
// The package writes nothing, runs no Java code and checks no signature. It
// cannot know whether a driver fits the server's Java version or the database's
// version.
package driver
