#!/bin/sh
set -eu

export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt UV_NO_PROGRESS=1 UV_HTTP_TIMEOUT=120 UV_PREVIEW_FEATURES=pylock
home=${ALOFT_UNDER:-}/opt/aloft/env
uv=${ALOFT_UNDER:-}/opt/aloft/bin/uv
file=${ALOFT_PYTHON_FILE:-}
index=${ALOFT_TORCH_INDEX:-}
if [ -n "$index" ]; then export UV_TORCH_BACKEND="$index"; fi # of torch and its kin only

mkdir -p "$ALOFT_WORK"
cd "$ALOFT_WORK"
if [ -n "$file" ] && [ ! -f "$file" ]; then
    echo "$file is not in $ALOFT_WORK: it comes along with the code, so is it in the folder, and not among what is ignored?"
    exit 1
fi

# An environment for another Python is made anew; for the same one it keeps what the person has put into it.
if [ "version ${ALOFT_PYTHON_VERSION:-}" != "$(cat "$home/.aloft/version" 2>/dev/null)" ] ||
    ! "$home/bin/python" -c '' 2>/dev/null; then
    if [ -n "${ALOFT_PYTHON_VERSION:-}" ]; then # before anything is lost
        "$uv" python find --quiet --system "$ALOFT_PYTHON_VERSION" || "$uv" python install "$ALOFT_PYTHON_VERSION"
    fi
    find "$home" -mindepth 1 -delete
    "$uv" venv --quiet --prompt aloft --python "${ALOFT_PYTHON_VERSION:-/usr/bin/python3}" "$home"
    mkdir "$home/.aloft"
    echo "version ${ALOFT_PYTHON_VERSION:-}" >"$home/.aloft/version"
fi
rm -f "$home/.aloft/done"

# uv takes a package for installed whose files it was cut off amidst, so what did not come to its end is laid out anew.
# No trap takes the mark away: bash runs one of EXIT when it is terminated and when uv fails, too.
reinstall=
[ ! -e "$home/.aloft/at-work" ] || reinstall=--reinstall
touch "$home/.aloft/at-work"
# uv takes torch for installed, whichever index it came from: another card needs it from another one.
if [ -e "$home/.aloft/index" ] && [ "$index" != "$(cat "$home/.aloft/index")" ]; then
    reinstall="$reinstall --reinstall-package torch --reinstall-package torchvision --reinstall-package torchaudio"
fi

# Without pip in it, `!pip install` in a notebook would find another Python's.
printf '%s\n' "${ALOFT_PYTHON_PACKAGES:-}" ipykernel pip >"$home/.aloft/packages"
cp "$home/.aloft/packages" "$home/.aloft/asked" # for whoever verifies

install() {
    # shellcheck disable=SC2086
    "$uv" pip install --python "$home" $reinstall "$@" && return
    status=$?
    # 1: it found no versions that go together, or could not get them, and has not begun to change anything.
    if [ "$status" -eq 1 ] && [ -z "$reinstall" ]; then rm -f "$home/.aloft/at-work"; fi
    exit "$status"
}

# What a lock says stands: the rest has to go along with it.
after_lock() {
    "$uv" pip freeze --quiet --python "$home" --exclude-editable >"$home/.aloft/locked"
    install --requirements "$home/.aloft/packages" --constraints "$home/.aloft/locked"
}

case "$file" in
    '')
        install --requirements "$home/.aloft/packages"
        ;;
    uv.lock | */uv.lock)
        # shellcheck disable=SC2086
        UV_PROJECT_ENVIRONMENT=$home "$uv" sync --project "$(dirname "$file")" --frozen --inexact $reinstall
        after_lock
        ;;
    pylock.toml | */pylock.toml | pylock.*.toml | */pylock.*.toml)
        install --requirements "$file"
        after_lock
        ;;
    *)
        if grep -q -e '--hash=' "$file"; then
            install --require-hashes --requirements "$file"
            after_lock
        else
            install --requirements "$file" --requirements "$home/.aloft/packages"
            case "$file" in *.toml) ;; *) grep '^[A-Za-z0-9]' "$file" >>"$home/.aloft/asked" || true ;; esac
        fi
        ;;
esac

echo "$index" >"$home/.aloft/index"
printf '%s\n' "version ${ALOFT_PYTHON_VERSION:-}" "file $file ${ALOFT_PYTHON_FILE_HASH:-}" "${ALOFT_PYTHON_PACKAGES:-}" "$index" \
    >"$home/.aloft/done.new"
sync "$home/.aloft/done.new" 2>/dev/null || true
mv "$home/.aloft/done.new" "$home/.aloft/done"
rm -f "$home/.aloft/at-work"
