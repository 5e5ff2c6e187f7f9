# Times coxph for benchmarks/cox.py: Rscript benchmarks/cox.R FILE ROWS REPETITIONS. The file holds the columns time, event,
# arm, age, bclc, hbsag as doubles, one after the other. Prints processor seconds a fit and the coefficient of arm.
suppressPackageStartupMessages(library(survival))
given <- commandArgs(TRUE)
n <- as.integer(given[2])
columns <- matrix(readBin(given[1], "double", 6 * n), n)
d <- setNames(as.data.frame(columns), c("time", "event", "arm", "age", "bclc", "hbsag"))
fit <- function() coxph(Surv(time, event) ~ arm + age + bclc + hbsag, d)
if (n < 1e5) for (i in 1:20) result <- fit()
repetitions <- as.integer(given[3])
taken <- system.time(for (i in seq_len(repetitions)) result <- fit())
cat(sprintf("%.17g %.17g %s %s\n", sum(taken[1:2]) / repetitions, coef(result)[["arm"]], getRversion(), packageVersion("survival")))
