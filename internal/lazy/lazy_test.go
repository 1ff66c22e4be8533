package lazy_test

import (
	"testing"

	"ispatch/internal/lazy"
)

func TestValue(t *testing.T) {
	made := 0
	v := lazy.Value[string]{Make: func() string { made++; return "a" }}
	if made != 0 || v.Get() != "a" || v.Get() != "a" || made != 1 {
		t.Errorf("made %d times", made)
	}
}

func TestRegexp(t *testing.T) {
	r := lazy.Regexp{Expr: `^a+$`}
	first := r.Get()
	if !first.MatchString("aa") || first != r.Get() {
		t.Error("not compiled, or more than once")
	}
}
