# Times linear mixed models for benchmarks/mixed_model.py: Rscript benchmarks/mixed_model.R FILE. The file holds the columns id,
# arm, t, base, y with a header. Prints, for each model: package, random effects and degrees of freedom, processor seconds (median of
# three after a first), coefficient of arm by time, its standard error, its degrees of freedom.
suppressPackageStartupMessages({library(lmerTest); library(pbkrtest)})
d <- read.csv(commandArgs(TRUE)[1])
fixed <- "y ~ base + arm * t +"
timed <- function(package, model, fit) {
  row <- fit()
  taken <- median(replicate(3, sum(system.time(fit())[1:2])))
  cat(paste(package, model, sprintf("%.17g", taken), sprintf("%.17g", row[[1]]), sprintf("%.17g", row[[2]]), row[[3]]), "\n")
}
lme4 <- paste0("lme4-", packageVersion("lme4"))
lmertest <- paste0("lmerTest-", packageVersion("lmerTest"))
for (random in c("(1|id)", "(t|id)")) {
  form <- as.formula(paste(fixed, random))
  name <- if (random == "(1|id)") "intercept" else "slope"
  timed(lme4, paste0(name, ",none"), function() c(coef(summary(lme4::lmer(form, d)))["arm:t", 1:2], NA))
  timed(lmertest, paste0(name, ",satterthwaite"), function() coef(summary(lmerTest::lmer(form, d)))["arm:t", 1:3])
  if (length(unique(d$id)) < 1000)
    timed(lmertest, paste0(name, ",kenward_roger"), function() coef(summary(lmerTest::lmer(form, d), ddf = "Kenward-Roger"))["arm:t", 1:3])
}
