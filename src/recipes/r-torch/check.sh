#!/bin/sh
set -u

torch=${ALOFT_UNDER:-}/usr/local/lib/R/site-library/torch
[ "$ALOFT_R_TORCH" = "$(cat "$torch/aloft-kind" 2>/dev/null)" ] && [ -e "$torch/lib/liblantern.so" ]
