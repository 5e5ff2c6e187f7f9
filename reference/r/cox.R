# Cox models in R's survival, for tests/reference/test_cox_r.py: settings that the vectors do not have, each with its tests,
# residuals, proportional hazards tests and predicted curves.
# Rerun: Rscript reference/r/cox.R  (from the repository's root; writes cox.json beside it)
# "drawn" is drawn below with a seed, in whole days with many ties. "heart" (Stanford heart transplants, Crowley & Hu 1977)
# and "bladder" (recurrent bladder tumours, Wei, Lin & Weissfeld 1989) come with survival. "years" has times that differ in
# their last bits. All are written into the output, so that the test reads the same numbers.
suppressPackageStartupMessages({library(survival); library(jsonlite)})

set.seed(1972)
n <- 60
drawn <- data.frame(x = round(rnorm(n), 2), z = rbinom(n, 1, 0.5), g = sample(1:3, n, TRUE), stratum = sample(1:2, n, TRUE),
                    unit = sample(1:20, n, TRUE), weight = round(runif(n, 0.3, 3), 2), shift = round(rnorm(n, 0, 0.3), 2),
                    entry = sample(0:6, n, TRUE))
stay <- ceiling(rexp(n, exp(0.5 * drawn$x - 0.6 * drawn$z + 0.2 * drawn$g - 2.2)))
drawn$time <- drawn$entry + pmin(stay, 20)
drawn$event <- as.numeric(stay <= 20 & runif(n) < 0.85)
# For exact ties with delayed entry survival goes through all subsets: few deaths at a time, then.
sparse <- within(drawn, {time <- entry + 3 * (time - entry) + seq_len(n) %% 4; entry <- pmin(2 * entry, time - 1)})
late <- c(0.1, 0.3, 0.7)
years <- data.frame(time = c(late + 0.2, 0.3, 0.5, 0.9, 1.1, 1.3, 1.3, 0.4), event = c(1, 1, 1, 1, 0, 1, 1, 1, 1, 0),
                    x = c(1, 0, 1, 0, 1, 1, 0, 0, 1, 0), z = c(2, 1, 4, 3, 5, 9, 2, 6, 5, 3))
transplants <- with(heart, data.frame(entry = start, time = stop, event = event, age = age, year = year, surgery = surgery,
                                      transplant = as.numeric(as.character(transplant)), subject = id))
tumours <- with(bladder2[bladder2$start < bladder2$stop, ],
                data.frame(entry = start, time = stop, event = event, rx = rx, number = number, size = size,
                           stratum = enum, subject = id))
sets <- list(drawn = drawn, sparse = sparse, heart = transplants, bladder = tumours, years = years)

setting <- function(data, covariates, ties = "efron", entry = FALSE, strata = FALSE, weights = FALSE, offset = FALSE,
                    cluster = NULL, robust = !is.null(cluster), full = FALSE)
  list(data = data, covariates = covariates, ties = ties, entry = entry, strata = strata, weights = weights, offset = offset,
       cluster = cluster, robust = robust, full = full)
xzg <- c("x", "z", "factor(g)")
heart_terms <- c("age", "year", "surgery", "transplant")
settings <- list()
for (ties in c("efron", "breslow")) settings <- c(settings, list(
  setting("drawn", xzg, ties, strata = TRUE, entry = TRUE, full = TRUE),
  setting("drawn", xzg, ties, offset = TRUE),
  setting("drawn", xzg, ties, weights = TRUE, full = TRUE),
  setting("drawn", c("x", "z"), ties, weights = TRUE, cluster = "unit", entry = TRUE, strata = TRUE, offset = TRUE, full = TRUE),
  setting("drawn", c("x", "z"), ties, weights = TRUE, robust = TRUE, strata = TRUE),
  setting("heart", heart_terms, ties, entry = TRUE, full = TRUE),
  setting("heart", heart_terms, ties, entry = TRUE, cluster = "subject"),
  setting("bladder", c("rx", "number", "size"), ties, entry = TRUE, strata = TRUE, cluster = "subject"),
  setting("years", c("x", "z"), ties)))
for (strata in c(FALSE, TRUE)) settings <- c(settings, list(
  setting("drawn", xzg, "exact", strata = strata), setting("sparse", xzg, "exact", strata = strata, entry = TRUE)))
settings <- c(settings, list(setting("heart", heart_terms, "exact", entry = TRUE)))

fit_of <- function(s) {
  d <- sets[[s$data]]
  right <- c(s$covariates, if (s$strata) "strata(stratum)", if (s$offset) "offset(shift)")
  left <- if (s$entry) "Surv(entry, time, event)" else "Surv(time, event)"
  call <- list(as.formula(paste(left, "~", paste(right, collapse = " + "))), data = d, ties = s$ties, x = TRUE, model = TRUE,
               control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60))
  if (s$weights) call$weights <- d$weight
  call$robust <- s$robust  # left open, weights that are no whole numbers make it robust
  if (!is.null(s$cluster)) call$cluster <- d[[s$cluster]]
  do.call(coxph, call)
}

plain <- function(m) unname(as.matrix(m))
zph <- function(fit, transform) {t <- plain(cox.zph(fit, transform = transform)$table); t[, 1]}
curves <- function(s, fit) {
  rows <- head(sets[[s$data]], 4)
  p <- survfit(fit, newdata = rows)
  # With strata the curves come one after the other, else as columns on one grid.
  list(time = if (s$strata) p$time else rep(p$time, 4), surv = as.vector(p$surv), std_err_log = as.vector(p$std.err),
       lower = as.vector(p$lower), upper = as.vector(p$upper))
}

case_of <- function(s) {
  fit <- fit_of(s)
  out <- list(setting = s, coef = unname(coef(fit)), vcov = plain(fit$var), loglik = fit$loglik)
  if (s$ties != "exact") {
    out <- c(out, list(score_test = fit$score, wald_test = unname(fit$wald.test), n = fit$n, n_events = fit$nevent,
                       concordance = unname(fit$concordance[c("concordance", "std")])))
    if (s$robust) out <- c(out, list(naive_vcov = plain(fit$naive.var), robust_score_test = unname(fit$rscore)))
    out$zph <- lapply(c(km = "km", rank = "rank", identity = "identity"), function(t) zph(fit, t))
  }
  if (s$full) {
    kinds <- c("martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaledsch")
    out$residuals <- lapply(setNames(kinds, kinds), function(k) unname(residuals(fit, type = k)))
    out$curves <- curves(s, fit)
    if (!s$offset) out$basehaz <- as.list(basehaz(fit, centered = FALSE)[c("time", "hazard")])
  }
  out
}

versions <- list(R = R.version.string, survival = as.character(packageVersion("survival")))
writeLines(toJSON(list(versions = versions, data = lapply(sets, as.list), cases = lapply(settings, case_of)),
                  digits = I(17), auto_unbox = TRUE, null = "null", na = "null"), "reference/r/cox.json")
