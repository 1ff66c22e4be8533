package lazy_test

import (
	"testing"

	"ispatch/internal/lazy"
)

func TestGet(t *testing.T) {
	r := lazy.Regexp{Expr: `^a+$`}
	first := r.Get()
	if !first.MatchString("aa") || first != r.Get() {
		t.Error("not compiled, or more than once")
	}
}
