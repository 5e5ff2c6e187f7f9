# Times cmprsk and survival for benchmarks/competing_risks.py: Rscript benchmarks/competing_risks.R FILE ROWS REPETITIONS.
# The file holds the columns time, cause, arm, age, bclc, hbsag as doubles, one after the other. crr and finegray take time and
# memory with the square of the rows: they run at 1,000 rows at most. Prints task, processor seconds, a value, who.
suppressPackageStartupMessages({library(survival); library(cmprsk)})
given <- commandArgs(TRUE)
n <- as.integer(given[2])
columns <- matrix(readBin(given[1], "double", 6 * n), n)
d <- setNames(as.data.frame(columns), c("time", "cause", "arm", "age", "bclc", "hbsag"))
d$state <- factor(d$cause, 0:2)
d$id <- seq_len(n)
x <- as.matrix(d[, 3:6])
show <- function(task, who, run, value) {
  if (n < 1e5) for (i in 1:10) result <- run()
  repetitions <- as.integer(given[3])
  taken <- system.time(for (i in seq_len(repetitions)) result <- run())
  cat(sprintf("%s;%.17g;%.17g;R %s, %s %s\n", task, sum(taken[1:2]) / repetitions, value(result), getRversion(), who, packageVersion(who)))
}
show("gray", "cmprsk", function() cuminc(d$time, d$cause, d$arm), function(fit) fit$Tests[1, 1])
# survfit of several states takes minutes at 100,000 rows.
if (n <= 10000) show("aalen-johansen", "survival", function() survfit(Surv(time, state) ~ 1, d), function(fit) tail(fit$pstate[, 2], 1))
if (n <= 1000) {
  show("fine-gray", "cmprsk", function() crr(d$time, d$cause, x), function(fit) sqrt(fit$var[1, 1]))
  weighted <- function() {
    rows <- finegray(Surv(time, state) ~ arm + age + bclc + hbsag + id, d, etype = "1")
    coxph(Surv(fgstart, fgstop, fgstatus) ~ arm + age + bclc + hbsag, rows, weights = fgwt, cluster = id, robust = TRUE)
  }
  show("weighted cox", "survival", weighted, function(fit) sqrt(vcov(fit)[1, 1]))
}
