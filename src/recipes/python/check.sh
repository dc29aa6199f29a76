#!/bin/sh
set -u

export UV_NO_PROGRESS=1 UV_OFFLINE=1 UV_PREVIEW_FEATURES=pylock
home=${ALOFT_UNDER:-}/opt/aloft/env
uv=${ALOFT_UNDER:-}/opt/aloft/bin/uv

# What the last apply was asked for, and that it came to its end.
wanted=$(printf '%s\n' "version ${ALOFT_PYTHON_VERSION:-}" "file ${ALOFT_PYTHON_FILE:-} ${ALOFT_PYTHON_FILE_HASH:-}" \
    "${ALOFT_PYTHON_PACKAGES:-}" "${ALOFT_TORCH_INDEX:-}")
if [ -n "${ALOFT_TORCH_INDEX:-}" ]; then export UV_TORCH_BACKEND="$ALOFT_TORCH_INDEX"; fi
[ "$wanted" = "$(cat "$home/.aloft/done" 2>/dev/null)" ] || exit 1
"$home/bin/python" -c '' 2>/dev/null || exit 1

# What is in the environment now, whoever has changed it since. Nothing is read from the network: what cannot be
# said without it counts as something to do.
satisfied() {
    answer=$("$uv" pip install --python "$home" --dry-run "$@" 2>&1) || return 1
    case "$answer" in *'Would make no changes'*) return 0 ;; esac
    return 1
}

satisfied --requirements "$home/.aloft/packages" || exit 1
cd "$ALOFT_WORK" || exit 1
case "${ALOFT_PYTHON_FILE:-}" in
    '') exit 0 ;;
    uv.lock | */uv.lock)
        UV_PROJECT_ENVIRONMENT=$home exec "$uv" sync --quiet --project "$(dirname "$ALOFT_PYTHON_FILE")" --frozen --inexact --check
        ;;
    *) satisfied --requirements "$ALOFT_PYTHON_FILE" ;;
esac
