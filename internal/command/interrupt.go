package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// An interruption is a signal that ended a run.
type interruption struct{ signal syscall.Signal }

func (i interruption) Error() string { return fmt.Sprintf("ended by the signal %q", i.signal.String()) }

// untilSignal returns a context that is cancelled by SIGINT, SIGTERM or SIGHUP,
// so that the run can be rolled back. Until stop is called these signals do not
// end the process. A signal that the process was started to ignore, for example
// by nohup, stays ignored.
func (c call) untilSignal() (ctx context.Context, stop func()) {
	if c.options.dryRun {
		return context.Background(), func() {} // there is nothing to roll back
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(signals, s)
		}
	}
	go func() {
		select {
		case s := <-signals:
			if s, ok := s.(syscall.Signal); ok {
				cancel(interruption{s})
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// interrupted returns the exit code of a run that a signal ended, and reports
// whether a signal ended it. A run that could no longer be rolled back has no
// error and keeps its own exit code.
func interrupted(ctx context.Context, err error) (exit, bool) {
	var by interruption
	if err == nil || !errors.As(context.Cause(ctx), &by) {
		return 0, false
	}
	return exit(128 + int(by.signal)), true
}
