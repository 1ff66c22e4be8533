package home

import (
	"os"
	"strconv"
	"testing"
)

// stride is how many points a test of pairs steps over: ISPATCH_STRIDE, 1 for
// all of them.
func stride(t testing.TB, usual int) int {
	if n, err := strconv.Atoi(os.Getenv("ISPATCH_STRIDE")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return usual * 7
	}
	return usual
}

// The process ends at any call, whether the call has taken effect or not.
func TestKilledAtEveryCall(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points := 0
		for at := range sc.length(t) {
			for _, kill := range kills {
				f := sc.disk()
				f.at, f.fault = at, kill
				sc.attempt(t, f)
				points++
				sc.next(t)
				if t.Failed() {
					t.Fatalf("%s call %d, %s", kill.name, at, f.calls[at])
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points", points)
	})
}

// The process ends at any call, and the one that recovers at any call too, and
// so does the next.
func TestKilledTwice(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points, step := 0, stride(t, 61)
		length := sc.length(t)
		for n := 0; n < 2*length; n++ {
			first := kills[2*(n%2)]
			for second := n % step; ; second += step {
				f := sc.disk()
				f.at, f.fault = n/2, first
				sc.attempt(t, f)
				g := sc.disk()
				g.at, g.fault = second, kills[second%3]
				sc.attempt(t, g)
				if !g.met {
					sc.reset(t)
					break // it made fewer calls than that
				}
				points++
				sc.next(t)
				if t.Failed() {
					t.Fatalf("%s call %d, %s; then %s call %d, %s", first.name, n/2, f.calls[n/2], g.fault.name, second, g.calls[second])
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points", points)
	})
}
