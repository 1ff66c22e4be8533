package hosts

import (
	"slices"
	"strings"
)

// Same returns a function that reports whether two host names are the same: they are equal except
// for case, or the file gives them a common address. An address counts as the same as the names
// that the file gives it.
func Same(file []byte) func(a, b string) bool {
	addresses := map[string][]string{}
	for _, line := range strings.Split(string(file), "\n") {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		for _, name := range fields[min(1, len(fields)):] {
			name = strings.ToLower(name)
			addresses[name] = append(addresses[name], fields[0])
		}
	}
	of := func(host string) []string { return append([]string{host}, addresses[strings.ToLower(host)]...) }
	return func(a, b string) bool {
		return strings.EqualFold(a, b) ||
			slices.ContainsFunc(of(a), func(address string) bool { return slices.Contains(of(b), address) })
	}
}
