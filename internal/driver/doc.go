// Package driver knows JDBC drivers: which JARs of a home hold which, and how
// the right one is found in what a vendor offers for download.
//
// What it promises: a JAR is taken for a driver only if it holds a driver class,
// whatever its name. What is read may be anything: archives that are
// cut off, encrypted, lead out of themselves or unpack to more than a driver
// could be are errors that say so, and the work on them is bounded. What is to
// be installed was unpacked once to its last byte, and every checksum fits.
//
// It writes nothing, runs no Java code and checks no signature. It can't know
// whether a driver fits the server's Java version or the database's.
package driver
