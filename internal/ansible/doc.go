// Package ansible makes the program a module of Ansible: a binary that is called
// with one argument, the name of a file of JSON arguments, and answers with one
// JSON object on standard output.
//
// What it promises: changed is true exactly if a file was, or in check mode would
// be, another one; check mode writes nothing; a diff shows each changed file
// before and after with its secrets covered; what is wrong with the arguments
// names the argument, and all of it is reported at once.
//
// It does not copy profiles or drivers to the node: their paths are the node's.
package ansible
