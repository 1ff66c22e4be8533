package command

import (
	"fmt"
	"sync"
	"time"
)

// A progress is a line on a terminal that counts the homes that are done. It is
// there from the first second on, and goes before anything else is printed.
type progress struct {
	env   Environment
	runs  []*homeRun
	mutex sync.Mutex
	shown bool
	ended chan struct{}
}

// startProgress begins to count. Where standard error is not a terminal nothing
// is printed.
func startProgress(env Environment, runs []*homeRun) *progress {
	p := &progress{env: env, runs: runs, ended: make(chan struct{})}
	if env.Terminal(env.Err) {
		go p.count(time.NewTicker(time.Second))
	}
	return p
}

func (p *progress) count(ticker *time.Ticker) {
	defer ticker.Stop()
	for {
		select {
		case <-p.ended:
			return
		case <-ticker.C:
			p.mutex.Lock()
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
			p.mutex.Unlock()
		}
	}
}

// pause prints something else.
func (p *progress) pause(print func()) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.clear()
	print()
}

// stop ends the counting.
func (p *progress) stop() {
	close(p.ended)
	p.pause(func() {})
}

// clear takes the line away. The mutex is held.
func (p *progress) clear() {
	if p.shown {
		_ = printText(p.env.Err, "\r\x1b[K")
		p.shown = false
	}
}
