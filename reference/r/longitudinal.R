# Repeated measures in R, for tests/reference/test_mmrm_r.py: nlme's gls for seven covariance structures, restricted and
# full likelihood, and F tests of lmerTest and pbkrtest where a random intercept is compound symmetry.
# Rerun: Rscript reference/r/longitudinal.R  (from the repository's root; writes longitudinal.json beside it)
# The data are drawn below with a seed, or are Potthoff & Roy's dental distances (1964) as nlme has them; both are written
# into the output, so that the test reads the same numbers.
suppressPackageStartupMessages({library(nlme); library(lme4); library(lmerTest); library(pbkrtest); library(jsonlite)})

draw <- function(seed, subjects, visits, rho, keep) {
  set.seed(seed)
  d <- expand.grid(visit = seq_len(visits), id = seq_len(subjects))
  d$arm <- as.numeric(d$id %% 2 == 0)
  d$base <- round(rnorm(subjects, 60, 15))[d$id]
  noise <- outer(seq_len(visits), seq_len(visits), function(i, j) sqrt(4 + i) * sqrt(4 + j) * rho^abs(i - j))
  e <- t(chol(noise)) %*% matrix(rnorm(visits * subjects), visits)
  d$y <- round(2 + 0.05 * d$base + d$arm * d$visit * 0.3 + as.vector(e), 3)
  dropped <- ceiling(visits * runif(subjects) / keep)
  d <- d[d$visit <= pmax(dropped, 1)[d$id] & runif(nrow(d)) < 0.93, ]
  rownames(d) <- NULL
  d
}

growth <- as.data.frame(Orthodont)
growth <- data.frame(visit = (growth$age - 6) / 2, id = as.integer(factor(as.character(growth$Subject))),
                     arm = as.numeric(growth$Sex == "Male"), base = 0, y = growth$distance)
sets <- list(
  growth = growth,
  growth_gaps = growth[-c(3, 8, 9, 12, 16, 27, 28, 40, 55, 56, 57, 60, 71, 88, 90, 99, 108), ],
  drawn = draw(41, 48, 4, 0.6, 0.35),
  negative = draw(42, 60, 3, -0.35, 0.4)
)
for (s in names(sets)) {rownames(sets[[s]]) <- NULL; sets[[s]]$v <- factor(sets[[s]]$visit)}

at <- ~ visit | id
by_visit <- varIdent(form = ~ 1 | v)
structures <- list(
  unstructured = list(corSymm(form = at), by_visit),
  compound_symmetry = list(corCompSymm(form = at), NULL),
  compound_symmetry_heterogeneous = list(corCompSymm(form = at), by_visit),
  ar1 = list(corAR1(form = at), NULL),
  ar1_heterogeneous = list(corAR1(form = at), by_visit),
  # With t visits a stationary autoregression of order t - 1 can have any possible correlations at its t - 1 lags.
  toeplitz = list("toeplitz", NULL),
  toeplitz_heterogeneous = list("toeplitz", by_visit)
)

fixed <- list(growth = y ~ arm * v, growth_gaps = y ~ arm * visit, drawn = y ~ base + arm * v, negative = y ~ base + arm * v)

# gls cannot tell a subject's missing first visit from the order in corSymm unless positions are given: corSymm uses the
# integer covariate, as the others do.
fit_gls <- function(set, structure, reml) {
  d <- sets[[set]]
  s <- structures[[structure]]
  cor <- s[[1]]
  if (identical(cor, "toeplitz")) cor <- corARMA(form = at, p = length(levels(d$v)) - 1, q = 0)
  control <- glsControl(maxIter = 500, msMaxIter = 1000, tolerance = 1e-9, msTol = 1e-10)
  m <- do.call(gls, list(fixed[[set]], d, correlation = cor, weights = s[[2]], method = if (reml) "REML" else "ML", control = control))
  sd <- sigma(m) * (if (is.null(s[[2]])) rep(1, length(levels(d$v))) else {
    w <- coef(m$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
    as.numeric(w[levels(d$v)])})
  all_visits <- names(which(table(d$id) == length(levels(d$v))))[1]
  r <- corMatrix(m$modelStruct$corStruct)[[all_visits]]
  list(coef = unname(coef(m)), vcov = unname(vcov(m)), varcor = unname(r * outer(sd, sd)), loglik = as.numeric(logLik(m)), names = names(coef(m)))
}

cases <- list()
for (set in names(sets)) for (structure in names(structures)) for (reml in c(TRUE, FALSE)) {
  got <- tryCatch(fit_gls(set, structure, reml), error = function(e) {message(set, " ", structure, " ", reml, ": ", conditionMessage(e)); NULL})
  if (!is.null(got)) cases[[length(cases) + 1]] <- c(list(data = set, covariance = structure, reml = reml), got)
}

# A random intercept is compound symmetry with a correlation above 0.
rows <- function(m) {
  names <- names(fixef(m))
  pick <- grepl(":", names)
  diag(length(names))[pick, , drop = FALSE]
}
tests <- list()
for (set in c("growth", "growth_gaps", "drawn")) {
  m <- lmerTest::lmer(update(fixed[[set]], . ~ . + (1 | id)), sets[[set]],
                      control = lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-12, maxeval = 10000)))
  l <- rows(m)
  s <- contestMD(m, l)
  one <- list(data = set, rows = l, df = unname(coef(summary(m))[, "df"]), names = names(fixef(m)),
              satterthwaite = list(statistic = s[["F value"]], df_numerator = s[["NumDF"]], df_denominator = s[["DenDF"]], p = s[["Pr(>F)"]]))
  k <- getKR(KRmodcomp(m, l), "ddf")
  stats <- KRmodcomp(m, l)$stats
  one$kenward_roger <- list(statistic = unname(stats$Fstat), df_denominator = unname(stats$ddf), scale = unname(stats$F.scaling), p = unname(stats$p.value))
  tests[[length(tests) + 1]] <- one
}

write_json(
  list(r = R.version.string, packages = lapply(list(nlme = "nlme", lme4 = "lme4", lmerTest = "lmerTest", pbkrtest = "pbkrtest"), function(p) as.character(packageVersion(p))),
       data = lapply(sets, function(d) d[c("id", "visit", "arm", "base", "y")]), gls = cases, tests = tests),
  "reference/r/longitudinal.json", digits = 17, auto_unbox = TRUE, dataframe = "columns", matrix = "rowmajor")
