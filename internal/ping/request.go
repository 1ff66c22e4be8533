package ping

import (
	"bytes"
	"encoding/binary"
	"time"
)

// A request is what the Java part reads from its standard input: the home, the
// time for each target in milliseconds, the system properties, and the targets.
// Numbers are big-endian; a string is its length in bytes, followed by its
// UTF-8.
type request struct{ buffer bytes.Buffer }

func newRequest(home string, timeout time.Duration, properties []Setting, targets [][]Setting) []byte {
	var r request
	r.text(home)
	binary.Write(&r.buffer, binary.BigEndian, timeout.Milliseconds())
	r.settings(properties)
	r.number(len(targets))
	for _, t := range targets {
		r.settings(t)
	}
	return r.buffer.Bytes()
}

func (r *request) number(n int) { binary.Write(&r.buffer, binary.BigEndian, int32(n)) }

func (r *request) text(s string) {
	r.number(len(s))
	r.buffer.WriteString(s)
}

func (r *request) settings(list []Setting) {
	r.number(len(list))
	for _, s := range list {
		r.text(string(s.Kind))
		r.text(s.Name)
		r.text(s.Value)
	}
}
