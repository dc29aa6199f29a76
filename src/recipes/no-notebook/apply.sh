#!/bin/sh
set -eu

systemctl disable --quiet --now aloft-notebook.service
rm "${ALOFT_UNDER:-}/etc/systemd/system/aloft-notebook.service" # last of all, because the check looks for it
systemctl daemon-reload
