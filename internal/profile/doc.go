// Package profile reads profiles: YAML files that describe how a home is
// configured, merged in layers, with the overrides of a caller on top. It returns
// checked values and the operations that bring a home to them.
//
// What it promises: a profile is accepted as a whole or not at all. Every key is
// one that the package knows, every value has the type and range of its key, and
// every reference leads to what it names. All errors are reported at once, each
// with the file, line and column of the value, or with the option that gave it,
// also after profiles were merged. Bad input of any kind is such a problem, never
// a panic, and the work on it is bounded. No message has a password in it, nor any
// text from where one may be.
//
// It does not look at a home. Whether a home binds the jdbc/… of a profile is for
// the operations to find out.
//
// The way of a profile:
//
//	parse.go, yaml.go        bytes -> a tree of nodes, each with its place
//	layers.go, override.go   several trees and options -> one
//	keys.go, decode.go       the tree -> the structs that define all keys
//	load.go                  the structs -> a Profile
//	operations.go            a Profile -> []patch.Operation
package profile
