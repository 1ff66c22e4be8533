//go:build race

package main

// The race detector needs extra memory.
const raceDetector = true
