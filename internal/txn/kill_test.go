package txn

import (
	"os"
	"strconv"
	"testing"
)

// every says which of the points of a test are tried: each one of so many.
// There are some hundred thousand, so by default it is a sample, the larger one
// on what most machines have; ISPATCH_EVERY=1 takes thorough, 2 every second
// of those, and so on.
func (sc *scenario) every(thorough, usual, others int) int {
	if n, err := strconv.Atoi(os.Getenv("ISPATCH_EVERY")); err == nil && n > 0 {
		return n * thorough
	}
	if sc.name != "exchange" {
		usual = others
	}
	if testing.Short() {
		return usual * 5
	}
	return usual
}

// The process ends at any call, whether the call has taken effect or not.
func TestKilledAtEveryCall(t *testing.T) {
	variants(t, func(t *testing.T, sc *scenario) {
		points, n, step := 0, 0, sc.every(1, 1, 11)
		for at := range sc.length(t) {
			for _, kill := range kills {
				if n++; n%step != 0 {
					continue
				}
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
		points, some, step := 0, sc.every(1, 7, 23), sc.every(13, 97, 97)
		length := sc.length(t)
		for n := 0; n < 2*length; n += some {
			first := kills[2*(n%2)]
			for second := n * 29 % step; ; second += step {
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
					t.Fatalf(
						"%s call %d, %s; then %s call %d, %s",
						first.name,
						n/2,
						f.calls[n/2],
						g.fault.name,
						second,
						g.calls[second],
					)
				}
				sc.reset(t)
			}
		}
		t.Logf("%d points", points)
	})
}

// every is the distance between the points that a test tries.
func every(thorough, usual int) int {
	if os.Getenv("ISPATCH_LONG") != "" {
		return thorough
	}
	if testing.Short() {
		return 5 * usual
	}
	return usual
}
