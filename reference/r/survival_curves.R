# Survival curves, their comparison and restricted means in R's survival, for tests/reference/test_survival_curves_r.py.
# Rerun: Rscript reference/r/survival_curves.R  (from the repository's root; writes survival_curves.json beside it)
# The data are drawn below with a seed and written into the output, so that the test reads the same numbers.
library(survival)

set.seed(26)
n <- 90
d <- data.frame(entry = sample(0:12, n, TRUE))
d$time <- d$entry + ceiling(rexp(n, 1 / 14))
d$event <- as.numeric(runif(n) < 0.65)
d$weight <- round(rexp(n, 1) + 0.2, 3)
d$number <- sample(1:4, n, TRUE)
d$cluster <- sample(1:31, n, TRUE)
d$group <- sample(1:4, n, TRUE)
d$stratum <- sample(c("a", "b", "c"), n, TRUE)
d$group[d$stratum == "c" & d$group == 4] <- 2  # no member of group 4 in stratum c
# Years computed from days on two ways: equal days that differ in the last bits.
d$years <- ifelse(d$cluster %% 2 == 0, d$time / 365.25, d$time * (1 / 365.25) * (1 + 2e-13))

late <- function(f, ...) survfit(Surv(entry, time, event) ~ 1, d, ...)
early <- function(...) survfit(Surv(time, event) ~ 1, d, ...)
probs <- c(0.1, 0.25, 0.5, 0.75, 0.9)
curve <- function(fit, error_of) {
  q <- quantile(fit, probs)
  out <- list(time = fit$time, n_risk = fit$n.risk, n_event = fit$n.event, n_censor = fit$n.censor, surv = fit$surv,
              cumhaz = fit$cumhaz, std_chaz = fit$std.chaz, lower = fit$lower, upper = fit$upper,
              quantile = unname(q$quantile), quantile_lower = unname(q$lower), quantile_upper = unname(q$upper))
  out[[error_of]] <- fit$std.err
  out
}
# R 3.5.3 takes the jackknife's error of one scale for that of another in two combinations: exp(-Nelson-Aalen), and
# Kaplan-Meier with a tie-corrected hazard. There only what is right is kept.
without_limits <- function(fit, error_of) {
  out <- curve(fit, error_of)
  out[c("lower", "upper", "quantile_lower", "quantile_upper", if (error_of == "wrong") "wrong")] <- NULL
  out
}

curves <- list()
for (scale in c("plain", "log", "log-log")) {
  curves[[paste("late weighted", scale)]] <- curve(late(weights = d$weight, robust = FALSE, conf.type = scale), "std_err_log")
  curves[[paste("late clusters", scale)]] <-
    curve(late(weights = d$weight, cluster = d$cluster, robust = TRUE, conf.type = scale), "std_err")
  curves[[paste("clusters", scale)]] <-
    curve(early(weights = d$weight, cluster = d$cluster, robust = TRUE, conf.type = scale, conf.int = 0.9), "std_err")
  curves[[paste("plain", scale)]] <- curve(early(conf.type = scale), "std_err_log")
  curves[[paste("tie-corrected", scale)]] <-
    curve(late(weights = d$weight, robust = FALSE, ctype = 2, conf.type = scale), "std_err_log")
  for (ctype in 1:2) curves[[paste("exponential", ctype, scale)]] <-
    curve(late(weights = d$weight, robust = FALSE, stype = 2, ctype = ctype, conf.type = scale), "std_err_log")
  curves[[paste("exponential clusters", scale)]] <-
    curve(late(weights = d$weight, cluster = d$cluster, robust = TRUE, stype = 2, ctype = 2, conf.type = scale), "std_err_log")
}
curves[["rows"]] <- curve(early(weights = d$weight, cluster = seq_len(n), robust = TRUE, conf.type = "log-log"), "std_err")
curves[["tie-corrected clusters"]] <- without_limits(early(weights = d$weight, cluster = d$cluster, robust = TRUE, ctype = 2), "std_err")
curves[["breslow clusters"]] <-
  without_limits(early(weights = d$weight, cluster = d$cluster, robust = TRUE, stype = 2, ctype = 1), "wrong")
