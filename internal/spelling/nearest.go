// Package spelling guesses what a misspelled word means, for hints. A guess is
// the same on every machine, and no input makes it slow.
package spelling

import "strings"

// Limits: longer words, and words with more candidates, have no nearest
// candidate.
const (
	maxWord       = 64
	maxCandidates = 256
)

// Nearest returns the candidate that a misspelled word most likely means, or ""
// if no candidate is similar enough. A candidate that differs only in case
// comes first. Otherwise at most a third of the letters, and at most three, may
// be changed, added, dropped or swapped with the next letter.
func Nearest(word string, candidates []string) string {
	// Words this long are not typos, and comparing takes time proportional to
	// the product of the lengths.
	if len(word) > maxWord || len(candidates) > maxCandidates {
		return ""
	}
	best, least := "", 0
	for _, candidate := range candidates {
		if strings.EqualFold(word, candidate) {
			return candidate
		}
		if len(candidate) > maxWord {
			continue
		}
		d := distance(strings.ToLower(word), strings.ToLower(candidate))
		if d <= min(max(1, len(candidate)/3), 3) && (best == "" || d < least) {
			best, least = candidate, d
		}
	}
	return best
}

// distance returns how many letters must be changed, added, dropped or swapped
// with the next to get from a to b.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var before []int // the row of s[:i-2]
	last := make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row := make([]int, len(t)+1)
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(t)]
}
