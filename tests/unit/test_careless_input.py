"""A column that does not hold what it should is refused by name, by whatever estimator it meets."""

import numpy as np
from pytest import mark, raises

from trialwright import analysis
from trialwright.analysis import cox, kaplan_meier, log_rank
from trialwright.errors import AnalysisError

N = 24
TIME = np.arange(1.0, N + 1)
EVENT = np.arange(N) % 3 > 0
X = np.sin(np.arange(N))
ARM = np.arange(N) % 2
CAUSE = np.where(EVENT, 1 + ARM, 0)
START = np.where(ARM == 1, 0.5, np.nan)
LEFT, RIGHT = 12 * ARM + 0.0, 12 * ARM + 12.0
SUBJECT, VISIT = np.repeat(np.arange(8), 3), np.tile([1, 2, 3], 8)

COMPETING = {"causes": [1, 2]}
OF_ONE = {"causes": [1, 2], "cause_of_interest": 1}
RNG = np.random.default_rng

# Name of the function -> its columns by argument, and its other arguments.
CALLS = {
    "aalen_johansen": ({"time": TIME, "cause": CAUSE}, COMPETING),
    "aft": ({"left": LEFT, "right": RIGHT}, {"covariates": {}}),
    "aipw_risk_difference": (
        {"time": TIME, "event": EVENT, "treatment": ARM},
        {"covariates": {"x": X}, "horizon": 12.0},
    ),
    "balance": ({"treatment": ARM}, {"covariates": {"x": X}}),
    "cause_specific_cox": ({"time": TIME, "cause": CAUSE}, {"covariates": {"x": X}, **OF_ONE}),
    "clone_censor_weight": (
        {"time": TIME, "event": EVENT, "start": START},
        {"covariates": {"x": X}, "horizon": 12.0, "grace": 2.0},
    ),
    "compare_scan_schedules": (
        {"participant": SUBJECT, "time": TIME, "group": SUBJECT % 2},
        {},
    ),
    "concordance": ({"time": TIME, "event": EVENT, "risk": X}, {}),
    "cox": ({"time": TIME, "event": EVENT}, {"covariates": {"x": X}}),
    "cumulative_incidence": ({"time": TIME, "cause": CAUSE}, COMPETING),
    "fine_gray": ({"time": TIME, "cause": CAUSE}, {"covariates": {"x": X}, **OF_ONE}),
    "fleming_harrington": ({"time": TIME, "event": EVENT}, {}),
    "gray_test": ({"time": TIME, "cause": CAUSE, "group": ARM}, COMPETING),
    "ic_cox": ({"left": LEFT, "right": RIGHT}, {"covariates": {"x": X}}),
    "interval_log_rank": ({"left": LEFT, "right": RIGHT, "group": ARM}, {}),
    "iptw_cox": (
        {"time": TIME, "event": EVENT, "treatment": ARM},
        {"covariates": {"x": X}},
    ),
    "kaplan_meier": ({"time": TIME, "event": EVENT}, {}),
    "lmm": ({"response": X, "subject": SUBJECT}, {"covariates": {"visit": VISIT}}),
    "log_rank": ({"time": TIME, "event": EVENT, "group": ARM}, {}),
    "logistic": ({"response": EVENT}, {"covariates": {"x": X}}),
    "mmrm": (
        {"response": X, "subject": SUBJECT, "visit": VISIT},
        {"covariates": {}, "covariance": "compound_symmetry"},
    ),
    "naive_ever_never": (
        {"time": TIME, "event": EVENT, "start": START},
        {"label": analysis.NAIVE_LABEL},
    ),
    "nelson_aalen": ({"time": TIME, "event": EVENT}, {}),
    "restricted_mean": ({"time": TIME, "event": EVENT}, {"tau": 10.0}),
    "rmst": ({"time": TIME, "event": EVENT, "treatment": ARM}, {"tau": 10.0}),
    "turnbull": ({"left": LEFT, "right": RIGHT}, {}),
}
COLUMNS = [(name, argument) for name, (columns, _) in CALLS.items() for argument in columns]
LABELS = {"cause", "group", "subject", "visit", "participant"}


def masked(column):
    return np.ma.masked_array(column, mask=np.arange(len(column)) == 3)


def refused(name, **changed):
    columns, others = CALLS[name]
    with raises(AnalysisError) as raised:
        getattr(analysis, name)(**{**columns, **others, **changed})
    return raised.value.problems[0]


@mark.parametrize(("name", "argument"), COLUMNS)
def test_a_masked_value_is_a_missing_value(name, argument):
    problem = refused(name, **{argument: masked(CALLS[name][0][argument])})
    assert (problem.key, problem.what) == (argument, f"{argument} has masked values")


@mark.parametrize(("name", "argument"), [c for c in COLUMNS if c[1] not in LABELS])
def test_dates_and_complex_numbers_are_no_amounts(name, argument):
    dates = np.full(N, "2026-01-01", dtype="datetime64[D]")
    assert refused(name, **{argument: dates}).key == argument
    assert refused(name, **{argument: np.full(N, 1 + 2j)}).key == argument


