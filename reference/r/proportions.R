# Proportions, rates and stratified tables in base R, for tests/reference/test_proportions_r.py.
# Rerun: Rscript reference/r/proportions.R  (from the repository's root; writes proportions.json beside it)
library(jsonlite)

limits <- function(test) unname(test$conf.int[1:2])
single <- lapply(list(c(0, 7), c(3, 11), c(40, 166), c(166, 166), c(1, 3), c(81, 263)), function(k) list(
  events = k[1], n = k[2],
  wilson = limits(suppressWarnings(prop.test(k[1], k[2], correct = FALSE))),
  clopper_pearson = limits(binom.test(k[1], k[2])),
  clopper_pearson_90 = limits(binom.test(k[1], k[2], conf.level = 0.9))))

rates <- lapply(list(c(0, 731), c(1, 365.25), c(12, 4000), c(250, 36525)), function(k) list(
  events = k[1], time = k[2], garwood = limits(poisson.test(k[1], k[2])), garwood_90 = limits(poisson.test(k[1], k[2], conf.level = 0.9))))

ratios <- lapply(list(c(11, 800, 23, 1100), c(0, 10, 3, 12), c(4, 10, 0, 12), c(137, 5000.5, 90, 4100)), function(k) {
  t <- poisson.test(k[c(1, 3)], k[c(2, 4)])
  list(treated = k[1:2], control = k[3:4], ratio = unname(t$estimate), limits = limits(t))})

# Three strata of two groups, drawn by hand: counts of treated yes, treated no, control yes, control no.
small <- array(c(6, 14, 3, 22, 11, 9, 8, 15, 2, 20, 0, 18), dim = c(2, 2, 3))
# Rows of a stratum's table: group; columns: yes, no. array() fills columns first, so turn each.
tables <- list(
  small = aperm(small, c(2, 1, 3)),
  admissions = aperm(unname(UCBAdmissions), c(2, 1, 3)))
stratified <- lapply(tables, function(x) {
  plain <- mantelhaen.test(x, correct = FALSE); corrected <- mantelhaen.test(x, correct = TRUE)
  list(treated = lapply(seq_len(dim(x)[3]), function(k) c(x[1, 1, k], sum(x[1, , k]))),
       control = lapply(seq_len(dim(x)[3]), function(k) c(x[2, 1, k], sum(x[2, , k]))),
       chisq = unname(plain$statistic), chisq_corrected = unname(corrected$statistic),
       odds_ratio = unname(plain$estimate), limits = limits(plain))})

p <- c(0.011, 0.02, 0.6, 0.013, 0.04, 0.02)
result <- list(meta = list(R = R.version.string), single = single, rates = rates, ratios = ratios, stratified = stratified,
               adjusted = list(p = p, holm = p.adjust(p, "holm"), hochberg = p.adjust(p, "hochberg"), bonferroni = p.adjust(p, "bonferroni")))
write_json(result, "reference/r/proportions.json", digits = I(17), auto_unbox = TRUE)
