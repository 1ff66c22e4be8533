package hosts

import (
	"net/netip"
	"slices"
	"strings"
)

// Same returns a function that reports whether two host names are the same: they are equal except
// for case, or the file gives them a common address. An address counts as the same as the names
// that the file gives it. Lines that glibc ignores give none, such as one with a zone.
func Same(file []byte) func(a, b string) bool {
	addresses := map[string][]netip.Addr{}
	for _, l := range split(file) {
		for _, s := range l.names {
			name := strings.ToLower(l.text(s))
			addresses[name] = append(addresses[name], l.address)
		}
	}
	of := func(host string) []netip.Addr {
		found := addresses[strings.ToLower(host)]
		if address, err := parseAddress(host); err == nil {
			found = append(slices.Clip(found), address)
		}
		return found
	}
	return func(a, b string) bool {
		return strings.EqualFold(a, b) ||
			slices.ContainsFunc(of(a), func(address netip.Addr) bool { return slices.Contains(of(b), address) })
	}
}
