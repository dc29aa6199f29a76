#!/bin/sh
set -u

version=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader 2>/dev/null | head -n 1)
case ${version%%.*} in '' | *[!0-9]*) exit 1 ;; esac
[ "${version%%.*}" -ge "${ALOFT_NVIDIA_OLDEST:-0}" ] || exit 1

# A container has its driver from the host, and cannot keep it awake.
if systemd-detect-virt --quiet --container; then exit 0; fi
nvidia-smi --query-gpu=persistence_mode --format=csv,noheader | grep -qv Enabled && exit 1
systemctl is-enabled --quiet aloft-nvidia-persistence.service 2>/dev/null || exit 1