@mark.parametrize("name", [name for name in CALLS if "covariates" in CALLS[name][1]])
@mark.parametrize("covariates", ["x", None, 3, [X], [None]])
def test_what_is_no_covariate_is_refused_with_the_forms_that_are(name, covariates):
    problem = refused(name, covariates=covariates)
    assert problem.key == "covariates" and "dictionary of columns by name" in problem.cure


@mark.parametrize(
    ("name", "option", "value"),
    [
        ("kaplan_meier", "conf_level", "0.95"),
        ("kaplan_meier", "conf_level", None),
        ("restricted_mean", "tau", "10"),
        ("log_rank", "rho", None),
        ("log_rank", "strata", 3),
        ("aipw_risk_difference", "horizon", [12.0]),
        ("aipw_risk_difference", "time", TIME - 2),
        ("clone_censor_weight", "grace", None),
        ("clone_censor_weight", "time_degree", 1.5),
        ("clone_censor_weight", "truncate", 99),
        ("iptw_cox", "truncate", (1, "99")),
        ("gray_test", "rho", np.nan),
        ("gray_test", "causes", 1),
        ("gray_test", "causes", "12"),
        ("cumulative_incidence", "causes", None),
    ],
)
def test_an_option_of_another_kind_is_refused_by_name(name, option, value):
    assert refused(name, **{option: value}).key == option


@mark.parametrize("rng", [None, 1, np.random.RandomState(1)])
def test_only_a_generator_draws(rng):
    columns = (TIME, EVENT, ARM, {"x": X})
    with raises(AnalysisError, match="default_rng"):
        analysis.bootstrap_iptw_cox(*columns, n_boot=10, rng=rng)
    with raises(AnalysisError, match="default_rng"):
        analysis.impute_chained(
            {"a": [1.0, np.nan, 3.0], "b": [1.0, 2.0, 4.0]}, methods={"a": "linear"}, rng=rng
        )


@mark.parametrize(
    ("option", "value"), [("n_boot", 1), ("n_boot", 10.0), ("threads", 0), ("threads", np.nan)]
)
def test_a_number_of_samples_or_threads_is_whole(option, value):
    """Once a thread count of NaN waited forever."""
    options = {"n_boot": 10, option: value}
    with raises(AnalysisError, match=option):
        analysis.bootstrap_iptw_cox(TIME, EVENT, ARM, {"x": X}, rng=RNG(1), **options)


@mark.parametrize("series", ["pandas", "polars"])
def test_columns_of_data_frames_are_columns(series):
    make = __import__(series).Series
    ours = kaplan_meier(make(TIME), make(EVENT))
    assert np.array_equal(ours.surv, kaplan_meier(TIME, EVENT).surv)
    fit = cox(make(TIME), make(EVENT), {"x": make(X)})
    assert np.array_equal(fit.coef, cox(TIME, EVENT, {"x": X}).coef)
    groups = make(["a", "b"] * (N // 2))
    assert log_rank(make(TIME), make(EVENT), groups).p == log_rank(TIME, EVENT, ARM).p


@mark.parametrize("missing", [None, np.nan, float("nan")])
def test_a_missing_label_is_no_level(missing):
    groups = np.array(["a", "b"] * (N // 2), dtype=object)
    groups[0] = missing
    with raises(AnalysisError, match="missing"):
        log_rank(TIME, EVENT, groups)


@mark.parametrize("counted", [(2.5, 3), (True, 3), ("2", 3), (-1, 3), (1, None)])
def test_a_count_is_of_whole_participants(counted):
    with raises(AnalysisError, match="whole number"):
        analysis.Count(*counted)


def test_a_mean_that_nobody_failed_to_reach_is_compared_with_nothing():
    """Rounding errors over a standard error of 0 once made a P value of 0."""
    with raises(AnalysisError, match="nobody had the event before tau 10"):
        analysis.rmst_adjusted(TIME + 9, EVENT, ARM, {"x": X}, tau=10)


def test_follow_up_may_begin_before_day_0_where_entry_says_so():
    early = kaplan_meier(TIME - 12, EVENT, entry=np.full(N, -20.0))
    assert np.array_equal(early.surv, kaplan_meier(TIME, EVENT).surv)


@mark.parametrize("spoiled", [{"entry": ["x"] * N}, {"weights": -TIME}, {"strata": ARM[1:]}])
def test_a_spoiled_column_is_no_fault_of_a_subgroup(spoiled):
    with raises(AnalysisError, match=next(iter(spoiled))):
        analysis.cox_by_subgroup(TIME, EVENT, ARM, **spoiled)


@mark.parametrize("given", [{"lower": "0.4"}, {"upper": [1.2]}, {"null": "1"}])
def test_an_e_value_is_of_numbers(given):
    with raises(AnalysisError, match="is not a number"):
        analysis.e_value(0.6, **given)
