#!/bin/sh
set -u

[ "$(readlink /opt/aloft/bin/uv)" = /opt/aloft/uv/bin/uv ] || exit 1
/opt/aloft/bin/uv --version >/dev/null 2>&1 || exit 1
[ -d /opt/aloft/env ] && [ -z "$(find /opt/aloft/env ! -user "$ALOFT_PERSON" -print -quit)" ] || exit 1
grep -q 'PATH=/opt/aloft/env/bin:/opt/aloft/bin:' /etc/profile.d/aloft.sh 2>/dev/null && grep -q PIP_CERT /etc/profile.d/aloft.sh
