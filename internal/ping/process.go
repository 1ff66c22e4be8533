package ping

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"time"
)

// startTime is what a JVM may need to start, in addition to the targets' time.
const startTime = 30 * time.Second

// What is taken from the JVM, in bytes. It may be a hostile JAR that writes.
const (
	maxLine   = 64 << 10
	maxEvents = 16 << 20
	maxOutput = 64 << 10
)

// options are those of the JVM: small, quick to start, no dump, no file. An
// option that it doesn't know it ignores.
func options(classPath string) []string {
	return []string{"-XX:+IgnoreUnrecognizedVMOptions", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-XX:-UsePerfData", "-XX:+DisableAttachMechanism", "-XX:-HeapDumpOnOutOfMemoryError",
		"-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null",
		"-Dfile.encoding=UTF-8", "-Djava.awt.headless=true", "-cp", classPath, "Ping"}
}

// environment is all that the JVM gets of this process's: where TZ is set the
// drivers take their time zone from it.
func environment(getenv func(string) (string, bool)) []string {
	env := []string{"LC_ALL=C.UTF-8"}
	for _, name := range []string{"TZ", "SystemRoot"} {
		if value, ok := getenv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// A process is one JVM, and what it says.
type process struct {
	java    string
	dir     string
	env     []string
	request []byte
	limit   time.Duration
	// event is called with each line of standard output.
	event func(line []byte)
	// output is called with each line of standard error.
	output func(line []byte)
}

// run runs the JVM until it ends, its time is over, or ctx is done: then it is
// killed. The error is why it could not be started, or how it ended.
func (p *process) run(ctx context.Context, as identity) error {
	ctx, cancel := context.WithTimeout(ctx, startTime+p.limit)
	defer cancel()
	jar, err := provide(archive())
	if err != nil {
		return fmt.Errorf("the class could not be provided: %w", err)
	}
	defer jar.close()
	cmd := exec.CommandContext(ctx, p.java, options(jar.path)...)
	cmd.Dir, cmd.Env, cmd.ExtraFiles = p.dir, p.env, jar.files
	cmd.Stdin = bytes.NewReader(p.request)
	stdout := &lines{each: p.event, left: maxEvents, full: cancel}
	stderr := &lines{each: p.output, left: maxOutput}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	// A process of a JAR's own may keep the pipes open.
	cmd.WaitDelay = time.Second
	as.apply(cmd)
	ended := make(chan error, 1)
	go func() {
		// The child dies with the thread that starts it.
		runtime.LockOSThread()
		ended <- cmd.Run()
	}()
	err = <-ended
	if !errors.Is(err, exec.ErrWaitDelay) {
		stdout.end()
		stderr.end()
	}
	return err
}

// lines is a writer that hands on whole lines. What goes beyond maxLine in one
// line, or beyond left in all, is dropped; full is called then.
type lines struct {
	each func(line []byte)
	left int
	full func()
	line []byte
}

func (l *lines) Write(data []byte) (int, error) {
	n := len(data)
	if l.left < n {
		data = data[:max(l.left, 0)]
		if l.full != nil {
			l.full()
		}
	}
	l.left -= n
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n')
		part := data
		if end >= 0 {
			part = data[:end]
		}
		l.line = append(l.line, part[:min(len(part), maxLine-len(l.line))]...)
		if end < 0 {
			break
		}
		l.end()
		data = data[end+1:]
	}
	return n, nil
}

// end hands on what has no newline at its end.
func (l *lines) end() {
	if len(l.line) > 0 {
		l.each(l.line)
	}
	l.line = l.line[:0]
}
