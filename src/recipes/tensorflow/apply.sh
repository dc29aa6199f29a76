#!/bin/sh
set -eu

home=/opt/aloft/tensorflow
kernel=/usr/local/share/jupyter/kernels/tensorflow

# In the environment the person may change what he likes, so it is his.
uv() {
    runuser -u "$ALOFT_PERSON" -- env HOME="$ALOFT_HOME_OF_PERSON" SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
        UV_NO_PROGRESS=1 UV_HTTP_TIMEOUT=300 /opt/aloft/bin/uv "$@"
}

# What a kill has left half made is made anew; uv's cache makes that quick.
wanted="$ALOFT_TENSORFLOW ${ALOFT_PYTHON_VERSION:-}"
install -d -o "$ALOFT_PERSON" "$home"
if [ "$wanted" != "$(cat "$home/.aloft-done" 2>/dev/null)" ] || ! "$home/bin/python" -c '' 2>/dev/null; then
    find "$home" -mindepth 1 -delete
    uv venv --quiet --prompt tensorflow --python "${ALOFT_PYTHON_VERSION:-/usr/bin/python3}" "$home"
fi
uv pip install --python "$home" "$ALOFT_TENSORFLOW" ipykernel pip

mkdir -p "$kernel"
cat >"$kernel/kernel.new" <<END
{
 "argv": ["$home/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
 "display_name": "TensorFlow (aloft)",
 "language": "python",
 "metadata": {"debugger": true},
 "env": {"VIRTUAL_ENV": "$home"}
}
END
mv "$kernel/kernel.new" "$kernel/kernel.json"
echo "$wanted" >"$home/.aloft-done.new"
mv "$home/.aloft-done.new" "$home/.aloft-done"
