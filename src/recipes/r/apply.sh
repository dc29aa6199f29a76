#!/bin/sh
set -u

# The kernel's package tells Jupyter of it. The rest is what most scripts begin with, so that it need not be compiled.
install_packages r-base-core r-cran-irkernel r-cran-ggplot2
