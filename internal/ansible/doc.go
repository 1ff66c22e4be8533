// Package ansible makes the program a module of Ansible: a binary that is
// called with one argument, the name of a file of JSON arguments, and prints
// one JSON object on standard output.
//
// The field changed is true if and only if a file changed or, in check mode,
// would change. Check mode writes nothing. A diff shows each changed file
// before and after, with its secrets masked. All errors in the arguments are
// reported at once, and each names its argument.
//
// It does not copy profiles or drivers to the node; their paths are paths on
// the node.
package ansible
