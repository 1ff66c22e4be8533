//go:build race

package main

// The race detector takes memory of its own.
const raceDetector = true