curves[["close times"]] <- curve(survfit(Surv(years, event) ~ 1, d, conf.type = "log-log"), "std_err_log")

tests <- list()
compare <- function(fit) list(chisq = fit$chisq, df = length(fit$n) - 1, obs = rowSums(as.matrix(fit$obs)),
                              exp = rowSums(as.matrix(fit$exp)), var = fit$var)
for (rho in c(0, 0.5, 1)) {
  tests[[paste("groups rho", rho)]] <- compare(survdiff(Surv(time, event) ~ group, d, rho = rho))
  tests[[paste("strata rho", rho)]] <- compare(survdiff(Surv(time, event) ~ group + strata(stratum), d, rho = rho))
}
# The score test of the discrete model is the log-rank test, and takes late entry; a numeric score makes it one for trend.
discrete <- function(formula) {
  fit <- coxph(formula, d, ties = "exact")
  list(chisq = fit$score, df = length(coef(fit)))
}
tests[["late"]] <- discrete(Surv(entry, time, event) ~ factor(group))
tests[["late strata"]] <- discrete(Surv(entry, time, event) ~ factor(group) + strata(stratum))
tests[["trend"]] <- discrete(Surv(time, event) ~ group)
tests[["trend late strata scores"]] <- discrete(Surv(entry, time, event) ~ I(c(0, 1, 5, 7)[group]) + strata(stratum))
# Robust score tests with Breslow's ties.
robust <- function(formula, ...) {
  fit <- do.call(coxph, list(formula, d, ties = "breslow", robust = TRUE, ...))
  list(chisq = fit$rscore, df = length(coef(fit)))
}
tests[["weighted"]] <- robust(Surv(time, event) ~ factor(group), weights = d$weight)
tests[["weighted clusters"]] <- robust(Surv(entry, time, event) ~ factor(group) + strata(stratum), weights = d$weight, cluster = d$cluster)
tests[["clusters trend"]] <- robust(Surv(time, event) ~ group, cluster = d$cluster)

means <- list()
mean_of <- function(fit, tau) unname(summary(fit, rmean = tau)$table[c("rmean", "se(rmean)")])
for (tau in c(10, 20.5, 30)) {
  means[[paste("plain", tau)]] <- mean_of(early(), tau)
  means[[paste("late", tau)]] <- mean_of(late(), tau)
  means[[paste("weighted", tau)]] <- mean_of(late(weights = d$weight, robust = FALSE), tau)
  # The jackknife of the area: each cluster's influence on the curve, integrated.
  fit <- late(weights = d$weight, cluster = d$cluster, robust = TRUE, influence = TRUE)
  seen <- fit$time <= tau
  width <- diff(c(fit$time[seen], tau))
  area <- fit$influence.surv[, seen] %*% width
  means[[paste("clusters", tau)]] <- c(fit$time[1] + sum(fit$surv[seen] * width), sqrt(sum(area^2)))
}

out <- list(
  meta = list(script = "reference/r/survival_curves.R", R = R.version.string, survival = as.character(packageVersion("survival"))),
  data = as.list(d), probs = probs, curves = curves, tests = tests, means = means
)
json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '": ', sapply(x, json), collapse = ",\n"), "}"))
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, json), collapse = ", "), "]"))
  values <- if (is.character(x)) paste0('"', x, '"') else ifelse(is.na(x), "null", sprintf("%.17g", x))
  values[grepl("inf", values, ignore.case = TRUE)] <- '"Inf"'
  if (length(x) == 1) values else paste0("[", paste(values, collapse = ", "), "]")
}
write(json(out), "reference/r/survival_curves.json")
