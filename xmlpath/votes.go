package xmlpath

// votes count texts, such as indentations. A document has few different ones; of more than
// maxVotes the first are counted.
type votes []struct {
	text  string
	count int
}

const maxVotes = 100

func (t *votes) add(text string) {
	for i := range *t {
		if (*t)[i].text == text {
			(*t)[i].count++
			return
		}
	}
	if len(*t) < maxVotes {
		*t = append(*t, struct {
			text  string
			count int
		}{text, 1})
	}
}

// of returns how often a text was counted.
func (t votes) of(text string) int {
	for _, c := range t {
		if c.text == text {
			return c.count
		}
	}
	return 0
}

// most returns what was counted most often, and how often; where there are
// several, the shortest.
func (t votes) most() (string, int) {
	best, most := "", 0
	for _, c := range t {
		if n := c.count; n > most ||
			n == most && (len(c.text) < len(best) || len(c.text) == len(best) && c.text < best) {
			best, most = c.text, n
		}
	}
	return best, most
}
