# Accelerated failure times in R's survival, for tests/reference/test_interval_censoring_r.py: data that mix known times, times
# before the first look, between two looks and after the last one, with covariates and a factor; the vectors have one group only.
# A piecewise constant hazard has no function in R; it is climbed here with optim from its formula.
# Rerun: Rscript reference/r/interval_censoring.R  (from the repository's root; writes interval_censoring.json beside it)
# The data are drawn below with a seed and written into the output, so that the test reads the same numbers.
suppressPackageStartupMessages({library(survival); library(jsonlite)})

set.seed(1976)
n <- 160
d <- data.frame(x = round(rnorm(n, 50, 9), 1), z = rbinom(n, 1, 0.5), site = sample(1:3, n, TRUE))
time <- round(rweibull(n, 1.3, 60) * exp(0.02 * (d$x - 50) + 0.4 * d$z), 2)
look <- 12 * floor(time / 12)
last <- sample(c(36, 60, 96, 120), n, TRUE)
known <- runif(n) < 0.2
d$left <- ifelse(time > last, last, ifelse(known, time, look))
d$right <- ifelse(time > last, NA, ifelse(known, time, look + 12))

response <- Surv(ifelse(d$left == 0, NA, d$left), d$right, type = "interval2")
models <- list(none = response ~ 1, two = response ~ x + z, factor = response ~ z + factor(site))
fits <- list()
for (dist in c("weibull", "exponential", "loglogistic")) for (model in names(models)) {
  fit <- survreg(models[[model]], d, dist = dist, control = list(rel.tolerance = 1e-13, maxiter = 100))
  newdata <- data.frame(x = c(40, 60), z = c(0, 1), site = c(1, 3))
  fits[[length(fits) + 1]] <- list(dist = dist, model = model, coef = I(unname(coef(fit))), scale = fit$scale, vcov = unname(vcov(fit)),
    loglik = fit$loglik[2], predictor = unname(predict(fit, newdata, type = "lp")),
    median = unname(predict(fit, newdata, type = "quantile", p = 0.5)))
}

cuts <- c(24, 60)
edges <- c(0, cuts, Inf)
spent <- function(until) sapply(1:3, function(j) pmax(pmin(until, edges[j + 1]) - edges[j], 0))
before <- spent(d$left)
right <- ifelse(is.na(d$right), d$left, d$right)
within <- spent(right) - before
exact <- !is.na(d$right) & d$left == d$right
loglik <- function(b) {
  eta <- b[4] * (d$x - 50) + b[5] * d$z
  low <- exp(eta) * drop(before %*% exp(b[1:3]))
  inside <- exp(eta) * drop(within %*% exp(b[1:3]))
  own <- b[findInterval(d$left, edges, left.open = TRUE)[exact]]
  sum(-low) + sum(log(-expm1(-inside[!is.na(d$right) & !exact]))) + sum(own + eta[exact])
}
start <- c(-4, -4, -4, 0, 0)
best <- optim(start, loglik, method = "BFGS", control = list(fnscale = -1, reltol = 1e-15, maxit = 2000, ndeps = rep(1e-5, 5)))
best <- optim(best$par, loglik, method = "BFGS", hessian = TRUE, control = list(fnscale = -1, reltol = 1e-16, maxit = 2000, ndeps = rep(1e-5, 5)))
piecewise <- list(cuts = cuts, coef = best$par[4:5], log_rates = best$par[1:3], vcov = solve(-best$hessian), loglik = best$value)

meta <- list(script = "reference/r/interval_censoring.R", R = R.version.string, survival = as.character(packageVersion("survival")))
write(toJSON(list(meta = meta, data = d, aft = fits, piecewise = piecewise), digits = I(17), auto_unbox = TRUE, na = "null", dataframe = "columns"),
      "reference/r/interval_censoring.json")
