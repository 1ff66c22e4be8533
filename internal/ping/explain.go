package ping

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
)

// explain makes a problem of an error: what was met on the way, what the driver
// knows, and what connections fail of.
func (c *call) explain(ctx context.Context, err error) *Problem {
	c.mu.Lock()
	met := c.met
	c.mu.Unlock()
	if met != nil {
		return met
	}
	if errors.As(err, &met) {
		return met
	}
	code, detail := c.driver.explain(err)
	if code == TablesDenied && !c.result.Steps.LoggedIn {
		code = DatabaseDenied
	}
	if code != "" && code != ConnectionLost {
		return c.problem(code, c.quote(detail))
	}
	if c.net.wasLate() {
		// The connection ends with a context, but not after it.
		<-ctx.Done()
	}
	var network net.Error
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return c.problem(Interrupted, "")
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return c.late(ctx)
	case errors.As(err, &record):
		return c.problem(OtherProtocol, c.quote(record.Msg))
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "TLS Handshake failed"):
		return c.problem(TLSFailed, c.quote(err.Error()))
	case code == ConnectionLost, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, net.ErrClosed), strings.HasSuffix(err.Error(), "EOF"):
		return c.problem(ConnectionLost, c.doing)
	}
	return c.problem(DatabaseError, c.quote(err.Error()))
}

// meet keeps a problem that a driver can only be told of as an error.
// Nil is that it is overcome.
func (c *call) meet(p *Problem) *Problem {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.met = p
	return p
}

// forget drops what was met in an attempt that was only to tell causes apart.
func (c *call) forget() {
	c.meet(nil)
	c.result.Steps.TLS = ""
}

// said is a server's own error: its text, and what its manual finds it by.
func said(text, kind string, number any) string {
	return fmt.Sprintf("%s (%s %v)", strings.TrimSuffix(strings.TrimSpace(text), "."), kind, number)
}
