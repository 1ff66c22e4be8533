package command

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

// completionFlag is what the scripts below call the program with, last, to be
// told what may stand there.
const completionFlag = "--generate-bash-completion"

// completionScripts are what a shell reads to complete ispatch's commands and
// options.
var completionScripts = map[string]string{
	"bash": `# bash completion for ispatch: source <(ispatch completion bash)
_ispatch() {
	local current="${COMP_WORDS[COMP_CWORD]}"
	local words=("${COMP_WORDS[@]:0:COMP_CWORD}")
	[[ "$current" == -* ]] && words+=("$current")
	COMPREPLY=($(compgen -W "$("${words[@]}" ` + completionFlag + ` 2>/dev/null)" -- "$current"))
}
complete -o bashdefault -o default -F _ispatch ispatch
`,
	"zsh": `#compdef ispatch
# zsh completion for ispatch: source <(ispatch completion zsh)
_ispatch() {
	local -a words_before found
	words_before=("${(@)words[1,CURRENT-1]}")
	[[ "${words[CURRENT]}" == -* ]] && words_before+=("${words[CURRENT]}")
	found=("${(@f)$("${words_before[@]}" ` + completionFlag + ` 2>/dev/null)}")
	found=("${(@)found%%:*}")
	if [[ -n "${found[1]}" ]]; then
		compadd -- "${found[@]}"
	else
		_files
	fi
}
# Sourced, this text defines the function; read by compinit from a file named
# _ispatch, it is the function.
if [[ "${funcstack[1]}" == _ispatch ]]; then
	_ispatch "$@"
else
	compdef _ispatch ispatch
fi
`,
	"fish": `# fish completion for ispatch: ispatch completion fish | source
function __ispatch_complete
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	string match -q -- '-*' $current; and set -a words $current
	set -l found ($words ` + completionFlag + ` 2>/dev/null)
	if test (count $found) -gt 0
		string join -- \n $found
	else
		__fish_complete_path $current
	end
end
complete -c ispatch -f -a '(__ispatch_complete)'
`,
}

// completionCommand is ispatch completion.
func completionCommand(env Environment) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print a script that completes commands and options in a shell",
		ArgsUsage: "bash|zsh|fish",
		BashComplete: func(*cli.Context) {
			fmt.Fprintln(env.Out, "bash\nzsh\nfish")
		},
		Action: func(c *cli.Context) error {
			args, err := arguments(c, "bash, zsh or fish")
			if err != nil {
				return err
			}
			script, known := completionScripts[args[0]]
			if !known {
				return usagef("completion: unknown shell %q; known are bash, fish, zsh", args[0])
			}
			_, err = fmt.Fprint(env.Out, script)
			return err
		},
	}
}
