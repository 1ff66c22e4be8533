package command

// A flag is an option of a command.
type flag struct {
	name   string
	letter string // the short name, or empty
	kind   kind
	// usage explains the option; the word in back quotes is its value's name.
	usage string
	// standard is the value if the option is not given.
	standard string
	// words are the values of a choice.
	words []string
	// file reports whether the value is the name of a file.
	file bool
	// hidden options are accepted, but not shown.
	hidden bool
}

// A kind is what the value of an option is.
type kind int

const (
	boolean  kind = iota // no value, or true or false after a =
	text                 // any
	list                 // any; may be given several times
	number               // 1 or more
	duration             // 10s, 1m30s
	choice               // one of the words
)

// takesValue reports whether the option takes a value; it is false for nil.
func (f *flag) takesValue() bool { return f != nil && f.kind != boolean }

// names returns the names of the option with their dashes; the first is its
// main name.
func (f *flag) names() []string {
	if f.letter == "" {
		return []string{dashed(f.name)}
	}
	return []string{dashed(f.name), dashed(f.letter)}
}

// dashed returns the name of an option with its dashes.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// choiceFlag returns an option that takes one of the known words; the first is
// its default.
func choiceFlag(name, letter, usage string, known ...string) *flag {
	return &flag{name: name, letter: letter, kind: choice, usage: usage, standard: known[0], words: known}
}
