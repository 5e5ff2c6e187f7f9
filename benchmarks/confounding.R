# Times a bootstrap of IPTW-Cox for benchmarks/confounding.py: Rscript benchmarks/confounding.R FILE ROWS REFITS.
# The file holds time, event, arm and covariates as doubles, one after the other. Prints processor seconds, the standard error, versions.
suppressPackageStartupMessages(library(survival))
given <- commandArgs(TRUE)
n <- as.integer(given[2])
values <- readBin(given[1], "double", file.size(given[1]) / 8)
d <- as.data.frame(matrix(values, n))
names(d)[1:3] <- c("time", "event", "arm")
refit <- function() {
  b <- d[sample.int(n, n, TRUE), ]
  p <- fitted(glm(arm ~ . - time - event, binomial, b))
  m <- mean(b$arm)
  b$w <- ifelse(b$arm == 1, m / p, (1 - m) / (1 - p))
  coef(coxph(Surv(time, event) ~ arm, b, weights = w))
}
set.seed(1)
for (i in 1:10) refit()
taken <- system.time(found <- replicate(as.integer(given[3]), refit()))
cat(sum(taken[1:2]), sd(found), as.character(getRversion()), as.character(packageVersion("survival")), "\n")
