package ping

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"sync"
	"time"

	"ispatch/internal/problem"
)

// DefaultTimeout is the time for one target, from looking up its host to the
// last table. It does not include the JVM's start.
const DefaultTimeout = 5 * time.Second

// Options are the home that the targets belong to, and how they are opened.
type Options struct {
	// Home is the path of the home; Files reads it.
	Home  string
	Files fs.FS
	// Timeout is the time for each target. If it is 0 or less, DefaultTimeout
	// is used.
	Timeout time.Duration
	// Getenv reads the environment in which the JVM is looked for.
	Getenv func(string) (string, bool)
	// TrustStore are the server's javax.net.ssl properties, which the server sets
	// from Security/TrustStore of carbon.xml (carbon-kernel 4.4.35,
	// RegistryCoreServiceComponent).
	TrustStore TrustStore
}

// TrustStore is the server's file of trusted certificates. An empty location
// means the JVM's own.
type TrustStore struct{ Location, Type, Password string }

func (t TrustStore) properties(home string) []Setting {
	properties := []Setting{{"property", "carbon.home", home}}
	if t.Location != "" {
		properties = append(properties, Setting{"property", "javax.net.ssl.trustStore", t.Location},
			Setting{"property", "javax.net.ssl.trustStorePassword", t.Password})
		if t.Type != "" {
			properties = append(properties, Setting{"property", "javax.net.ssl.trustStoreType", t.Type})
		}
	}
	return properties
}

// Run opens all targets at once. It calls done with the result of each target
// when it is finished, never concurrently, and returns after the last. If
// nothing can be opened, the report's own problems say why, and done is called
// only for targets that are never opened. When ctx is cancelled, unfinished
// targets are reported as interrupted.
func Run(ctx context.Context, options Options, targets []Target, done func(Result)) Report {
	if options.Timeout <= 0 {
		options.Timeout = DefaultTimeout
	}
	run := &pinging{options: options, secrets: secretsOf(targets), done: done}
	run.secrets = append(run.secrets, options.TrustStore.Password)
	for _, t := range targets {
		o := newOpening(t, run.secrets)
		run.all = append(run.all, o)
		if code, detail, ok := t.unopened(); ok {
			o.result.add(o.problem(code, o.secrets.quote(detail)))
			run.finish(o)
			continue
		}
		run.open = append(run.open, o)
	}
	if len(run.open) > 0 {
		run.start(ctx)
	}
	for _, o := range run.all {
		run.report.Results = append(run.report.Results, o.result)
	}
	return run.report
}

// A pinging is one call of Run.
type pinging struct {
	options Options
	secrets secrets
	done    func(Result)
	all     []*opening
	// open are the targets that the JVM gets, in its order.
	open []*opening
	// mu guards everything below: the JVM writes to two pipes at once.
	mu      sync.Mutex
	started bool
	report  Report
}

func (p *pinging) finish(o *opening) {
	if !o.done {
		o.done = true
		p.done(o.result)
	}
}

func (p *pinging) start(ctx context.Context) {
	java, err := FindJava(p.options.Getenv)
	if err != nil {
		p.report.Problems = problem.From(err)
		return
	}
	p.report.Java = java
	var files []string
	for _, o := range p.open {
		files = append(files, o.target.Place.File)
	}
	as, refused := identify(p.options.Home, java.Path, files)
	if refused != nil {
		p.report.Problems = problem.List{refused}
		return
	}
	process := &process{java: java.Path, dir: p.options.Home, env: environment(p.options.Getenv),
		request: p.request(), limit: p.options.Timeout, event: p.event, output: p.lockedOutput}
	p.end(ctx, process.run(ctx, as))
}

// request returns the input of the Java part.
func (p *pinging) request() []byte {
	var targets [][]Setting
	for _, o := range p.open {
		targets = append(targets, o.request(p.options.Files))
	}
	trust := p.options.TrustStore.properties(p.options.Home)
	return newRequest(p.options.Home, p.options.Timeout, trust, targets)
}

// request returns the part of that input for one target.
func (o *opening) request(files fs.FS) []Setting {
	if o.target.Directory {
		return o.target.directorySettings()
	}
	settings, notes := o.target.poolSettings()
	o.result.Notes = append(o.result.Notes, notes...)
	settings = append(settings, Setting{"control", "kind", "database"})
	return append(settings, o.expectTables(schemas(files, o.target.url(), o.target.Roles))...)
}

// event handles one line of the JVM's standard output.
func (p *pinging) event(line []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := readEvent(line)
	switch {
	case !ok:
		p.output(line)
	case e.Event == "start":
		p.started = true
		p.report.Java.Version = p.secrets.quote(e.Java)
	case e.Target >= 0 && e.Target < len(p.open):
		if o := p.open[e.Target]; !o.done && o.take(e) {
			p.finish(o)
		}
	}
}

func (p *pinging) lockedOutput(line []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.output(line)
}

// output handles one line that the JVM, or a JAR in it, printed.
func (p *pinging) output(line []byte) {
	p.report.Output = append(p.report.Output, p.secrets.quote(string(line)))
}

// end reports the targets that the JVM did not finish.
func (p *pinging) end(ctx context.Context, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, o := range p.open {
		if o.done {
			continue
		}
		switch {
		case ctx.Err() != nil:
			o.result.add(o.problem(Interrupted, ""))
			p.finish(o)
		case len(p.report.Problems) == 0:
			p.report.Problems = problem.List{p.failed(err)}
		}
	}
}

// failed returns why the JVM did not answer.
func (p *pinging) failed(err error) *problem.Problem {
	said := strings.Join(p.report.Output, "\n")
	if !p.started && strings.Contains(said, "UnsupportedClassVersionError") {
		return newProblem(JavaTooOld, "", problem.Printable(p.report.Java.Path))
	}
	var exit *exec.ExitError
	detail := "it printed nothing"
	switch {
	case errors.As(err, &exit):
		detail = exit.Error()
	case err != nil:
		detail = problem.Printable(err.Error())
	}
	if n := len(p.report.Output); n > 0 {
		detail = fmt.Sprintf("%s: %s", detail, p.report.Output[0])
	}
	return newProblem(JavaFailed, "", detail)
}
