package main

import (
	"io"
	"path/filepath"
	"testing"

	"ispatch/internal/command"
)

// BenchmarkDryRun is one whole dry run of the default profile on the Key
// Manager's home: reading, planning, diff.
func BenchmarkDryRun(b *testing.B) {
	env := command.Environment{Out: io.Discard, Err: io.Discard,
		Getenv:   func(string) (string, bool) { return "", false },
		Terminal: func(io.Writer) bool { return false }}
	home := filepath.Join("fixtures", "homes", "is-km-5.7.0")
	for b.Loop() {
		if code := command.Run([]string{"ispatch", "apply", "--dry-run", "--home", home}, env); code != 0 {
			b.Fatalf("exit code %d", code)
		}
	}
}
