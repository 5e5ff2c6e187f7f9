# Times survfit and survdiff for benchmarks/survival_curves.py: Rscript benchmarks/survival_curves.R FILE ROWS REPETITIONS.
# The file holds the columns time, event, arm as doubles, one after the other. Prints task, processor seconds, a value, versions.
suppressPackageStartupMessages(library(survival))
given <- commandArgs(TRUE)
n <- as.integer(given[2])
columns <- matrix(readBin(given[1], "double", 3 * n), n)
d <- setNames(as.data.frame(columns), c("time", "event", "arm"))
show <- function(task, run, value) {
  if (n < 1e5) for (i in 1:20) result <- run()
  repetitions <- as.integer(given[3])
  taken <- system.time(for (i in seq_len(repetitions)) result <- run())
  cat(sprintf("%s %.17g %.17g %s %s\n", task, sum(taken[1:2]) / repetitions, value(result), getRversion(), packageVersion("survival")))
}
show("curves", function() survfit(Surv(time, event) ~ arm, d, conf.type = "log-log"), function(fit) tail(fit$surv, 1))
show("log-rank", function() survdiff(Surv(time, event) ~ arm, d), function(fit) fit$chisq)
