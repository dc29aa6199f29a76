#!/bin/sh
set -u

home=/opt/aloft/tensorflow
[ "$ALOFT_TENSORFLOW ${ALOFT_PYTHON_VERSION:-}" = "$(cat "$home/.aloft-done" 2>/dev/null)" ] || exit 1
grep -q "$home/bin/python" /usr/local/share/jupyter/kernels/tensorflow/kernel.json 2>/dev/null || exit 1
[ "$(stat -c %U "$home")" = "$ALOFT_PERSON" ] || exit 1
exec "$home/bin/python" -c 'import importlib.metadata as found; found.version("tensorflow"); found.version("ipykernel")' 2>/dev/null
