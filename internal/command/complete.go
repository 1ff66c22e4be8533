package command

import (
	"strings"

	"ispatch/internal/home"
	"ispatch/internal/profile"
	"ispatch/internal/server"
)

// completeCommand is the hidden command that completion scripts call. Its
// arguments are the words before the cursor; the last one may be incomplete. No
// help shows it.
const completeCommand = "__complete"

// A candidate is a word that can be completed at the cursor, with its meaning.
type candidate struct{ word, text string }

// A completer returns the candidates at the cursor.
type completer func(completing) []candidate

// A completing is a command line that is being typed.
type completing struct {
	env  Environment
	line *line
}

// fileNames, as the only candidate, asks the shell to complete file names.
const fileNames = ":files"

// files completes file names.
func files(completing) []candidate { return []candidate{{word: fileNames}} }

func shells(completing) []candidate { return words("bash", "fish", "zsh") }

func words(list ...string) []candidate {
	var out []candidate
	for _, word := range list {
		out = append(out, candidate{word: word})
	}
	return out
}

// sections completes the last section of a comma-separated list.
func sections(c completing) []candidate { return words(profile.Sections()...) }

// backups completes the backups of the home.
func backups(c completing) []candidate {
	h, err := c.home()
	if err != nil {
		return nil
	}
	defer h.Close()
	list, err := h.Backups()
	if err != nil {
		return nil
	}
	var out []candidate
	for i := range list {
		b := list[len(list)-1-i]
		out = append(out, candidate{b.ID, strings.Join(b.Files, " ")})
	}
	return out
}

// datasourceNames completes the datasources of the home.
func datasourceNames(c completing) []candidate {
	return c.config(func(config *server.Config) (out []candidate) {
		for _, d := range config.Datasources {
			out = append(out, candidate{d.Name.Text, d.JNDI.Text})
		}
		return out
	})
}

// mountPaths completes the usual paths and those that the home already mounts.
func mountPaths(c completing) []candidate {
	out := words("/_system/config", "/_system/governance")
	return append(out, c.config(func(config *server.Config) (out []candidate) {
		for _, m := range config.Registry.Mounts {
			if path := m.Path.Text; path != "/_system/config" && path != "/_system/governance" {
				out = append(out, candidate{path, m.Target.Text})
			}
		}
		return out
	})...)
}

// storeTypes completes the types of user stores.
func storeTypes(completing) []candidate { return words(profile.StoreTypes()...) }

// config calls a function with the configuration of the home and returns its
// result, or nil if there is no home.
func (c completing) config(of func(*server.Config) []candidate) []candidate {
	h, err := c.home()
	if err != nil {
		return nil
	}
	defer h.Close()
	return of(server.Read(server.NewSource(h.FS())))
}

// printCompletions prints the candidates at the cursor, one per line, with the
// explanation after a tab. It never fails.
func printCompletions(root *command, env Environment, words []string) {
	current := ""
	if len(words) > 0 {
		current, words = words[len(words)-1], words[:len(words)-1]
	}
	c := completing{env, readLine(root, words)}
	for _, found := range c.candidates(current) {
		if strings.ContainsAny(found.word, "\n\t") {
			continue
		}
		if found.text == "" {
			say(env.Out, "%s", found.word)
		} else {
			say(env.Out, "%s\t%s", found.word, strings.Join(strings.Fields(found.text), " "))
		}
	}
}

// candidates returns the candidates that begin with the word at the cursor.
func (c completing) candidates(current string) []candidate {
	prefix := ""
	var found []candidate
	switch name, value, hasValue := strings.Cut(current, "="); {
	case c.line.open != nil:
		found = c.values(c.line.open.word)
	case c.line.ended:
		found = c.arguments()
	case strings.HasPrefix(current, "--") && hasValue:
		prefix, current, found = name+"=", value, c.values(name)
	case strings.HasPrefix(current, "-"):
		found = c.options()
	case len(c.line.at.commands) > 0:
		found = c.commands()
	default:
		found = c.arguments()
	}
	if len(found) == 1 && found[0].word == fileNames {
		return found
	}
	if at := strings.LastIndexByte(current, ','); at >= 0 {
		// A comma-separated list of names: complete the last name.
		prefix, current = prefix+current[:at+1], current[at+1:]
	}
	var out []candidate
	for _, f := range found {
		if strings.HasPrefix(f.word, current) {
			out = append(out, candidate{prefix + f.word, f.text})
		}
	}
	return out
}

func (c completing) commands() []candidate {
	if len(c.line.arguments) > 0 {
		return nil
	}
	var out []candidate
	for _, e := range c.line.at.commands {
		out = append(out, candidate{e.name, c.line.at.sub(e.name).usage})
	}
	return out
}

// options returns the options that the command uses. It leaves out options that
// were already given, unless they may be repeated.
func (c completing) options() []candidate {
	var out []candidate
	for _, f := range c.line.at.flags {
		if !f.hidden && (f.kind == list || !c.line.has(f.names()...)) {
			out = append(out, candidate{dashed(f.name), f.term().text})
		}
	}
	return out
}

// values returns the values that an option may have.
func (c completing) values(word string) []candidate {
	f := c.line.flag(strings.TrimLeft(word, "-"))
	switch {
	case f == nil:
		return nil
	case f.kind == choice:
		return words(f.words...)
	case f.file:
		return files(c)
	}
	switch f.name {
	case optOnly:
		return sections(c)
	case optTo:
		return backups(c)
	case optDatasource:
		return datasourceNames(c)
	case optIgnore:
		return codes(c)
	}
	return nil
}

// arguments returns what the next argument may be.
func (c completing) arguments() []candidate {
	known := c.line.at.complete
	if len(c.line.arguments) >= len(known) {
		return nil
	}
	return known[len(c.line.arguments)](c)
}

// home opens the home that the command line names, or else the home of the
// environment.
func (c completing) home() (*home.Home, error) {
	var o options
	for _, given := range c.line.options {
		if given.word == dashed(optHome) || given.word == "-H" {
			o.homes = []string{expandTilde(given.value, c.env)}
		}
	}
	dir, err := oneHome(o, c.env)
	if err != nil {
		return nil, err
	}
	return home.Open(dir, home.Options{FollowLinks: c.line.has(dashed(optFollowLinks))})
}

// expandTilde expands ~ as the shell does before it runs a command.
func expandTilde(name string, env Environment) string {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		if dir, set := env.Getenv("HOME"); set {
			return dir + "/" + rest
		}
	}
	return name
}
