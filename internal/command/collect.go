package command

import (
	"os"
	"runtime"
	"runtime/debug"
)

// firstCollection is how many times larger than usual the heap may grow before
// the first garbage collection: to 32 MB. Most runs end before that.
const firstCollection = 800

// memoryLimit is the size above which the heap is collected more often: a file of
// 64 MiB then takes little more memory than is in use.
const memoryLimit = 768 << 20

// collectLate delays the first garbage collection, unless the environment sets
// GOGC. Later collections are as usual, so that a large file takes no more
// memory than it would otherwise. GOMEMLIMIT goes before memoryLimit.
func collectLate() {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	if _, set := os.LookupEnv("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memoryLimit)
	}
	usual := debug.SetGCPercent(firstCollection)
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { debug.SetGCPercent(usual) })
}
