package diff

// match returns a longest list of equal lines, in order in both lists.
func match(old, new [][]byte) []pair {
	m := newMatcher(old, new)
	m.match(stretch{0, len(m.old.numbers)}, stretch{0, len(m.new.numbers)})
	return m.pairs
}

// A matcher finds a longest common subsequence by Myers' algorithm ("An O(ND)
// Difference Algorithm and Its Variations", 1986), in its variant that needs linear
// space. Lines are compared by number.
type matcher struct {
	old, new candidates
	pairs    []pair
	// forward and backward have, for each diagonal, how far the paths from the two ends
	// of the lists have come.
	forward, backward []int
}

// candidates are the lines of one list that the other has too. Other lines cannot match,
// and the search, whose time is quadratic in the number of differences, is fast without
// them even if two lists have nothing in common.
type candidates struct {
	numbers []int // equal lines have the same number
	places  []int // where each is in the list
}

// A stretch is some neighbouring lines of a list.
type stretch struct{ from, to int }

func newMatcher(old, new [][]byte) *matcher {
	m := &matcher{}
	numbers := make(map[string]int, len(old))
	for _, line := range old {
		if _, known := numbers[string(line)]; !known {
			numbers[string(line)] = len(numbers)
		}
	}
	shared := make([]bool, len(numbers))
	for i, line := range new {
		if n, known := numbers[string(line)]; known {
			shared[n] = true
			m.new.add(n, i)
		}
	}
	for i, line := range old {
		if n := numbers[string(line)]; shared[n] {
			m.old.add(n, i)
		}
	}
	diagonals := len(m.old.numbers) + len(m.new.numbers) + 3
	m.forward, m.backward = make([]int, diagonals), make([]int, diagonals)
	return m
}

func (n *candidates) add(number, place int) {
	n.numbers, n.places = append(n.numbers, number), append(n.places, place)
}

// match appends the pairs of two parts. What they begin and end with alike is matched
// first; the rest is split at the middle of a shortest path.
func (m *matcher) match(old, new stretch) {
	for old.from < old.to && new.from < new.to && m.equal(old.from, new.from) {
		m.pair(old.from, new.from)
		old.from, new.from = old.from+1, new.from+1
	}
	tail := 0
	for old.from < old.to && new.from < new.to && m.equal(old.to-1, new.to-1) {
		old.to, new.to, tail = old.to-1, new.to-1, tail+1
	}
	if old.from < old.to && new.from < new.to {
		// Here at least two lines differ, so that both parts are smaller than the whole.
		i, j := m.middle(old, new)
		m.match(stretch{old.from, i}, stretch{new.from, j})
		m.match(stretch{i, old.to}, stretch{j, new.to})
	}
	for k := range tail {
		m.pair(old.to+k, new.to+k)
	}
}

func (m *matcher) equal(i, j int) bool { return m.old.numbers[i] == m.new.numbers[j] }

func (m *matcher) pair(i, j int) {
	m.pairs = append(m.pairs, pair{m.old.places[i], m.new.places[j]})
}

// middle returns a point on a shortest path through two parts, about halfway: two paths
// start at their ends, and the point is where they meet.
func (m *matcher) middle(old, new stretch) (i, j int) {
	rows, columns := old.to-old.from, new.to-new.from
	offset := columns + 1 // the index of diagonal 0
	delta := rows - columns
	m.forward[offset+1], m.backward[offset+1] = 0, 0
	for d := 0; ; d++ {
		low, high := -(d - 2*max(0, d-columns)), d-2*max(0, d-rows)
		for k := low; k <= high; k += 2 {
			x := step(m.forward[offset+k-1:offset+k+2], k, d)
			for y := x - k; x < rows && y < columns && m.equal(old.from+x, new.from+y); y++ {
				x++
			}
			m.forward[offset+k] = x
			if other := delta - k; delta&1 != 0 && -d < other && other < d && x+m.backward[offset+other] >= rows {
				return old.from + x, new.from + x - k
			}
		}
		for k := low; k <= high; k += 2 {
			x := step(m.backward[offset+k-1:offset+k+2], k, d)
			for y := x - k; x < rows && y < columns && m.equal(old.to-1-x, new.to-1-y); y++ {
				x++
			}
			m.backward[offset+k] = x
			if other := delta - k; delta&1 == 0 && -d <= other && other <= d && x+m.forward[offset+other] >= rows {
				return old.to - x, new.to - (x - k)
			}
		}
	}
}

// step returns where a path with d differences reaches diagonal k, from the points that
// the paths with one difference less reached on the diagonals k-1 and k+1.
func step(near []int, k, d int) int {
	if k == -d || k != d && near[0] < near[2] {
		return near[2]
	}
	return near[0] + 1
}
