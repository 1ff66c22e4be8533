package ping

import (
	"context"
	"fmt"
	"time"
)

// A limit is a time that something may take, and what sets it.
type limit struct {
	time.Duration
	by string
}

// limit is a timeout of the URL, by the parameter's name.
func (p *parameters) limit(unit time.Duration, name string) limit {
	return limit{p.duration(unit, name), "the url's " + name}
}

// limitOf is the key of a context's limit, as it is told.
type limitOf struct{}

// begin starts a stage that may take no longer than l, and no longer than what
// it is a part of. When the time is over the connections are closed: a driver
// need not heed the context.
func (c *call) begin(ctx context.Context, doing string, l limit) (context.Context, context.CancelFunc) {
	if doing != "" {
		c.doing = doing
	}
	deadline, ok := ctx.Deadline()
	if l.Duration <= 0 || ok && time.Until(deadline) <= l.Duration {
		return context.WithCancel(ctx)
	}
	ctx = context.WithValue(ctx, limitOf{}, fmt.Sprintf("%v (%s)", l.Duration, l.by))
	ctx, cancel := context.WithTimeout(ctx, l.Duration)
	stop := context.AfterFunc(ctx, c.net.hangUp)
	return ctx, func() { stop(); cancel() }
}

// late is the problem of what took longer than its context allows.
func (c *call) late(ctx context.Context) *Problem {
	steps, within := &c.result.Steps, ctx.Value(limitOf{})
	switch {
	case len(steps.Resolved) == 0:
		return c.problem(Timeout, fmt.Sprintf("the host %s was not resolved within %v", c.host.name, within))
	case steps.Connected == "":
		return c.problem(Timeout, fmt.Sprintf("no connection to %s within %v", steps.Address, within))
	}
	return c.problem(Timeout, fmt.Sprintf("%s took the connection but did not %s within %v", steps.Address, c.doing, within))
}
