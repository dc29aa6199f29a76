#!/bin/sh
set -u

library=${ALOFT_UNDER:-}/usr/local/lib/R/site-library # tests have a folder in the place of the machine

# What it needs, where the distribution has it built; a few small ones of pure R come from CRAN.
install_packages r-cran-rcpp r-cran-r6 r-cran-withr r-cran-rlang r-cran-bit64 r-cran-magrittr r-cran-callr r-cran-cli \
    r-cran-glue r-cran-desc r-cran-jsonlite r-cran-ellipsis || exit

rm -rf "$library"/00LOCK* # of an installation that was killed
rm -f "$library/torch/aloft-kind"
if ! ALOFT_R_TORCH=$ALOFT_R_TORCH Rscript --vanilla - "$library" <<'END'; then
library <- commandArgs(trailingOnly = TRUE)[[1]]
options(timeout = 1800, warn = 1)
cran <- "https://cloud.r-project.org"
known <- available.packages(repos = cran)
if (!"torch" %in% rownames(known)) stop("CRAN does not answer: ", cran)
version <- known["torch", "Version"]
built <- sprintf("https://torch-cdn.mlverse.org/packages/%s/%s/", Sys.getenv("ALOFT_R_TORCH"), version)
if (!"torch" %in% rownames(available.packages(repos = built))) stop("there is no build of torch ", version, " at ", built)
install.packages("torch", lib = library, repos = c(built, cran), quiet = TRUE)
if (!torch::torch_is_installed()) stop("torch was installed without its libraries")
END
    echo "torch for R ($ALOFT_R_TORCH) could not be installed."
    exit 1
fi
echo "$ALOFT_R_TORCH" >"$library/torch/aloft-kind"
