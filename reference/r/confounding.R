# Propensity models, weights, doubly robust risks and clone-censor-weight in base R and survival, for
# tests/reference/test_confounding_r.py.
# Rerun: Rscript reference/r/confounding.R  (from the repository's root; writes confounding.json beside it)
# The data are drawn below with a seed and written into the output, so that the test reads the same numbers.
library(survival)

set.seed(120750)
n <- 150
horizon <- 60
grace <- 12
d <- data.frame(x = round(rnorm(n), 2), site = sample(1:3, n, TRUE))
d$treated <- as.numeric(runif(n) < plogis(0.6 * d$x - 0.3 * (d$site == 2)))
d$start <- ceiling(rexp(n, 0.06 * exp(0.5 * d$x)))
d$start[d$start > 20] <- NA
event_day <- ceiling(rexp(n, 0.015 * exp(0.5 * d$x - 0.4 * d$treated)))
other_day <- ceiling(rexp(n, 0.004))
lost_day <- ceiling(runif(n, 20, 90))
d$time <- pmin(event_day, other_day, lost_day)
d$cause <- ifelse(d$time == event_day, 1, ifelse(d$time == other_day, 2, 0))
d$number <- sample(1:3, n, TRUE)
d$shift <- round(rnorm(n), 2)
d$start[!is.na(d$start) & d$start >= d$time] <- NA
tight <- glm.control(epsilon = 1e-15, maxit = 100)

# Logistic regression.
described <- function(fit, w = rep(1, n)) {
  p <- fitted(fit)
  list(coef = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))), fitted = unname(p),
       loglik = sum(w * dbinom(d$treated, 1, p, log = TRUE)))
}
penalised <- function(beta) {
  m <- cbind(1, d$x, d$site == 2, d$site == 3)
  p <- plogis(drop(m %*% beta))
  -sum(dbinom(d$treated, 1, p, log = TRUE)) - determinant(t(m) %*% (p * (1 - p) * m))$modulus / 2
}
logistic <- list(
  plain = described(glm(treated ~ x + factor(site), binomial, d, control = tight)),
  weights = described(glm(treated ~ x + factor(site), binomial, d, weights = number, control = tight), d$number),
  offset = described(glm(treated ~ x, binomial, d, offset = shift, control = tight)),
  no_intercept = described(glm(treated ~ 0 + x + shift, binomial, d, control = tight)),
  interaction = described(glm(treated ~ x * factor(site), binomial, d, control = tight)),
  firth = list(coef = optim(rep(0, 4), penalised, method = "BFGS", control = list(reltol = 1e-16, maxit = 1000))$par)
)

# Weights, truncated or not, balance and weighted Cox models.
p <- fitted(glm(treated ~ x + factor(site), binomial, d, control = tight))
z <- d$treated
m <- mean(z)
kinds <- list(ate = z / p + (1 - z) / (1 - p), stabilised = z * m / p + (1 - z) * (1 - m) / (1 - p),
              att = z + (1 - z) * p / (1 - p), overlap = z * (1 - p) + (1 - z) * p)
truncated <- function(w, at) pmin(pmax(w, quantile(w, at[1])), quantile(w, at[2]))
weighted <- list()
for (kind in names(kinds)) for (cut in c(FALSE, TRUE)) {
  w <- if (cut) unname(truncated(kinds[[kind]], c(0.05, 0.95))) else kinds[[kind]]
  fit <- coxph(Surv(time, cause == 1) ~ treated, d, weights = w, robust = TRUE,
               control = coxph.control(eps = 1e-11, toler.chol = 1e-12, iter.max = 50))
  arm <- function(g) c(sum(w[z == g] * d$x[z == g]) / sum(w[z == g]), cov.wt(cbind(d$x[z == g]), w[z == g])$cov)
  weighted[[paste(kind, if (cut) "truncated" else "whole")]] <- list(
    weights = w, coef = unname(coef(fit)), se = sqrt(fit$var[1, 1]),
    smd_x = (arm(1)[1] - arm(0)[1]) / sqrt((var(d$x[z == 1]) + var(d$x[z == 0])) / 2), variance_ratio_x = arm(1)[2] / arm(0)[2])
}

# Doubly robust risks: the estimate as a function of case weights, its influence by differences.
aipw <- function(w, competing) {
  ended <- d$cause == 1 | (competing & d$cause == 2)
  failed <- as.numeric(d$cause == 1 & d$time <= horizon)
  known <- (ended & d$time <= horizon) | d$time >= horizon
  p <- fitted(glm(treated ~ x, quasibinomial, d, weights = w, control = tight))
  sapply(1:0, function(g) {
    inside <- d$treated == g
    # Doubled times: an event comes before a censoring on the same day.
    censoring <- survfit(Surv(2 * time + !ended, !ended) ~ 1, cbind(d, ended = ended)[inside, ], weights = w[inside])
    free <- stepfun(censoring$time, c(1, censoring$surv))
    ipcw <- ifelse(known & inside, 1 / free(2 * pmin(d$time, horizon) - 0.5), 0)
    fit <- glm(failed ~ x + factor(site), quasibinomial, cbind(d, failed = failed), weights = w * ipcw, control = tight)
    q <- plogis(drop(cbind(1, d$x, d$site == 2, d$site == 3) %*% coef(fit)))
    chance <- if (g) p else 1 - p
    sum(w * (q + inside * ipcw * (failed - q) / chance)) / sum(w)
  })
}
influence <- function(competing, h = 1e-4) t(sapply(1:n, function(i) {
  e <- replace(rep(0, n), i, h)
  n * (aipw(1 + e, competing) - aipw(1 - e, competing)) / (2 * h)
}))
robust <- lapply(c(competing = TRUE, censored = FALSE), function(competing) {
  inf <- influence(competing)
  risk <- aipw(rep(1, n), competing)
  list(risk = risk, se = sqrt(colSums(inf^2)) / n, se_difference = sqrt(sum((inf[, 1] - inf[, 2])^2)) / n,
       se_log_ratio = sqrt(sum((inf[, 1] / risk[1] - inf[, 2] / risk[2])^2)) / n)
})

