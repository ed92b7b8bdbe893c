# System-wide settings of every interactive bash, login shell or not.
[ -z "${PS1-}" ] && return

shopt -s checkwinsize
alias ls='ls --color=auto' ll='ls -l --color=auto' grep='grep --color=auto'

# The whole of bash-completion is read at the first Tab only: that halves the time to the first prompt.
if [ -r /usr/share/bash-completion/bash_completion ]; then
  _load_completion() {
    unset -f _load_completion
    complete -r -D
    . /usr/share/bash-completion/bash_completion
    return 124 # try again with what is there now
  }
  complete -D -F _load_completion
fi

. /etc/matou/shell.bash
