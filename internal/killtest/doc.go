//go:build linux

// Package killtest holds the tests that look at a change of a home from
// outside: at the program as it is built, and at its system calls. It has
// nothing but tests. They check these promises:
//
//   - A process killed at any system call leaves every file of the home as it
//     was or as it is to be, never anything else. The next run says what it
//     found, brings the files back and gets everything done. A run that is
//     killed while it recovers changes nothing about that.
//   - A system call that fails, at whatever point and for whatever reason, ends
//     in exit status 1 and the old bytes everywhere, or, once all is durable,
//     in a warning. The message names the file and the cause.
//   - Of several processes on one home each finds a whole one and leaves a
//     whole one, and none fails because another replaces what it is about to
//     read. What someone edits meanwhile stays.
//   - A run with nothing to do makes no system call that changes anything.
//   - Owner, mode, attributes and access control list of a file stay, and a
//     file that can't be replaced is written where it is.
//
// What they do not show is what a power failure leaves: for that one has to
// lose what was not synced, which package home's own tests do.
//
// The system calls are found and failed by tracing (ptrace), which needs amd64
// or arm64 and the permission to do so; tests of mounts need root. A test that
// lacks what it needs is skipped and says why. Apply is killed, and runs out of
// space, at each of its calls; of other runs, other failures and pairs of points
// the tests take a sample, with -short of everything. ISPATCH_STRIDE=1 takes
// all of them.
package killtest