# Clone-censor-weight. Controls: pooled logistic model over intervals of 3 days, or a Cox model of the start.
start <- ifelse(is.na(d$start), Inf, d$start)
left <- start <= grace
control_time <- ifelse(left, start, d$time)
control_event <- d$cause == 1 & !left
pieces_of <- function(weights_before) do.call(rbind, lapply(1:n, function(i) {
  cuts <- c(0, weights_before$edges[weights_before$edges < control_time[i]], control_time[i])
  k <- length(cuts) - 1
  if (control_time[i] == 0) return(NULL)
  data.frame(id = i, strategy = 0, entry = cuts[1:k], time = cuts[-1], event = c(rep(FALSE, k - 1), control_event[i]),
             weight = weights_before$weight(i, cuts[1:k]))
}))
pooled <- local({
  edges <- seq(3, 3 * ceiling(max(control_time[left]) / 3), 3)
  long <- do.call(rbind, lapply(1:n, function(i) do.call(rbind, lapply(seq_along(edges), function(j) {
    if (control_time[i] <= edges[j] - 3) return(NULL)
    here <- control_time[i] <= edges[j]
    data.frame(id = i, j = j, x = d$x[i], site = d$site[i], left = here & left[i],
               gone = here & d$cause[i] == 1 & !left[i])
  }))))
  long$u <- (long$j - 1) / (length(edges) - 1)
  fit <- glm(left ~ u + I(u^2) + x + factor(site), binomial, long[!long$gone, ], control = tight)
  long$stays <- 1 - predict(fit, long, type = "response")
  list(edges = edges, weight = function(i, at) sapply(at, function(a) 1 / prod(long$stays[long$id == i & edges[long$j] <= a])))
})
continuous <- local({
  fit <- coxph(Surv(2 * control_time + !control_event, left) ~ x + factor(site), d, ties = "breslow",
               control = coxph.control(eps = 1e-11, toler.chol = 1e-12, iter.max = 50))
  base <- basehaz(fit, centered = FALSE)
  hazard <- stepfun(base$time, c(0, base$hazard))
  relative <- exp(drop(cbind(d$x, d$site == 2, d$site == 3) %*% coef(fit)))
  list(edges = sort(unique(control_time[left])), weight = function(i, at) exp(relative[i] * hazard(2 * at + 1)))
})
starter_rows <- local({
  after <- d$time > grace
  chance <- rep(NA, n)
  chance[after] <- fitted(glm(left ~ x + factor(site), binomial, cbind(d, left = left)[after, ], control = tight))
  first <- data.frame(id = 1:n, strategy = 1, entry = 0, time = pmin(d$time, grace), event = d$cause == 1 & !after, weight = 1)
  second <- data.frame(id = 1:n, strategy = 1, entry = grace, time = d$time, event = d$cause == 1, weight = 1 / chance)
  rbind(first, second[after & left, ])
})
emulations <- lapply(list(pooled_logistic = pooled, cox = continuous), function(model) {
  rows <- rbind(starter_rows, pieces_of(model))
  risk <- sapply(1:0, function(s) {
    here <- rows[rows$strategy == s, ]
    1 - summary(survfit(Surv(entry, time, event) ~ 1, here, weights = weight), times = horizon, extend = TRUE)$surv
  })
  fit <- coxph(Surv(entry, time, event) ~ strategy, rows, weights = weight, cluster = id, robust = TRUE,
               control = coxph.control(eps = 1e-11, toler.chol = 1e-12, iter.max = 50))
  list(risk = risk, coef = unname(coef(fit)), se = sqrt(fit$var[1, 1]),
       largest = c(max(starter_rows$weight), max(rows$weight[rows$strategy == 0])))
})

answers <- list(
  meta = list(script = "reference/r/confounding.R", R = R.version.string, survival = as.character(packageVersion("survival"))),
  data = as.list(d), horizon = horizon, grace = grace, logistic = logistic, weighted = weighted, aipw = robust, emulations = emulations)
json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '": ', sapply(x, json), collapse = ",\n"), "}"))
  values <- if (is.character(x)) paste0('"', x, '"') else ifelse(is.na(x), "null", sprintf("%.17g", x))
  if (length(x) == 1) values else paste0("[", paste(values, collapse = ", "), "]")
}
write(json(answers), "reference/r/confounding.json")
