package hosts

import (
	"fmt"
	"net/netip"
	"strings"
)

// CheckName returns an error if a text is not a host name: up to 253 letters,
// digits, hyphens and dots, in labels of up to 63. Underscores are allowed: the
// standard has none, but many containers' names do. An address is not a name.
func CheckName(name string) error {
	must := func(what string) error { return fmt.Errorf("%q is not a host name: %s", clip(name), what) }
	if name == "" {
		return fmt.Errorf("the host name is empty")
	}
	if len(name) > 253 {
		return must("it has more than 253 characters")
	}
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
		case r > 0x7f:
			return must("write it in its ASCII form, which starts with xn--")
		default:
			return must("it may hold letters, digits, hyphens and dots")
		}
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return must("there must be something before and after each dot")
		case len(label) > 63:
			return must("more than 63 characters between two dots")
		case label[0] == '-' || label[len(label)-1] == '-':
			return must("no part between dots begins or ends with a hyphen")
		}
	}
	if strings.Trim(name, "0123456789.") == "" {
		return must("it is a number or an address")
	}
	return nil
}

// CheckAddress returns an error if a text is not an IPv4 or IPv6 address that
// can be in a hosts file. One with a zone (fe80::1%eth0) cannot: glibc ignores
// such lines.
func CheckAddress(address string) error {
	_, err := parseAddress(address)
	return err
}

func parseAddress(text string) (netip.Addr, error) {
	address, err := netip.ParseAddr(text)
	switch {
	case err != nil:
		return netip.Addr{}, fmt.Errorf("%q is not an IPv4 or IPv6 address", clip(text))
	case address.Zone() != "":
		return netip.Addr{}, fmt.Errorf("%q: a hosts file has no addresses with a zone", clip(text))
	}
	return address.Unmap(), nil
}

// clip shortens a text for a message.
func clip(text string) string {
	if len(text) > 80 {
		return text[:80] + "…"
	}
	return text
}
