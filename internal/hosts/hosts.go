// Package hosts edits the hosts file, the table of names and addresses that a
// machine consults before DNS.
//
// After Set, a lookup of the name in the file returns the wanted address and no
// other address of its family. All other bytes are unchanged: comments, blanks,
// order, line endings, a missing newline at the end. A second Set changes
// nothing. A line is read as glibc reads it; a line that glibc ignores stays.
//
// The package neither reads nor writes files, and makes no DNS queries.
package hosts

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"

	"ispatch/patch"
)

// Path is the path of the hosts file.
const Path = "/etc/hosts"

// An Entry is a name and its wanted address.
type Entry struct {
	Name, Address string
}

// A Result says what Set did for one entry.
type Result struct {
	// Action is Inserted if the name had no address of the family, Updated if
	// it had another one, alone or in addition, else Unchanged.
	Action patch.Action
	// Line is the line of the name in the new file, from 1.
	Line int
	// Also is ::1 if the name of an IPv4 entry also has that address: glibc
	// then answers 127.0.0.1 to IPv4 lookups. That line is not changed.
	// Otherwise it is empty.
	Also string
}

// Set gives each name its address, in order, and returns the new content of the
// file with one Result per entry. It only looks at addresses of the same
// family: an IPv4 entry leaves the name's IPv6 addresses alone, and vice versa.
// An IPv4 address written as ::ffff:192.0.2.1 counts as IPv4.
//
//   - If the name has the address, nothing changes, however often it is there.
//   - If it has another address on a line without other names, that address is
//     replaced. If the line has other names, the name is removed from it, and a
//     new line is inserted after it.
//   - If it has no address, a line is appended.
//   - Further lines that give the name another address lose the name, because
//     glibc would answer with that address too, or instead. A line that had no
//     other name is removed, or reduced to its comment.
//
// A new line is indented and spaced like its neighbour. Names are compared
// without regard to case.
//
// The error is patch.Problems: invalid names and addresses, a name with two
// addresses of a family, a file that is not text. There is no result then.
func Set(file []byte, entries []Entry) ([]byte, []Result, error) {
	addresses, err := check(file, entries)
	if err != nil {
		return nil, nil, err
	}
	results := make([]Result, len(entries))
	for i, e := range entries {
		file, results[i].Action = set(file, e, addresses[i])
	}
	lines := split(file)
	for i, e := range entries {
		for n, l := range lines {
			switch {
			case !l.has(e.Name):
			case l.address == addresses[i] && results[i].Line == 0:
				results[i].Line = n + 1
			case l.address == netip.IPv6Loopback() && addresses[i].Is4() && !addresses[i].IsLoopback():
				results[i].Also = l.address.String()
			}
		}
	}
	return file, results, nil
}

// check parses the addresses of entries and reports all problems.
func check(file []byte, entries []Entry) ([]netip.Addr, error) {
	var problems patch.Problems
	refuse := func(hint, format string, values ...any) {
		problems = append(problems, &patch.Problem{Message: fmt.Sprintf(format, values...), Hint: hint})
	}
	if at := bytes.IndexByte(file, 0); at >= 0 {
		refuse("rewrite it in ASCII or UTF-8", "line %d of the hosts file holds a NUL byte: it is not a text file",
			1+bytes.Count(file[:at], newline))
	}
	addresses := make([]netip.Addr, len(entries))
	seen := map[string]netip.Addr{}
	for i, e := range entries {
		if err := CheckName(e.Name); err != nil {
			refuse("", "%s", err)
		}
		address, err := parseAddress(e.Address)
		if err != nil {
			refuse("", "%s", err)
			continue
		}
		addresses[i] = address
		key := fmt.Sprintf("%s %t", strings.ToLower(e.Name), address.Is4())
		if other, twice := seen[key]; twice && other != address {
			refuse("give it one", "%s is given two addresses, %s and %s", e.Name, other, address)
		}
		seen[key] = address
	}
	return addresses, problems.Err()
}

// set is Set for one entry.
func set(file []byte, e Entry, address netip.Addr) ([]byte, patch.Action) {
	lines := split(file)
	var right, own, first *line
	var wrong []*line
	for i := range lines {
		l := &lines[i]
		if !l.has(e.Name) || l.address.Is4() != address.Is4() {
			continue
		}
		if l.address == address {
			right = l
			continue
		}
		wrong = append(wrong, l)
		if first == nil {
			first = l
		}
		if own == nil && l.only(e.Name) {
			own = l
		}
	}
	if right != nil && len(wrong) == 0 {
		return file, patch.Unchanged
	}
	edits := editor{file: file, lines: lines}
	if right == nil && len(wrong) == 0 {
		edits.insert(len(lines), e)
		return edits.result(), patch.Inserted
	}
	for _, l := range wrong {
		switch {
		case right == nil && l == own:
			edits.replace(l.addressAt, e.Address)
		case right == nil && own == nil && l == first:
			edits.takeOut(l, e.Name)
			edits.insert(l.number+1, e)
		default:
			edits.takeOut(l, e.Name)
		}
	}
	return edits.result(), patch.Updated
}
