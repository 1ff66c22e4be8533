package ping

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// network is the way of all drivers to a server: it looks the host up, connects
// and keeps the steps. Whatever a driver makes of the time it is given, its
// connections are closed when the call's time is over.
type network struct {
	call     *call
	resolver *net.Resolver

	mu     sync.Mutex
	conns  []net.Conn
	closed bool
	// late says that connections were closed because the time was over.
	late bool
}

// newNetwork returns a network whose connections are closed when ctx ends.
func newNetwork(ctx context.Context, c *call, resolver *net.Resolver) *network {
	n := &network{call: c, resolver: resolver}
	context.AfterFunc(ctx, func() { n.drop(true, true) })
	return n
}

// HostName makes SQL Server's driver leave the look-up of names to DialContext.
func (n *network) HostName() string { return n.call.host.name }

// DialContext looks the address's host up and connects to the first of its
// addresses that answers. Its error is a *Problem.
func (n *network) DialContext(ctx context.Context, kind, address string) (net.Conn, error) {
	c := n.call
	name, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, c.meet(c.problem(BadURL, "names a host that is none"))
	}
	dialCtx, cancel := c.begin(ctx, "", c.connectLimit)
	defer cancel()
	steps := &c.result.Steps
	steps.Address, steps.Resolved, steps.Connected = address, []string{}, ""

	addresses, err := n.resolver.LookupHost(dialCtx, name)
	if err != nil {
		return nil, c.meet(n.unresolved(dialCtx, ctx, err))
	}
	steps.Resolved = addresses
	var failed *Problem
	for i, a := range addresses {
		conn, err := dial(dialCtx, len(addresses)-i, kind, net.JoinHostPort(a, port))
		if err == nil {
			n.keep(conn)
			c.meet(nil) // another host of the driver's own list may have failed
			steps.Connected = conn.RemoteAddr().String()
			return conn, nil
		}
		problem := n.unconnected(dialCtx, ctx, err)
		// A refusal says more than that another address has no route.
		if failed == nil || failed.Code == Unreachable || problem.Code == Timeout {
			failed = problem
		}
	}
	return nil, c.meet(failed)
}

func (n *network) unresolved(dialCtx, ctx context.Context, err error) *Problem {
	var dns *net.DNSError
	switch late := errors.As(err, &dns) && dns.IsTimeout; {
	case errors.Is(ctx.Err(), context.Canceled):
		return n.call.problem(Interrupted, "")
	case dialCtx.Err() != nil, late:
		return n.call.late(dialCtx)
	case dns != nil && dns.IsNotFound:
		return n.call.problem(UnknownHost, "neither the name server nor the hosts file has it")
	}
	return n.call.problem(UnknownHost, n.call.quote(err.Error()))
}

func (n *network) unconnected(dialCtx, ctx context.Context, err error) *Problem {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return n.call.problem(ConnectionRefused, "")
	case errors.Is(ctx.Err(), context.Canceled):
		return n.call.problem(Interrupted, "")
	case dialCtx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		return n.call.late(dialCtx)
	}
	var number syscall.Errno
	if errors.As(err, &number) {
		return n.call.problem(Unreachable, number.Error())
	}
	return n.call.problem(Unreachable, n.call.quote(err.Error()))
}

// dial connects to one of several addresses, with its share of the time left.
func dial(ctx context.Context, left int, kind, address string) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	return (&net.Dialer{}).DialContext(ctx, kind, address)
}

// keep has the connection closed with the others.
func (n *network) keep(conn net.Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		conn.Close()
		return
	}
	n.conns = append(n.conns, conn)
}

// hangUp closes all connections when a context has ended; new ones may be made.
func (n *network) hangUp() { n.drop(true, false) }

// close closes all connections, and such as are still to come.
func (n *network) close() { n.drop(false, true) }

func (n *network) drop(late, forGood bool) {
	n.mu.Lock()
	conns := n.conns
	n.conns, n.late, n.closed = nil, n.late || late, n.closed || forGood
	n.mu.Unlock()
	for _, conn := range conns {
		conn.Close()
	}
}

// begin forgets that an earlier host was late.
func (n *network) begin() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.late = false
}

// wasLate says whether it was this side that closed the connections.
func (n *network) wasLate() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.late
}
