package patch

import "ispatch/internal/problem"

// A Problem is something wrong in the input: a file of the home, a profile, an
// option. It prints as file:line:column: message on one line; a file without a
// position prints as file: message.
type Problem = problem.Problem

// Problems is every problem that was found, in the order of the input. A
// function that returns Problems as an error never returns an empty one.
type Problems = problem.List

// The codes of problems and warnings that somebody tells apart.
const (
	// SecretKept is the warning that a plain value did not replace one that the
	// secure vault holds, or that the server encrypted. It goes away where the
	// operation's field Force is set.
	SecretKept = "secret-kept"
	// PlaceholderReplaces is the problem of a placeholder of the documentation
	// that would replace a value of the site's own. It goes away where the
	// operation's field Force is set.
	PlaceholderReplaces = "placeholder-replaces"

	// UnboundName is the warning that the run takes away a JNDI name that the
	// home still asks for.
	UnboundName = "unbound-name"
	// NearName is the warning that something new has nearly the name of what is
	// there.
	NearName = "near-name"
	// Unused is the warning that what is left over is still connected by the
	// server at its start.
	Unused = "unused"
	// MountPath is the warning of a mount path or target that is nearly one of
	// the registry's own.
	MountPath = "mount-path"
	// DuplicateName is the warning of datasources of one name or JNDI name that
	// the run leaves alone.
	DuplicateName = "duplicate-name"
	// NotRead is the warning of a file that the run could not look into.
	NotRead = "not-read"
)
