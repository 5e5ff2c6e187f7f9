"""The pages on analyses show what their examples really print."""

import json
from pathlib import Path

from pytest import approx, mark

from byhand.freireich import MERCAPTOPURINE, PLACEBO
from page_examples import DOCS, run_examples
from trialwright.analysis import cox, kaplan_meier, log_rank, proportional_hazards_test

PAGES = [
    "tutorial/analyse-a-trial.md",
    "how-to/fit-a-cox-model.md",
    "how-to/fit-repeated-measures.md",
    "how-to/impute-and-tip.md",
]
R = json.loads((Path(__file__).parents[2] / "reference" / "r" / "freireich.json").read_text())


@mark.parametrize("page", PAGES)
def test_the_examples_print_what_the_page_says(page):
    printed, promised = run_examples(DOCS / page)
    assert printed == promised
    assert printed


def columns():
    weeks, relapse = zip(*MERCAPTOPURINE, *PLACEBO, strict=True)
    return weeks, relapse, [1] * len(MERCAPTOPURINE) + [0] * len(PLACEBO)


def test_the_curve_of_the_tutorial_is_that_of_r():
    curve = kaplan_meier(*zip(*MERCAPTOPURINE, strict=True))
    points = curve.at(R["curve"]["time"])
    for field in ("n_risk", "surv", "std_err", "lower", "upper"):
        assert getattr(points, field) == approx(R["curve"][field], rel=1e-9), field
    other = kaplan_meier(*zip(*PLACEBO, strict=True))
    assert (curve.median, other.median) == (R["median"], R["median_placebo"])


def test_the_log_rank_test_of_the_tutorial_is_that_of_r():
    test = log_rank(*columns())
    assert test.chisq == approx(R["log_rank"]["chisq"], rel=1e-9)
    assert test.obs.tolist() == R["log_rank"]["obs"]
    assert test.exp == approx(R["log_rank"]["exp"], rel=1e-9)


@mark.parametrize("ties", ["breslow", "efron", "exact"])
def test_the_hazard_ratio_of_the_tutorial_is_that_of_r(ties):
    weeks, relapse, treated = columns()
    fit = cox(weeks, relapse, {"6-MP": treated}, ties=ties)
    assert fit.coef[0] == approx(R["cox"][ties]["coef"], rel=1e-9)
    assert fit.se[0] == approx(R["cox"][ties]["se"], rel=1e-9)


def test_the_proportional_hazards_test_of_the_tutorial_is_that_of_r():
    weeks, relapse, treated = columns()
    test = proportional_hazards_test(cox(weeks, relapse, {"6-MP": treated})).tests[0]
    assert test.chisq == approx(R["proportional_hazards"]["chisq"], rel=1e-9)
    assert test.p == approx(R["proportional_hazards"]["p"], rel=1e-9)
