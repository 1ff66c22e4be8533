package command

import (
	"os"
	"runtime"
	"runtime/debug"
)

// firstCollection is how often as large as usual the memory may become before it
// is collected for the first time: 32 MB. Most runs end before.
const firstCollection = 800

// collectLate puts the first collection of memory off, unless the environment says
// what is wanted. After that one all is as usual, so that a large file takes no more
// memory than it would.
func collectLate() {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	usual := debug.SetGCPercent(firstCollection)
	first := new([16]byte)
	runtime.SetFinalizer(first, func(*[16]byte) { debug.SetGCPercent(usual) })
}
