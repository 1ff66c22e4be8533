package main

import (
	"os"
	"path/filepath"
	"testing"

	"ispatch/internal/homestest"
)

// TestBothServers applies the shared layer and each product's own to the real
// pairs of an API Manager and its Key Manager: nothing is left to do for a second
// run, and verify finds no error. What the pairs leave out is the fixtures'.
func TestBothServers(t *testing.T) {
	for _, pair := range homestest.Pairs(t) {
		for product, fixture := range map[string]string{"key-manager": "is-km-5.7.0", "api-manager": "am-2.6.0"} {
			t.Run(filepath.Base(pair)+"/"+product, func(t *testing.T) {
				home := homestest.Copy(t, filepath.Join(pair, product))
				fill(t, home, filepath.Join("fixtures", "homes", fixture))
				layers := filepath.Join("fixtures", "profiles", "both")
				options := []string{"--home", home, "apply", "--exit-code",
					"--profile", filepath.Join(layers, "shared.yaml"), "--profile", filepath.Join(layers, product+".yaml")}
				for run, want := range []int{2, 0} {
					if status, _, told := ispatch(options...); status != want {
						t.Fatalf("run %d: exit status %d, want %d:\n%s", run+1, status, want, told)
					}
				}
				if status, out, told := ispatch("--home", home, "verify"); status != 0 {
					t.Errorf("verify: exit status %d\n%s%s", status, out, told)
				}
			})
		}
	}
}

// fill copies files that a home does not have.
func fill(t *testing.T, home, from string) {
	t.Helper()
	for _, file := range []string{"bin/version.txt", "repository/conf/carbon.xml",
		"repository/conf/identity/identity.xml"} {
		target := filepath.Join(home, filepath.FromSlash(file))
		if _, err := os.Stat(target); err == nil {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
