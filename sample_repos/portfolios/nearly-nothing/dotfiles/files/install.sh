#!/bin/sh
set -eu

here=$(cd "$(dirname "$0")" && pwd)

for name in .bashrc; do
    if [ -e "$HOME/$name" ] && [ ! -L "$HOME/$name" ]; then
        mv "$HOME/$name" "$HOME/$name.before"
    fi
    ln -sf "$here/$name" "$HOME/$name"
done
