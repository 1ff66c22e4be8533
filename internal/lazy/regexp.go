// Package lazy has regular expressions that are compiled when they are first
// used: a program that does not use one does not pay for it at its start.
package lazy

import (
	"regexp"
	"sync"
)

// A Regexp is a regular expression that is compiled at its first use, which
// panics where Expr is not one. It is safe for concurrent use, and must not be
// copied after that.
type Regexp struct {
	Expr string

	once     sync.Once
	compiled *regexp.Regexp
}

// Get returns the compiled expression.
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.Expr) })
	return r.compiled
}
