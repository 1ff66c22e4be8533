// Package lazy has values that are made at their first use, so that a program
// which does not use them starts faster.
package lazy

import (
	"regexp"
	"sync"
)

// A Regexp is a regular expression that is compiled at its first use. That use
// panics if Expr is not a valid expression. A Regexp is safe for concurrent use,
// and must not be copied after its first use.
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
