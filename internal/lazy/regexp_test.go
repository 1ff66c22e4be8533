package lazy_test

import (
	"testing"

	"ispatch/internal/lazy"
)

func TestGet(t *testing.T) {
	r := lazy.Regexp{Expr: `^a+$`}
	if !r.Get().MatchString("aa") || r.Get() != r.Get() {
		t.Error("not compiled, or more than once")
	}
}
