package patch

import "ispatch/internal/problem"

// A Problem is something wrong in the input: a file of the home, a profile, an
// option. It prints as file:line:column: message on one line; a file without a
// position prints as file: message.
type Problem = problem.Problem

// Problems is every problem that was found, in the order of the input. A
// function that returns Problems as an error never returns an empty one.
type Problems = problem.List
