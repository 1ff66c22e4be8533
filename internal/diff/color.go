package diff

// The colours are git's defaults. Context lines have none.
const (
	bold  = "\x1b[1m"
	cyan  = "\x1b[36m"
	green = "\x1b[32m"
	red   = "\x1b[31m"
	reset = "\x1b[m"
)

// colored prints text in a colour. The text must not contain a line ending, at which the
// colour would fill the rest of the terminal's line.
func (p *printer) colored(color, text string) {
	if !p.color || color == "" {
		p.out.WriteString(text)
		return
	}
	p.out.WriteString(color)
	p.out.WriteString(text)
	p.out.WriteString(reset)
}
