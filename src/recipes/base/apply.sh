#!/bin/sh
set -u

wanted='python3 python3-venv git rsync tmux curl ca-certificates'

if ! command -v apt-get >/dev/null; then
    echo "This machine has no apt-get, and aloft knows no other way to install packages."
    echo "Install what these are called here, then run the same command again: $wanted"
    exit 1
fi

# shellcheck disable=SC2086
install_packages $wanted
