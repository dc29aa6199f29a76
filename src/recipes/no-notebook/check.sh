#!/bin/sh
set -u

[ ! -e "${ALOFT_UNDER:-}/etc/systemd/system/aloft-notebook.service" ]
