// Package profile reads a profile: the YAML file that says how a home is to be
// configured, with the overrides of a command line on top. It gives back
// checked values and the operations that bring a home to them.
//
// What it promises: a profile is taken whole or not at all. Every key is one
// that the package knows, every value of the type and range that it says, every
// reference meets what it names. What is wrong is reported all at once, each
// problem with the line and column it was found at, or with the option that
// brought it. Bad input of any kind is such a problem, never a panic, and the
// work on it is bounded. No message holds a password.
//
// What it does not: it looks at no home. Whether a datasource that a profile
// calls jdbc/… is bound there is for the operations to find out.
package profile
