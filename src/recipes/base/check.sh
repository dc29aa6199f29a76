#!/bin/sh
set -u

for program in python3 git rsync tmux curl; do
    command -v "$program" >/dev/null || exit 1
done
command -v apt-get >/dev/null || exec python3 -c 'import ensurepip, venv'

# One line for each that is installed whole: neither half unpacked nor held back by an interrupted dpkg.
wanted='python3 python3-venv git rsync tmux curl ca-certificates'
# shellcheck disable=SC2086
whole=$(dpkg-query --show --showformat='${db:Status-Abbrev}\n' $wanted 2>/dev/null | grep -c '^[ih]i $')
[ "$whole" -eq "$(echo "$wanted" | wc -w)" ]
