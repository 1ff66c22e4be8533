package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"ispatch/internal/problem"
)

// homes returns the homes of a call: those of --home, in which * and ? match
// any characters, or else the home of the environment.
func (c call) homes() ([]string, error) {
	var all []string
	seen := map[string]bool{}
	for _, pattern := range c.options.homes {
		found := []string{pattern}
		if _, err := os.Lstat(pattern); err != nil && strings.ContainsAny(pattern, "*?[") {
			var err error
			found, err = filepath.Glob(pattern)
			found = slices.DeleteFunc(found, func(name string) bool {
				info, err := os.Stat(name)
				return err != nil || !info.IsDir()
			})
			if err != nil || len(found) == 0 {
				return nil, problem.At(pattern, 0, 0, "check the path", "no home matches this pattern")
			}
		}
		for _, dir := range found {
			if key, err := filepath.Abs(dir); err != nil || !seen[key] {
				seen[key] = true
				all = append(all, dir)
			}
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	dir, err := oneHome(c.options, c.env)
	return []string{dir}, err
}

// A homeRun is the run for one of several homes. Its output is kept until its
// turn comes.
type homeRun struct {
	run      *run
	out, err bytes.Buffer
	code     int
	done     chan struct{}
}

// eachHome runs do for each home. With several homes, some run at the same
// time; the output comes in the order in which they were named. The error is
// the worst exit code.
func (c call) eachHome(ctx context.Context, dirs []string, do func(context.Context, *run) error) error {
	if len(dirs) > 1 || c.largeFile() {
		collectLate()
	}
	if len(dirs) == 1 {
		r := &run{options: c.options, env: c.env, dir: dirs[0]}
		err := do(ctx, r)
		if code, ok := interrupted(ctx, err); ok {
			printInterrupted(c.env, ctx, err)
			return code
		}
		return err
	}
	runs := c.homeRuns(dirs)
	go c.start(ctx, runs, do)
	p := startProgress(c.env, runs, time.Tick(time.Second))
	worst := exitDone
	for _, h := range runs {
		<-h.done
		p.pause(func() { c.printHome(h) })
		worst = worse(worst, h.code)
	}
	p.stop()
	if !c.options.json && !c.options.quiet {
		printSummary(c.env.Err, runs)
	}
	if worst == exitDone {
		return nil
	}
	return exit(worst)
}

func (c call) homeRuns(dirs []string) []*homeRun {
	var runs []*homeRun
	for _, dir := range dirs {
		h := &homeRun{done: make(chan struct{})}
		env := c.env
		env.Out, env.Err = &h.out, &h.err
		h.run = &run{options: c.options, env: env, dir: dir, several: true}
		runs = append(runs, h)
	}
	return runs
}

// start starts the runs, --jobs at a time. It starts no more after a signal, or
// after a failure with --fail-fast.
func (c call) start(ctx context.Context, runs []*homeRun, do func(context.Context, *run) error) {
	jobs := c.number(optJobs)
	if jobs < 1 {
		jobs = runtime.NumCPU()
		if !c.is(optPing) {
			jobs *= 4 // they wait for the disk; a ping has a JVM of its own
		}
	}
	free := make(chan struct{}, jobs)
	var failed atomic.Bool
	for _, h := range runs {
		free <- struct{}{}
		if ctx.Err() != nil || failed.Load() && c.is(optFailFast) {
			h.run.summary = "not started"
			if code, ok := interrupted(ctx, ctx.Err()); ok {
				h.code = int(code)
			}
			close(h.done)
			<-free
			continue
		}
		go func() {
			err := do(ctx, h.run)
			if code, ok := interrupted(ctx, err); ok {
				printInterrupted(h.run.env, ctx, err)
				err = code
			}
			h.code = conclude(h.run.env, err)
			if h.code == exitError || h.code == exitUsage {
				failed.Store(true)
				h.run.summary = "failed"
			}
			close(h.done)
			<-free
		}()
	}
}

// printHome prints the output of the run for a home, and discards it.
func (c call) printHome(h *homeRun) {
	if h.err.Len() > 0 {
		say(c.env.Err, "ispatch: home %s:", h.run.dir)
	}
	h.err.WriteTo(c.env.Err)
	if _, err := h.out.WriteTo(c.env.Out); err != nil {
		say(c.env.Err, "ispatch: error: %s", fmt.Sprintf("standard output: %v", err))
		if h.code == exitDone && !h.run.changed {
			h.code = exitError
		}
	}
	h.out, h.err = bytes.Buffer{}, bytes.Buffer{}
}

// printSummary prints one line per home.
func printSummary(w io.Writer, runs []*homeRun) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "HOME\tRESULT")
	for _, h := range runs {
		fmt.Fprintf(table, "%s\t%s\n", oneWord(h.run.dir), h.run.summary)
	}
	table.Flush()
}

// worse returns the worse of two exit codes: 0 < 2 < 3 < 1 < 64 < 128+n.
func worse(a, b int) int {
	order := []int{exitDone, exitChanged, exitProblems, exitError, exitUsage}
	rank := func(code int) int {
		if at := slices.Index(order, code); at >= 0 {
			return at
		}
		return code
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// printInterrupted prints how a run ended that a signal interrupted.
func printInterrupted(env Environment, ctx context.Context, err error) {
	if !errors.Is(err, context.Canceled) {
		printError(env.Err, err)
	}
	say(env.Err, "ispatch: error: %s", context.Cause(ctx).Error()+"; what was begun was rolled back")
}
