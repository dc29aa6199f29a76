#!/bin/sh
set -u

under=${ALOFT_UNDER:-}
command -v docker >/dev/null && command -v dockerd >/dev/null || exit 1
systemctl is-active --quiet docker.service && systemctl is-enabled --quiet docker.service || exit 1
id -nG "$ALOFT_PERSON" | tr ' ' '\n' | grep -qx docker || exit 1

nvidia-smi >/dev/null 2>&1 || exit 0
command -v nvidia-ctk >/dev/null || exit 1
grep -q '"nvidia"' "$under/etc/docker/daemon.json" 2>/dev/null || exit 1
[ -s "$under/etc/cdi/nvidia.yaml" ]
