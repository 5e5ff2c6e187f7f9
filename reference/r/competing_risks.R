# Competing risks in R's cmprsk and survival, for tests/reference/test_competing_risks_r.py: settings that the vectors do
# not have (three causes, many ties, weights, clusters, delayed entry, strata together with rho, four groups).
# Rerun: Rscript reference/r/competing_risks.R  (from the repository's root; writes competing_risks.json beside it)
# The data are drawn below with a seed and written into the output, so that the test reads the same numbers.
suppressPackageStartupMessages({library(survival); library(cmprsk); library(jsonlite)})

set.seed(1988)
n <- 150
d <- data.frame(x = round(rnorm(n), 2), z = rbinom(n, 1, 0.5), age = sample(40:75, n, TRUE), group = sample(1:4, n, TRUE),
                stratum = sample(c("a", "b", "c"), n, TRUE), unit = sample(1:40, n, TRUE), weight = round(runif(n, 0.3, 3), 2),
                entry = sample(0:6, n, TRUE))
risk <- exp(0.4 * d$x - 0.5 * d$z)
d$time <- d$entry + pmin(ceiling(rexp(n, risk / 9)), sample(4:22, n, TRUE))
d$cause <- ifelse(runif(n) < 0.25, 0, sample(1:3, n, TRUE, c(0.55, 0.3, 0.15)))
d$state <- factor(d$cause, 0:3)
d$id <- d$participant <- seq_len(n)
covariates <- as.matrix(d[, c("x", "z", "age")])
times <- c(3, 5, 8, 13, 20, 28)

states <- function(fit) {
  s <- summary(fit, times = times, extend = TRUE)
  list(pstate = s$pstate, std_err = s$std.err, lower = s$lower, upper = s$upper)
}
curves <- list()
for (scale in c("plain", "log", "log-log")) curves[[scale]] <- states(survfit(Surv(time, state) ~ 1, d, conf.type = scale))
curves$weights <- states(survfit(Surv(time, state) ~ 1, d, weights = weight, id = id, conf.type = "log-log"))
curves$entry <- states(survfit(Surv(entry, time, state) ~ 1, d, id = id, conf.type = "log-log"))
curves$"weights and entry" <- states(survfit(Surv(entry, time, state) ~ 1, d, weights = weight, id = id, conf.type = "log-log"))
# survfit 3.5.3 leaves `cluster` out of account where there are several states. It does give the influence of every row, not yet
# weighted, with a time at the start; weighted, summed by unit and squared it is the variance that was asked for.
by_unit <- function(fit) {
  summed <- apply(fit$influence.pstate[, -1, ], 2:3, function(column) rowsum(d$weight * column, d$unit))
  error <- sqrt(apply(summed^2, 2:3, sum))
  list(std_err = error[findInterval(times, fit$time), ])
}
curves$clusters <- by_unit(survfit(Surv(time, state) ~ 1, d, weights = weight, id = id, influence = TRUE))
curves$"clusters and entry" <- by_unit(survfit(Surv(entry, time, state) ~ 1, d, weights = weight, id = id, influence = TRUE))

incidence <- timepoints(cuminc(d$time, d$cause), c(3, 5, 8, 13, 20))
gray <- list()
for (rho in c(0, 1, -0.5)) for (grouping in c("group", "z")) for (by in c("none", "stratum")) {
  arguments <- list(d$time, d$cause, d[[grouping]], rho = rho)
  if (by != "none") arguments$strata <- d[[by]]
  gray[[length(gray) + 1]] <- list(rho = rho, group = grouping, strata = by, tests = do.call(cuminc, arguments)$Tests)
}

fits <- list()
for (cause in 1:3) for (by in c("none", "group")) {
  groups <- if (by == "none") rep(1, n) else d[[by]]
  fit <- crr(d$time, d$cause, covariates, cengroup = groups, failcode = cause, cencode = 0, gtol = 1e-13)
  fits[[length(fits) + 1]] <- list(cause = cause, censoring_group = by, coef = unname(fit$coef), vcov = fit$var,
    loglik = fit$loglik, loglik_null = fit$loglik.null, time = fit$uftime, jumps = fit$bfitj,
    predicted = unclass(predict(fit, rbind(c(0.5, 1, 60), c(-1, 0, 50)))))
}

expanded <- list()
for (late in c(FALSE, TRUE)) for (cause in 1:3) {
  model <- if (late) Surv(entry, time, state) ~ . else Surv(time, state) ~ .
  rows <- finegray(model, d[, c("time", "entry", "state", "x", "z", "age", "weight", "unit", "id", "participant")], id = id, etype = as.character(cause))
  efron <- coxph(Surv(fgstart, fgstop, fgstatus) ~ x + z + age, rows, weights = fgwt, cluster = participant, robust = TRUE)
  rows$both <- rows$fgwt * rows$weight
  breslow <- coxph(Surv(fgstart, fgstop, fgstatus) ~ x + z + age, rows, weights = both, cluster = unit, robust = TRUE, ties = "breslow")
  expanded[[length(expanded) + 1]] <- list(entry = late, cause = cause, n = nrow(rows), start = rows$fgstart, stop = rows$fgstop,
    status = rows$fgstatus, weight = rows$fgwt, coef = unname(coef(efron)), vcov = unname(vcov(efron)),
    weighted_coef = unname(coef(breslow)), weighted_vcov = unname(vcov(breslow)))
}

meta <- list(script = "reference/r/competing_risks.R", R = R.version.string, survival = as.character(packageVersion("survival")),
             cmprsk = as.character(packageVersion("cmprsk")))
d$state <- d$participant <- NULL
write(toJSON(list(meta = meta, data = d, times = times, curves = curves, incidence = incidence, gray = gray, fine_gray = fits, expanded = expanded),
             digits = I(17), auto_unbox = TRUE, na = "null", dataframe = "columns"), "reference/r/competing_risks.json")
