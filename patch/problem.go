package patch

import "ispatch/internal/problem"

// A Problem is an error in the input: a file of the home, a profile, an option.
// It prints on one line as file:line:column: message, or, without a position,
// as file: message.
type Problem = problem.Problem

// Problems are all problems that were found, in the order of the input. A
// function that returns Problems as an error never returns an empty list.
type Problems = problem.List

// The codes of problems and warnings that callers may need to distinguish.
const (
	// SecretKept is the warning that a value in the secure vault, or one that
	// the server encrypted, was not replaced by a plain value. The operation's
	// field Force overrides it.
	SecretKept = "secret-kept"
	// PlaceholderReplaces is the problem that a placeholder of the
	// documentation would replace a value that the site has chosen. The
	// operation's field Force overrides it.
	PlaceholderReplaces = "placeholder-replaces"

	// UnboundName is the warning that the run removes a JNDI name that the home
	// still refers to.
	UnboundName = "unbound-name"
	// NearName is the warning that a new element has nearly the name of an
	// existing one.
	NearName = "near-name"
	// Unused is the warning that nothing uses an element any more, but the
	// server still connects to its database at start.
	Unused = "unused"
	// MountPath is the warning that a mount path or target is nearly one of the
	// registry's own paths.
	MountPath = "mount-path"
	// MountMoved is the warning that an existing mount gets another target.
	MountMoved = "mount-moved"
	// DuplicateName is the warning that datasources with the same name or JNDI
	// name were left unchanged.
	DuplicateName = "duplicate-name"
	// NotRead is the warning that a file could not be read.
	NotRead = "not-read"
)
