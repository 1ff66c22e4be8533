package ping

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A greeting is what a MySQL server says first: its version, from which
// Connector/J 5 decides whether it speaks TLS.
type greeting struct {
	version   string
	offersTLS bool
	plugin    string // the way of logging in that the server suggests
}

// maxGreeting is more than any server says, and less than four letters of
// another protocol read as a length.
const maxGreeting = 1 << 14

// greeted reads the greeting and returns a connection that gives it again.
// An error of the server in its place is left to the driver.
func greeted(ctx context.Context, c *call, conn net.Conn) (greeting, net.Conn, error) {
	before := c.doing
	c.doing = "greet"
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetReadDeadline(deadline)
	}
	header := make([]byte, 4)
	if _, err := io.ReadFull(conn, header); err != nil {
		return greeting{}, nil, err
	}
	size := int(header[0]) | int(header[1])<<8 | int(header[2])<<16
	if size == 0 || size > maxGreeting || header[3] != 0 {
		return greeting{}, nil, c.problem(OtherProtocol, "it begins with "+c.quote(fmt.Sprintf("%q", header)))
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(conn, body); err != nil {
		return greeting{}, nil, err
	}
	conn.SetReadDeadline(time.Time{})
	c.doing = before
	var hello greeting
	if body[0] != 0xff {
		var err error
		if hello, err = readGreeting(body); err != nil {
			return greeting{}, nil, c.problem(OtherProtocol, err.Error())
		}
	}
	return hello, &replayed{conn, append(header, body...)}, nil
}

// readGreeting takes the greeting of protocol 10 apart. What comes after the
// version is missing in old servers.
func readGreeting(body []byte) (greeting, error) {
	if body[0] != 10 {
		return greeting{}, fmt.Errorf("it greets with protocol %d of MySQL", body[0])
	}
	version, rest, ok := bytes.Cut(body[1:], []byte{0})
	if !ok {
		return greeting{}, errors.New("its greeting has no version")
	}
	hello := greeting{version: string(version)}
	// Connection 4, seed 8, filler 1, capabilities 2, character set 1,
	// status 2, capabilities 2, length of the seed 1, filler 10, seed.
	const fixed = 4 + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10
	if len(rest) >= 15 {
		hello.offersTLS = binary.LittleEndian.Uint16(rest[13:])&(1<<11) != 0
	}
	if len(rest) < fixed {
		return hello, nil
	}
	seed := max(13, int(rest[20])-8)
	if capabilities := binary.LittleEndian.Uint16(rest[18:]); capabilities&(1<<(19-16)) == 0 || len(rest) < fixed+seed {
		return hello, nil
	}
	plugin, _, _ := bytes.Cut(rest[fixed+seed:], []byte{0})
	hello.plugin = string(plugin)
	return hello, nil
}

// atLeast compares the version as Connector/J reads it: its first two numbers.
func (g greeting) atLeast(major, minor int) bool {
	var gotMajor, gotMinor int
	if n, _ := fmt.Sscanf(g.version, "%d.%d", &gotMajor, &gotMinor); n < 2 {
		return false
	}
	return gotMajor > major || gotMajor == major && gotMinor >= minor
}

// release is the version to show. MariaDB before 11 puts 5.5.5- before its
// own, for clients that know no version 10.
func (g greeting) release() string {
	if strings.Contains(g.version, "MariaDB") {
		return oneLine(strings.TrimPrefix(g.version, "5.5.5-"))
	}
	return oneLine(g.version)
}

// replayed gives what was read from a connection once more.
type replayed struct {
	net.Conn
	head []byte
}

func (r *replayed) Read(p []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(p, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	return r.Conn.Read(p)
}
