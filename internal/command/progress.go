package command

import (
	"fmt"
	"sync"
	"time"
)

// A progress is a line on a terminal that counts the finished homes. It appears
// after one second, and is removed before anything else is printed.
type progress struct {
	env   Environment
	runs  []*homeRun
	mutex sync.Mutex
	shown bool // the line is there
	over  bool // it is not to be shown again
	ended chan struct{}
}

// startProgress starts counting, at each tick. It prints nothing if standard
// error is not a terminal.
func startProgress(env Environment, runs []*homeRun, ticks <-chan time.Time) *progress {
	p := &progress{env: env, runs: runs, ended: make(chan struct{})}
	if env.Terminal(env.Err) {
		go p.count(ticks)
	}
	return p
}

func (p *progress) count(ticks <-chan time.Time) {
	for {
		select {
		case <-p.ended:
			return
		case <-ticks:
			p.show()
		}
	}
}

// show prints the line.
func (p *progress) show() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.over {
		return
	}
	p.clear()
	done := 0
	for _, h := range p.runs {
		select {
		case <-h.done:
			done++
		default:
		}
	}
	_ = printText(p.env.Err, fmt.Sprintf("%d of %d homes done", done, len(p.runs)))
	p.shown = true
}

// pause removes the line while something else is printed.
func (p *progress) pause(print func()) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.clear()
	print()
}

// stop ends the counting.
func (p *progress) stop() {
	close(p.ended)
	p.pause(func() { p.over = true })
}

// clear removes the line. The mutex is held.
func (p *progress) clear() {
	if p.shown {
		_ = printText(p.env.Err, "\r\x1b[K")
		p.shown = false
	}
}
