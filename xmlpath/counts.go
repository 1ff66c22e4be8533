package xmlpath

// textCounts counts how often texts occur, such as indentations. A document has
// few different ones; of more than maxTexts only the first are counted.
type textCounts []struct {
	text  string
	count int
}

const maxTexts = 100

func (t *textCounts) add(text string) {
	for i := range *t {
		if (*t)[i].text == text {
			(*t)[i].count++
			return
		}
	}
	if len(*t) < maxTexts {
		*t = append(*t, struct {
			text  string
			count int
		}{text, 1})
	}
}

// of returns how often a text was counted.
func (t textCounts) of(text string) int {
	for _, c := range t {
		if c.text == text {
			return c.count
		}
	}
	return 0
}

// most returns the text with the highest count, and that count. Of several, it
// returns the shortest. Without any it returns "" and 0.
func (t textCounts) most() (string, int) {
	best, most := "", 0
	for _, c := range t {
		if n := c.count; n > most ||
			n == most && (len(c.text) < len(best) || len(c.text) == len(best) && c.text < best) {
			best, most = c.text, n
		}
	}
	return best, most
}
