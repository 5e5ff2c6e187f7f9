# Linear mixed models in R, for tests/reference/test_mixed_model_r.py.
# Rerun: Rscript reference/r/mixed_model.R  (from the repository's root; writes mixed_model.json beside it)
# The data are drawn below with a seed and written into the output, so that the test reads the same numbers.
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(pbkrtest); library(jsonlite)})

draw <- function(seed, subjects, visits, keep, sd_intercept, sd_slope, correlation, sd_residual) {
  set.seed(seed)
  d <- expand.grid(visit = seq_len(visits) - 1, id = seq_len(subjects))
  d$arm <- as.numeric(d$id %% 2 == 0)
  d$site <- factor(c("n", "s", "w")[1 + d$id %% 3])
  d$age <- round(rnorm(subjects, 50, 8))[d$id]
  u <- matrix(rnorm(2 * subjects), subjects)
  a <- sd_intercept * u[, 1]
  b <- sd_slope * (correlation * u[, 1] + sqrt(1 - correlation^2) * u[, 2])
  d$y <- round(20 + 0.1 * d$age + d$arm * d$visit * 0.4 + a[d$id] + b[d$id] * d$visit + rnorm(nrow(d), sd = sd_residual), 3)
  d$square <- d$visit^2
  d <- d[runif(nrow(d)) < keep, ]
  rownames(d) <- NULL
  d
}

sets <- list(
  complete = draw(1, 12, 5, 1.1, 2, 0.5, 0.3, 1),
  unbalanced = draw(2, 20, 6, 0.7, 3, 0.8, -0.4, 1.5),
  no_slope = draw(5, 14, 4, 0.9, 2, 0, 0, 1.2),
  no_variance = draw(9, 15, 4, 1.1, 0, 0, 0, 2),
  three = draw(5, 30, 9, 0.95, 2, 0.6, 0.2, 0.7)
)
# Three random terms need a real curvature of the subjects.
set.seed(6)
sets$three$y <- round(sets$three$y + rnorm(30, sd = 0.08)[sets$three$id] * sets$three$square, 3)

fixed <- "y ~ age + arm * visit"
cases <- list(
  list(id = "intercept", data = "complete", random = "(1 | id)", terms = "intercept"),
  list(id = "slope", data = "complete", random = "(visit | id)", terms = c("intercept", "visit")),
  list(id = "slope_unbalanced", data = "unbalanced", random = "(visit | id)", terms = c("intercept", "visit")),
  list(id = "uncorrelated", data = "unbalanced", random = "(visit || id)", terms = c("intercept", "visit"), correlated = FALSE),
  list(id = "slope_only", data = "unbalanced", random = "(0 + visit | id)", terms = "visit"),
  list(id = "maximum_likelihood", data = "unbalanced", random = "(visit | id)", terms = c("intercept", "visit"), reml = FALSE),
  list(id = "three_terms", data = "three", random = "(visit + square | id)", terms = c("intercept", "visit", "square")),
  list(id = "singular_slope", data = "no_slope", random = "(visit | id)", terms = c("intercept", "visit")),
  list(id = "singular_uncorrelated", data = "no_slope", random = "(visit || id)", terms = c("intercept", "visit"), correlated = FALSE),
  list(id = "singular_intercept", data = "no_variance", random = "(1 | id)", terms = "intercept"),
  list(id = "factor", data = "unbalanced", fixed = "y ~ site + visit", random = "(1 | id)", terms = "intercept")
)

control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 1e6),
                       calc.derivs = FALSE, check.conv.singular = "ignore")
`%or%` <- function(x, y) if (is.null(x)) y else x
answer <- function(case) {
  d <- sets[[case$data]]
  reml <- case$reml %or% TRUE
  form <- as.formula(paste(case$fixed %or% fixed, "+", case$random))
  m <- suppressWarnings(lmerTest::lmer(form, d, REML = reml, control = control))
  table <- suppressWarnings(coef(summary(m)))
  k <- nrow(table)
  rows <- diag(k)[seq(2, k), , drop = FALSE]   # every effect but the intercept
  f <- suppressWarnings(contestMD(m, rows))
  out <- list(
    names = rownames(table), coef = table[, 1], se = table[, 2], df = table[, 3], p = table[, 5],
    theta = unname(getME(m, "theta")), sigma = sigma(m), loglik = as.numeric(logLik(m)), singular = isSingular(m, tol = 1e-4),
    covariance = if (isFALSE(case$correlated)) diag(sapply(VarCorr(m), c)) else unname(as.matrix(VarCorr(m)$id)),
    random_effects = as.matrix(ranef(m)$id),
    f_satterthwaite = c(f$`F value`, f$NumDF, f$DenDF, f$`Pr(>F)`))
  if (case$id == "factor") out$means <- lapply(c(satterthwaite = "satterthwaite", kenward_roger = "kenward-roger"), function(df) {
    e <- as.data.frame(suppressMessages(emmeans::emmeans(m, ~ site, lmer.df = df)))
    list(level = as.character(e$site), mean = e$emmean, se = e$SE, df = e$df, lower = e$lower.CL, upper = e$upper.CL)})
  if (reml) {
    kr <- coef(summary(m, ddf = "Kenward-Roger"))
    g <- contestMD(m, rows, ddf = "Kenward-Roger")
    out$kr <- list(se = kr[, 2], df = kr[, 3], vcov = as.matrix(vcovAdj(m)),
                   f = c(g$`F value`, g$NumDF, g$DenDF, g$`Pr(>F)`))
  }
  out
}

result <- list(
  meta = list(R = R.version.string, packages = lapply(c(lme4 = "lme4", lmerTest = "lmerTest", pbkrtest = "pbkrtest", emmeans = "emmeans"), function(p) as.character(packageVersion(p)))),
  data = lapply(sets, function(d) {d$site <- as.character(d$site); as.list(d)}),
  cases = lapply(cases, function(case) c(case, list(expect = rapply(answer(case), unname, how = "replace"))))
)
write_json(result, "reference/r/mixed_model.json", digits = I(17), auto_unbox = TRUE, matrix = "rowmajor")
