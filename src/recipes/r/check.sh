#!/bin/sh
set -u

wanted='r-base-core r-cran-irkernel r-cran-ggplot2'
# shellcheck disable=SC2086
whole=$(dpkg-query --show --showformat='${db:Status-Abbrev}\n' $wanted 2>/dev/null | grep -c '^[ih]i $')
[ "$whole" -eq "$(echo "$wanted" | wc -w)" ] && [ -e /usr/share/jupyter/kernels/ir/kernel.json ]
