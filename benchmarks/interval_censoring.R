# Times survreg for benchmarks/interval_censoring.py: Rscript benchmarks/interval_censoring.R FILE ROWS REPETITIONS.
# The file holds the columns left, right, arm as doubles, one after the other; right is infinite where the event was not seen.
# Prints processor seconds, log likelihood, versions.
suppressPackageStartupMessages(library(survival))
given <- commandArgs(TRUE)
n <- as.integer(given[2])
columns <- matrix(readBin(given[1], "double", 3 * n), n)
d <- setNames(as.data.frame(columns), c("left", "right", "arm"))
response <- Surv(ifelse(d$left == 0, NA, d$left), ifelse(is.finite(d$right), d$right, NA), type = "interval2")
for (i in 1:5) fit <- survreg(response ~ arm, d, dist = "weibull")
repetitions <- as.integer(given[3])
taken <- system.time(for (i in seq_len(repetitions)) fit <- survreg(response ~ arm, d, dist = "weibull"))
cat(sprintf("%.17g;%.17g;R %s, survival %s\n", sum(taken[1:2]) / repetitions, fit$loglik[2], getRversion(), packageVersion("survival")))
