# Times repeated measures for benchmarks/mmrm.py: Rscript benchmarks/mmrm.R FILE. The file holds the columns id, arm, visit,
# base, y with a header. Prints, for each model: package, structure, processor seconds, coefficient of arm at the last visit,
# its standard error, its degrees of freedom (NA: gls has none). mmrm is skipped where it is not installed.
suppressPackageStartupMessages(library(nlme))
d <- read.csv(commandArgs(TRUE)[1])
d$v <- factor(d$visit)
d$id <- factor(d$id)
d$arm <- factor(d$arm)
fixed <- y ~ base + arm * v
last <- paste0("arm1:v", max(d$visit))
timed <- function(package, structure, fit) {
  taken <- system.time(row <- fit())
  cat(paste(package, structure, sprintf("%.17g", sum(taken[1:2])), sprintf("%.17g", row[[1]]), sprintf("%.17g", row[[2]]), row[[3]]), "\n")
}
gls_row <- function(correlation) function() {
  m <- gls(fixed, d, correlation = correlation, weights = varIdent(form = ~ 1 | v), control = glsControl(maxIter = 200, msMaxIter = 500))
  c(summary(m)$tTable[last, 1:2], NA)
}
timed(paste0("nlme-", packageVersion("nlme")), "ar1_heterogeneous", gls_row(corAR1(form = ~ visit | id)))
timed(paste0("nlme-", packageVersion("nlme")), "compound_symmetry_heterogeneous", gls_row(corCompSymm(form = ~ visit | id)))
if (requireNamespace("mmrm", quietly = TRUE)) {
  name <- paste0("mmrm-", packageVersion("mmrm"))
  row <- function(m) summary(m)$coefficients[last, 1:3]
  timed(name, "unstructured", function() row(mmrm::mmrm(y ~ base + arm * v + us(v | id), d)))
  timed(name, "ar1_heterogeneous", function() row(mmrm::mmrm(y ~ base + arm * v + ar1h(v | id), d)))
}
