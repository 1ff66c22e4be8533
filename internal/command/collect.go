package command

import (
	"os"
	"runtime"
	"runtime/debug"
)

// firstCollection is how many times larger than usual the heap may grow before
// the first garbage collection: to 32 MB. Most runs end before that.
const firstCollection = 800

// collectLate delays the first garbage collection, unless the environment sets
// GOGC. Later collections are as usual, so that a large file takes no more
// memory than it would otherwise.
func collectLate() {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	usual := debug.SetGCPercent(firstCollection)
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { debug.SetGCPercent(usual) })
}
