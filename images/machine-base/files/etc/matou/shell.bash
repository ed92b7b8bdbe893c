# The prompt, and the marks by which the course sees that a command started and ended: VS Code's OSC 633 sequences.
#
# Each mark is ESC ] 633 ; … BEL. On the wire, in this order:
#   633;E;<command>;<nonce>     after Enter, just before the command runs: its whole text, several lines included
#   633;C                       the command's output begins
#   633;D;<exit code>;<nonce>   it ended
#   633;P;Prompt;<nonce>        the shell is ready for the next command; once, unlike A and B
#   633;A   633;B               the prompt begins; it ended, and what follows is typed. Repeated when readline draws the prompt again
#
# No E, C or D for an empty line, a mere comment, Ctrl-C at the prompt, or a syntax error: nothing ran. <command> is empty when
# bash didn't put the command into its history (HISTCONTROL, HISTIGNORE, `set +o history`).
# In <command> `\` is written `\\`; `;`, control characters, DEL and U+0080 to U+009F are written `\xHH`.
# The nonce is the machine's secret: printed text can't pass for an E or a D. It leaves the environment at once, so that a nested
# bash, having none, makes no marks at all: its commands belong to the one command `bash`.

PROMPT_DIRTRIM=3
HISTCONTROL=
unset HISTIGNORE
shopt -s cmdhist lithist histappend

__matou_nonce=${MATOU_NONCE-}
unset MATOU_NONCE
__matou_ran=
__matou_status_colour=

__matou_escape() {
  local LC_ALL=C hex byte
  __matou_escaped=${1//\\/\\\\}
  __matou_escaped=${__matou_escaped//;/\\x3b}
  if [[ $__matou_escaped == *[$'\x01'-$'\x1f\x7f']* ]]; then
    for hex in {0,1}{{0..9},{a..f}} 7f; do
      printf -v byte "\\x$hex"
      [[ $byte ]] && __matou_escaped=${__matou_escaped//"$byte"/"\\x$hex"}
    done
  fi
  if [[ $__matou_escaped == *$'\xc2'[$'\x80'-$'\x9f']* ]]; then
    for hex in {8,9}{{0..9},{a..f}}; do
      printf -v byte "\\xc2\\x$hex"
      __matou_escaped=${__matou_escaped//"$byte"/"\\x$hex"}
    done
  fi
}

# Runs in PS0, that is in a subshell, after the command was read and before it runs.
__matou_before() {
  local line number
  line=$(HISTTIMEFORMAT='' builtin history 1)
  line=${line#"${line%%[! ]*}"}
  number=${line%%[!0-9]*}
  line=${line#"$number"}
  # Two blanks follow the number, or a star for an edited line and a blank.
  __matou_escape "${line:2}"
  ((number >= __matou_number)) || __matou_escaped=
  printf '\e]633;E;%s;%s\a\e]633;C\a' "$__matou_escaped" "$__matou_nonce"
}

__matou_prompt() {
  local status=$?
  if [[ $__matou_nonce && $__matou_ran ]]; then
    printf '\e]633;D;%s;%s\a' "$status" "$__matou_nonce"
  fi
  [[ $__matou_nonce ]] && printf '\e]633;P;Prompt;%s\a' "$__matou_nonce"
  __matou_ran=
  __matou_number=$HISTCMD
  __matou_status_colour=$'\e[0m'
  ((status == 0)) || __matou_status_colour=$'\e[31m'
  return "$status"
}

PROMPT_COMMAND=(__matou_prompt)
PS1='\[\e[1;32m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[$__matou_status_colour\]\$\[\e[0m\] '
if [[ $__matou_nonce ]]; then
  PS1='\[\e]633;A\a\]'$PS1'\[\e]633;B\a\]'
  # The arithmetic notes, without a subshell, that a command runs; it expands to nothing.
  PS0='$(__matou_before)${__matou_nonce:$((__matou_ran = 1)):0}'
fi
