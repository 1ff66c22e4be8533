package command

// completionScript returns the script that completes ispatch's command line in a
// shell, or "" if there is none. A script asks the program for the candidates. If
// the answer is :files, it completes file names as the shell does.
func completionScript(shell string) string {
	switch shell {
	case "bash":
		return `# bash completion for ispatch: source <(ispatch completion bash)
_ispatch() {
	# bash breaks words at = and : too. Those with no blank between are one.
	local rest="${COMP_LINE:0:COMP_POINT}" words=() word line i
	for ((i = 0; i <= COMP_CWORD; i++)); do
		word="${COMP_WORDS[i]}"
		[[ $i -lt COMP_CWORD || "$rest" == *"$word" ]] || word="${rest#"${rest%%[![:space:]]*}"}"
		if [[ $i == 0 || "$rest" == [[:space:]]* || -z "$rest" ]]; then
			words+=("$word")
		else
			words[${#words[@]}-1]+="$word"
		fi
		rest="${rest#"${rest%%[![:space:]]*}"}"
		rest="${rest#"$word"}"
	done
	local current="${words[${#words[@]}-1]}" keep=""
	case "$word" in
	= | :) keep="$current" ;;
	*) keep="${current%"$word"}" ;;
	esac
	COMPREPLY=()
	while IFS= read -r line; do
		if [[ "$line" == :files ]]; then
			compopt -o default
			return
		fi
		line="${line%%$'\t'*}"
		printf -v line %q "${line#"$keep"}"
		[[ "$line" != *= ]] || compopt -o nospace
		COMPREPLY+=("$line")
	done < <("${words[0]}" ` + completeCommand + ` "${words[@]:1}" 2>/dev/null)
}
complete -F _ispatch ispatch
`
	case "zsh":
		return `#compdef ispatch
# zsh completion for ispatch: source <(ispatch completion zsh)
_ispatch() {
	local -a found shown
	local line
	found=("${(@f)$("${(Q)words[1]}" ` + completeCommand + ` "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
	[[ -n "${found[1]}" ]] || return 1
	if [[ "${found[1]}" == :files ]]; then
		compset -P '--*='
		_files
		return
	fi
	for line in "${found[@]}"; do
		shown+=("${line/$'\t'/  -- }")
	done
	found=("${(@)found%%$'\t'*}")
	compadd -l -d shown -a found
}
# Sourced, this text defines the function; read by compinit from a file named
# _ispatch, it is the function.
if [[ "${funcstack[1]}" == _ispatch ]]; then
	_ispatch "$@"
else
	compdef _ispatch ispatch
fi
`
	case "fish":
		return `# fish completion for ispatch: ispatch completion fish | source
function __ispatch_complete
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	set -l program $words[1]
	set -e words[1]
	set -l found ($program ` + completeCommand + ` $words "$current" 2>/dev/null)
	if test "$found" = :files
		set -l option (string match -r -- '^--[^=]*=' $current)
		__fish_complete_path (string replace -r -- '^--[^=]*=' '' $current) | string replace -r -- '^' "$option"
	else
		string join -- \n $found
	end
end
complete -c ispatch -f -a '(__ispatch_complete)'
`
	}
	return ""
}

// completionCommand is ispatch completion.
func completionCommand() *command {
	return &command{
		usage:     "print a script that completes commands and options in a shell",
		arguments: "bash|zsh|fish",
		complete:  []completer{shells},
		examples: []example{
			{"source <(ispatch completion bash)", "complete in this shell"},
			{"ispatch completion fish > ~/.config/fish/completions/ispatch.fish", "complete in every new fish shell"},
		},
		action: func(c call) error {
			if err := c.checkArguments("bash, zsh or fish"); err != nil {
				return err
			}
			script := completionScript(c.args[0])
			if script == "" {
				return usagef("completion: unknown shell %q; known are bash, fish, zsh", c.args[0])
			}
			return printText(c.env.Out, script)
		},
	}
}
