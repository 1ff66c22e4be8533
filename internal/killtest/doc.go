//go:build linux

// Package killtest holds the tests that look at a change of a home from
// outside: at the program as it is built, and at its system calls. It has
// nothing but tests. They check these promises:
//
//   - A process killed at any system call leaves every file of the home as it
//     was or as it is to be, never anything else. The next run says what it
//     found, brings the files back and gets everything done.
//   - Of several processes on one home each finds a whole one and leaves a
//     whole one, and none fails because another replaces what it is about to
//     read.
//   - A run with nothing to do makes no system call that changes anything.
//
// The package txn tests the same protocol at each of its own calls, and what
// only shows there: what a failure, a power failure or an edit by someone else
// leaves. These tests show that the program does nothing beside those calls.
//
// The system calls are found by tracing (ptrace), which needs amd64 or arm64 and
// the permission to do so; tests of mounts need root. A test that lacks what it
// needs is skipped and says why. The runs are killed at a sample of their calls;
// where the environment variable ISPATCH_LONG is set, at all of them.
package killtest
