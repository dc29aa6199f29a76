#!/bin/sh
set -u

home=/opt/aloft/notebook
config=/etc/aloft/notebook/jupyter_server_config.json

[ -e "$home/.aloft-done" ] && [ -x "$home/bin/python" ] || exit 1
grep -q /opt/aloft/env/bin/python "$home/share/jupyter/kernels/python3/kernel.json" 2>/dev/null || exit 1
[ -e "$home/share/jupyter/lab/settings/overrides.json" ] || exit 1
cmp -s "$ALOFT_SECRETS/notebook.json" "$config" || exit 1
[ ! -e /etc/aloft/notebook/restart ] || exit 1
[ "$(stat -c '%U %a' "$config")" = "$ALOFT_PERSON 600" ] || exit 1

is=$(systemctl show aloft-notebook.service --property=User,WorkingDirectory,ActiveState,UnitFileState,NeedDaemonReload)
for wanted in "User=$ALOFT_PERSON" "WorkingDirectory=$ALOFT_WORK" ActiveState=active UnitFileState=enabled NeedDaemonReload=no; do
    printf '%s\n' "$is" | grep -qxF "$wanted" || exit 1
done
curl --silent --fail --max-time 5 --output /dev/null --unix-socket /run/aloft-notebook/lab.sock http://localhost/api || exit 1
