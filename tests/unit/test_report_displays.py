"""Displays print result rows: these rows are made up, one by one, for each test."""

from dataclasses import replace

from report_cases import definition, snapshot
from trialwright.analysis.results import ResultRow
from trialwright.report.build import build_report
from trialwright.report.displays import display_table
from trialwright.report.document import Table, text_of
from trialwright.report.evidence import number_rows

BLANK = ResultRow("T2", "recurrence_cox", "at_risk", "contrast", "", None, "", "cox", 9, ("e/1",))


def made_up(statistic: str, value: float | None, **changed) -> ResultRow:
    return replace(BLANK, statistic=statistic, value=value, **changed)


def shown(display: str, *rows: ResultRow) -> dict[str, list[str]]:
    """The table of a display as {label: cells}; the first analysis with a label is taken."""
    wanted = next(d for d in definition().analyses.displays if d.id == display)
    table = display_table(number_rows(definition(), rows), wanted)
    found: dict[str, list[str]] = {}
    for row in table.rows:
        if row.kind == "body":
            found.setdefault(text_of(row.cells[0]), [text_of(cell) for cell in row.cells[1:]])
    return found


def test_a_hazard_ratio_stands_with_its_limits_and_p():
    term = {"variable": "group", "level": "NA_PEGIFN"}
    found = shown(
        "T2",
        made_up("hazard_ratio", 0.60449, **term),
        made_up("lower", 0.4, **term),
        made_up("upper", 0.905, **term),
        made_up("p", 0.00041, **term),
    )
    cells = found["Hazard ratio, NA + Peg-IFN against NA"]
    assert cells == ["", "", "0.60 (0.40 to 0.91); P <0.001"]


def test_a_covariate_is_named_with_its_unit_of_change():
    found = shown("T2", made_up("hazard_ratio", 1.1, variable="age", level="10 years"))
    assert found["Hazard ratio, Age, per 10 years"][-1] == "1.10"


def test_a_model_that_could_not_be_fitted_says_why():
    found = shown("T2", made_up("hazard_ratio", None, note="no events in one group"))
    assert found["Hazard ratio"][-1] == "no events in one group"


def test_a_proportion_shows_what_cannot_be_determined():
    base = {"display": "T3", "analysis": "hbsag_loss_rate", "group": "NA"}
    found = shown(
        "T3",
        made_up("count", 3.0, **base),
        made_up("n", 12.0, **base),
        made_up("cannot_determine", 2.0, **base),
        made_up("worst_case", 0.25, **base),
        made_up("best_case", 5 / 12, **base),
    )
    assert found["Achieved / participants"][0] == "3 / 12"
    assert found["Cannot be determined"][0] == "2"
    assert found["Worst to best case, %"][0] == "25.0 to 41.7"


def test_a_number_without_a_row_is_a_dash_and_no_link():
    base = {"display": "T3", "analysis": "hbsag_loss_rate", "group": "NA"}
    assert shown("T3", made_up("count", 3.0, **base))["Achieved / participants"][0] == "3 / –"


def test_responders_are_split_by_what_was_detectable_at_baseline():
    """Somebody who is suppressed already can meet the endpoint trivially (HBD-10)."""
    base = {"display": "T3", "analysis": "hbvdna_rate", "group": "NA"}
    stratum = {"variable": "detectable_at_baseline", "level": "no"}
    rows = [made_up("count", 4.0, **base, **stratum), made_up("n", 5.0, **base, **stratum)]
    assert shown("T3", *rows)["Achieved, of those undetectable at baseline"][0] == "4 / 5"


def test_a_level_of_a_covariate_is_named_with_its_reference():
    found = shown("T2", made_up("hazard_ratio", 1.27, variable="bclc", level="A"))
    assert found["Hazard ratio, BCLC stage A against 0"][-1] == "1.27"


def test_codes_are_shown_by_their_label():
    base = {"display": "T1", "analysis": "baseline", "variable": "sex", "level": "F"}
    found = shown("T1", made_up("count", 4.0, group="all", **base))
    assert "Female" in found


def test_a_kind_of_event_that_nobody_had_is_left_to_the_appendix():
    base = {"display": "T4", "analysis": "ae_incidence", "group": "NA", "variable": "kind"}
    found = shown(
        "T4",
        made_up("participants", 2.0, level="fever", **base),
        made_up("participants", 0.0, level="myalgia", **base),
    )
    assert "Fever" in found
    assert "Myalgia" not in found


def test_a_row_that_no_display_knows_still_stands_in_the_appendix():
    strange = made_up("kappa", 0.5, analysis="second_look", method="agreement")
    report = build_report(definition(), snapshot(), [strange])
    appendix = next(s for s in report.sections if s.id == "results")
    tables = [block for block in appendix.blocks if isinstance(block, Table)]
    assert [[text_of(cell) for cell in row.cells] for t in tables for row in t.rows] == [
        ["R1", "Comparison", "", "kappa", "0.5", "", "9", "S1"]
    ]


def test_results_without_a_single_row_still_make_a_report():
    report = build_report(definition(), snapshot(), [])
    assert [section.id for section in report.sections][-2:] == ["results", "sources"]
