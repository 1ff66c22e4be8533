// Package profile reads profiles: YAML files that describe how a home is configured,
// merged in layers, with the caller's overrides on top. It returns checked values and the
// operations that change a home to match them.
//
// Guarantees: a profile is accepted as a whole or not at all. Every key is known, every
// value has the type and range of its key, and every reference is resolved. All errors
// are reported at once, each with the file, line and column of the value, or with the
// option that gave it, even after profiles were merged. Invalid input never causes a
// panic, and the work on it is bounded. No message contains a password, or text from a
// place that may hold one.
//
// It does not look at a home. The operations check whether a home binds the jdbc/… of a
// profile.
//
// The steps:
//
//	parse.go, yaml.go        bytes -> a tree of nodes, each with its place
//	layers.go, override.go   several trees and options -> one
//	keys.go, decode.go       the tree -> the structs that define all keys
//	load.go                  the structs -> a Profile
//	operations.go            a Profile -> []patch.Operation
package profile
