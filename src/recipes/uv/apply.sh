#!/bin/sh
set -eu

export PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
home=/opt/aloft/uv

mkdir -p /opt/aloft/bin /opt/aloft/env
chmod 755 /opt/aloft /opt/aloft/bin
# With all in it: `sudo python` leaves what it compiled there, and the person could not replace its package any more.
chown -R "$ALOFT_PERSON": /opt/aloft/env

cat >/etc/profile.d/aloft.sh.new <<'END'
# Written by aloft. Logins begin in the Python environment that was asked for; nothing of the system's is replaced.
export VIRTUAL_ENV=/opt/aloft/env PATH=/opt/aloft/env/bin:/opt/aloft/bin:"$PATH"
# Python's programs bring certificates of their own along, and would not know those that this machine trusts.
export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
export PIP_CERT=$SSL_CERT_FILE REQUESTS_CA_BUNDLE=$SSL_CERT_FILE
END
mv /etc/profile.d/aloft.sh.new /etc/profile.d/aloft.sh

if ! "$home/bin/uv" --version 2>/dev/null; then
    python3 -m venv --clear --without-pip "$home"
    # pip is needed once, so it works from its wheel: installing it would take longer than installing uv.
    pip=$(find /usr/share/python-wheels -name 'pip-*.whl' 2>/dev/null | head -n 1)
    if [ -z "$pip" ]; then
        "$home/bin/python" -m ensurepip
    fi
    PYTHONPATH=$pip "$home/bin/python" -m pip install --no-cache-dir --progress-bar off --no-compile 'uv>=0.8'
fi
ln -sfn "$home/bin/uv" /opt/aloft/bin/uv
