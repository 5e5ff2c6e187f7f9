# The trial of 6-mercaptopurine (Freireich et al., Blood 1963; 21: 699-716) in R's survival, for docs/tutorial/analyse-a-trial.md
# and its test. Rerun: Rscript reference/r/freireich.R  (from the repository's root; writes freireich.json beside it)
suppressPackageStartupMessages({library(survival); library(jsonlite)})

mercaptopurine <- c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
relapsed <- c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
placebo <- c(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
d <- data.frame(weeks = c(mercaptopurine, placebo), relapse = c(relapsed, rep(1, 21)), treated = rep(1:0, each = 21))

curve <- survfit(Surv(weeks, relapse) ~ 1, d[d$treated == 1, ], conf.type = "log-log")
at <- summary(curve, times = c(6, 7, 10, 13, 16, 22, 23))
test <- survdiff(Surv(weeks, relapse) ~ treated, d)
models <- lapply(c(breslow = "breslow", efron = "efron", exact = "exact"), function(ties) {
  fit <- coxph(Surv(weeks, relapse) ~ treated, d, ties = ties, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60))
  list(coef = unname(coef(fit)), se = sqrt(vcov(fit)[1, 1]), limits = unname(exp(confint(fit))[1, ]))
})
zph <- cox.zph(coxph(Surv(weeks, relapse) ~ treated, d))$table["treated", ]
out <- list(
  versions = list(R = R.version.string, survival = as.character(packageVersion("survival"))),
  curve = list(time = at$time, n_risk = at$n.risk, surv = at$surv, std_err = at$std.err, lower = at$lower, upper = at$upper),
  median = unname(quantile(curve, 0.5)$quantile), median_placebo = unname(quantile(survfit(Surv(weeks, relapse) ~ 1,
    d[d$treated == 0, ]), 0.5)$quantile),
  log_rank = list(chisq = test$chisq, obs = test$obs, exp = test$exp), cox = models,
  proportional_hazards = list(chisq = unname(zph["chisq"]), p = unname(zph["p"])))
writeLines(toJSON(out, digits = 17, auto_unbox = TRUE, pretty = TRUE, na = "null"), "reference/r/freireich.json")
