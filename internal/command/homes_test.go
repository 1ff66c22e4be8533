package command

import (
	"bytes"
	"slices"
	"testing"
)

// TestProgress: a line on a terminal counts the homes, and is removed before anything
// else is printed.
func TestProgress(t *testing.T) {
	var told bytes.Buffer
	env := Environment{Err: &told}
	runs := []*homeRun{{done: make(chan struct{})}, {done: make(chan struct{})}, {done: make(chan struct{})}}
	close(runs[1].done)
	p := &progress{env: env, runs: runs, ended: make(chan struct{})}
	p.pause(func() { told.WriteString("first\n") })
	p.show()
	close(runs[0].done)
	p.show()
	p.pause(func() { told.WriteString("home\n") })
	p.show()
	p.stop()
	p.show()
	const again = "\r\x1b[K"
	want := "first\n1 of 3 homes done" + again + "2 of 3 homes done" + again + "home\n2 of 3 homes done" + again
	if got := told.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestWorse: the exit status of several homes is the worst.
func TestWorse(t *testing.T) {
	order := []int{0, 2, 3, 1, 64, 129, 143}
	for i, a := range order {
		for j, b := range order {
			if got := worse(a, b); got != order[max(i, j)] {
				t.Errorf("of %d and %d the worse is %d", a, b, got)
			}
		}
	}
	if !slices.Contains(order, exitProblems) {
		t.Error("the order lacks the exit code of verify")
	}
}
