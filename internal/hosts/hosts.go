// Package hosts edits the hosts file, the table of names and addresses that a
// machine reads before it asks a name server.
//
// After Set, a lookup of the name in the file returns the wanted address and no
// other address of its family. All other bytes are unchanged: comments, blanks,
// order, line endings, a missing newline at the end. A second Set changes
// nothing. A line is read as glibc reads it; a line that glibc ignores stays.
//
// The package neither reads nor writes files, and asks no name server.
package hosts

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"

	"ispatch/patch"
)

// Path is where the hosts file is.
const Path = "/etc/hosts"

// An Entry is a name and the address it is to have.
type Entry struct {
	Name, Address string
}

// A Result says what Set did for one entry.
type Result struct {
	// Action is Inserted where the name had no address of the family, Updated
	// where it had another one (or another one besides), else Unchanged.
	Action patch.Action
	// Line is where name and address stand in the new file, from 1.
	Line int
	// Also is the address ::1 where the file gives it to the name of an IPv4
	// entry too: glibc answers with 127.0.0.1 to who asks for IPv4. That line is
	// left. Empty where there is none.
	Also string
}

// Set gives each name its address, in order, and returns the new content of
// the file with one Result an entry. Only addresses of the same family are
// looked at: an IPv4 entry leaves the name's IPv6 addresses, and the other way
// round. An IPv4 address written as ::ffff:192.0.2.1 is one of IPv4.
//
//   - The name has the address: nothing changes, however often it stands there.
//   - It has another one on a line of its own: the address of that line is
//     replaced. Otherwise the name is taken out of the first line that has it,
//     and a line of its own is put directly after it.
//   - It has none: a line is appended.
//   - Other lines that give the name another address, which glibc would answer
//     with too (or instead), lose the name; those that had no other name go, but for their
//     comment.
//
// A new line is indented and spaced as its neighbour. Names are compared
// without regard to case.
//
// The error is patch.Problems: names and addresses that are none, a name with
// two addresses of a family, a file that is no text. Then there is no result.
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

// check parses the addresses of entries and reports all that is wrong.
func check(file []byte, entries []Entry) ([]netip.Addr, error) {
	var problems patch.Problems
	refuse := func(hint, format string, values ...any) {
		problems = append(problems, &patch.Problem{Message: fmt.Sprintf(format, values...), Hint: hint})
	}
	if at := bytes.IndexByte(file, 0); at >= 0 {
		refuse("write it anew, in ASCII or UTF-8", "line %d of the hosts file holds a NUL byte: it is no text",
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
			refuse("give it one", "%s is to have two addresses, %s and %s", e.Name, other, address)
		}
		seen[key] = address
	}
	return addresses, problems.Err()
}

// set does what Set does for one entry.
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
