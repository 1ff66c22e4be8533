package ping

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

// startTime is the time for the JVM's start, in addition to that of the
// targets.
const startTime = 30 * time.Second

// The limits of the JVM's output, in bytes: a hostile JAR may write it.
const (
	maxLine   = 64 << 10
	maxEvents = 16 << 20
	maxOutput = 64 << 10
)

// options returns the JVM's options: small, quick to start, no dump, no files.
// The JVM ignores options that it does not know.
func options(classPath string) []string {
	return []string{"-XX:+IgnoreUnrecognizedVMOptions", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-XX:-UsePerfData", "-XX:+DisableAttachMechanism", "-XX:-HeapDumpOnOutOfMemoryError",
		"-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null",
		"-Dfile.encoding=UTF-8", "-Djava.awt.headless=true", "-cp", classPath, "Ping"}
}

// environment returns the variables of this process that the JVM gets. TZ is
// one of them because drivers take their time zone from it.
func environment(getenv func(string) (string, bool)) []string {
	env := []string{"LC_ALL=C.UTF-8"}
	for _, name := range []string{"TZ", "SystemRoot"} {
		if value, ok := getenv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// A process is one JVM and the handlers of its output.
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

// run runs the JVM until it ends, its time is over, or ctx is done; in the last
// two cases it is killed. The error says why it could not be started, or how it
// ended.
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
	// A process started by a JAR may keep the pipes open.
	cmd.WaitDelay = time.Second
	as.apply(cmd)
	ended := make(chan error, 1)
	go func() {
		// The child dies with the thread that starts it.
		runtime.LockOSThread()
		ended <- cmd.Run()
	}()
	err = <-ended
	stdout.close()
	stderr.close()
	return err
}

// lines is a writer that passes on whole lines. What exceeds maxLine in one
// line, or left in total, is dropped, and full is called. So is what comes after
// close: a process that a JAR started may still be writing when the JVM is gone.
type lines struct {
	each func(line []byte)
	left int
	full func()

	mu     sync.Mutex // guards the rest, and left
	line   []byte
	closed bool
}

func (l *lines) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(data)
	if l.closed {
		return n, nil
	}
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

// close passes on a last line that has no newline. No line is passed on after it.
func (l *lines) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end()
	l.closed = true
}

// end passes on the line that was read.
func (l *lines) end() {
	if len(l.line) > 0 {
		l.each(l.line)
	}
	l.line = l.line[:0]
}
