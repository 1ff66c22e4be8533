package command

import (
	"os"
	"runtime"
	"runtime/debug"
)

// lateCollection is how many times larger than usual the heap may grow before
// a delayed garbage collection: to 32 MB.
const lateCollection = 800

// memoryLimit is the size above which the heap is collected more often: a file of
// 64 MiB then takes little more memory than is in use.
const memoryLimit = 768 << 20

// largeFile is the size in bytes of a file that needs more memory than the heap
// has before it is collected for the first time.
const largeFile = 256 << 10

// collectLate delays the next garbage collection, unless the environment sets
// GOGC. Later ones are as usual, so that a large file takes no more memory than
// it would otherwise. GOMEMLIMIT goes before memoryLimit. It is for runs that
// need more memory than most: the calls themselves cost as much as a thirtieth of
// a short run.
func collectLate() {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	if _, set := os.LookupEnv("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memoryLimit)
	}
	usual := debug.SetGCPercent(lateCollection)
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { debug.SetGCPercent(usual) })
}
