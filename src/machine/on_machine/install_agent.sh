# Runs on the machine, as root: install_agent VERSION SIZE ARCHITECTURE, the program on standard input.
# The running agent is replaced whole or not at all; a run that was cut off leaves nothing that counts.
# ALOFT_ROOT is empty on a machine; tests put a folder in front of every path with it.
set -eu
version=$1
size=$2
architecture=$3
root="${ALOFT_ROOT:-}"
folder="$root/usr/local/lib/aloft"
program="$folder/aloft-agent"
unit="$root/etc/systemd/system/aloft-agent.service"

[ "$(uname -m)" = "$architecture" ] || {
    echo "this machine is $(uname -m), and the agent that this aloft carries is for $architecture" >&2
    exit 64
}
command -v systemctl >/dev/null || {
    echo "this machine has no systemd" >&2
    exit 64
}

umask 022
mkdir -p "$folder" "$(dirname "$unit")"
# What runs that were cut off have left.
rm -f "$program".new.*
new="$program.new.$$"
trap 'rm -f "$new"' EXIT
cat >"$new"
[ "$(wc -c <"$new")" -eq "$size" ] || {
    echo "the agent came incomplete" >&2
    exit 75
}
chmod 0755 "$new"
[ "$("$new" version)" = "$version" ] || {
    echo "the agent does not run on this machine" >&2
    exit 64
}
sync "$new"
mv -f "$new" "$program"

cat >"$unit.new" <<UNIT
[Unit]
Description=aloft: recipes and jobs
After=network.target
StartLimitIntervalSec=0

[Service]
Type=notify
ExecStart=/usr/local/lib/aloft/aloft-agent serve
Restart=always
RestartSec=100ms
# Scripts of an agent that was killed must not go on beside its successor's.
KillMode=control-group
TimeoutStopSec=5
RuntimeDirectory=aloft
RuntimeDirectoryMode=0711
UMask=0022
OOMScoreAdjust=-500

[Install]
WantedBy=multi-user.target
UNIT
mv -f "$unit.new" "$unit"
(umask 077 && mkdir -p "$root/var/lib/aloft")
chmod 0700 "$root/var/lib/aloft"
systemctl daemon-reload
systemctl --quiet enable aloft-agent.service
# A unit that failed too often would not start again.
systemctl reset-failed aloft-agent.service 2>/dev/null || true
systemctl restart aloft-agent.service
