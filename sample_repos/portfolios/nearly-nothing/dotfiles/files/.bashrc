case $- in *i*) ;; *) return ;; esac

HISTSIZE=20000
HISTCONTROL=ignoreboth
shopt -s histappend checkwinsize

alias ll='ls -lh'
alias gs='git status --short --branch'

PS1='\w \$ '
