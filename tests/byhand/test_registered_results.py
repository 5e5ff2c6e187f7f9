"""The declared analyses on a handful of rows, each number worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hand_made import prtras001
from trialwright.analysis.registered import run_analyses
from trialwright.analysis.registered.survival import calendar_span
from trialwright.endpoints.derived import Derived, EndpointRow, ParticipantRow

DAY = date(2026, 1, 1)


def person(name: str, group: str | None, **baseline) -> ParticipantRow:
    known = {b.id: None for b in prtras001().endpoints.baseline} | baseline
    origins = {"T_R": DAY, "T_E": DAY} if group else {}
    failed = {} if group else {"I4": "FAIL", "E7": "CD"}
    return ParticipantRow(
        participant=name,
        group=group,
        origins=origins,
        eligibility="ELIGIBLE" if group else "INELIGIBLE",
        not_passed=failed,
        disposition="followed" if group else "not eligible",
        ends=(),
        baseline=known,
        enrolled_on=DAY if group else None,
    )


def row(endpoint: str, name: str, group: str, **changed) -> EndpointRow:
    blank = EndpointRow(endpoint, "", name, group, "", None, None, None, 0, (), ())
    return replace(blank, **changed)


def recurrence(name: str, group: str, day: int, event: bool, entry: int = 0) -> EndpointRow:
    status = "RECURRENCE" if event else "CENSORED"
    return row("recurrence", name, group, status=status, event=event, day=day, entry_day=entry)


def results(people=(), rows=(), **wanted) -> dict[str, float | None]:
    found = run_analyses(prtras001(), Derived(tuple(people), tuple(rows)))
    return {r.id: r.value for r in found if all(getattr(r, key) == v for key, v in wanted.items())}


PEOPLE = [person(f"A{i}", "NA") for i in range(1, 6)] + [
    person(f"B{i}", "NA_PEGIFN") for i in (1, 2)
]
# NA: five people, events on days 100 and 300, one enters on day 200 and is at risk from then on.
ROWS = [
    recurrence("A1", "NA", 100, True),
    recurrence("A2", "NA", 150, False),
    recurrence("A3", "NA", 300, True, entry=200),
    recurrence("A4", "NA", 1096, False),
    recurrence("A5", "NA", 90, False, entry=100),  # exit before entry: never at risk
    recurrence("B1", "NA_PEGIFN", 400, True),
    recurrence("B2", "NA_PEGIFN", 1096, False),
]


def test_delayed_entry_puts_people_at_risk_from_their_enrolment_on():
    found = results(PEOPLE, ROWS, analysis="recurrence_km", group="NA")
    # Day 100: three at risk (A1, A2, A4); day 300: two (A3, A4). 1 - 2/3 * 1/2 = 2/3.
    assert found["F2.recurrence_km.NA.d100.cumulative_incidence"] == pytest.approx(1 / 3)
    assert found["F2.recurrence_km.NA.month.36.cumulative_incidence"] == pytest.approx(2 / 3)
    assert found["F2.recurrence_km.NA.n"] == 4
    assert found["F2.recurrence_km.NA.events"] == 2


def test_without_delayed_entry_the_late_comer_is_at_risk_from_the_start():
    found = results(PEOPLE, ROWS, analysis="recurrence_km_no_entry", group="NA")
    # Day 100: four at risk; day 300: two. 1 - 3/4 * 1/2 = 5/8.
    assert found["T2.recurrence_km_no_entry.NA.month.36.cumulative_incidence"] == 0.625


def test_numbers_at_risk_follow_the_visit_grid():
    found = results(PEOPLE, ROWS, analysis="recurrence_km", group="NA", statistic="n_risk")
    assert found["F2.recurrence_km.NA.d84.n_risk"] == 3
    assert found["F2.recurrence_km.NA.d252.n_risk"] == 2
    assert found["F2.recurrence_km.NA.month.36.n_risk"] == 1


def test_a_month_lasts_as_long_as_the_calendar_says():
    assert [calendar_span(months) for months in (1, 12, 24, 36)] == [
        (28, 31),
        (365, 366),
        (730, 731),
        (1095, 1096),
    ]


def test_the_flow_adds_up_and_names_the_criteria():
    found = results([*PEOPLE, person("X1", None)], ROWS, analysis="flow")
    assert found["F1.flow.all.screened.count"] == 8
    assert found["F1.flow.all.not eligible.I4.count"] == 1
    assert found["F1.flow.all.not eligible.E7.count"] == 1
    assert found["F1.flow.NA.enrolled.count"] == 5
    assert found["F1.flow.NA.not at risk.count"] == 1
    endings = ("event", "died without recurrence", "withdrawn", "followed to end")
    endings += ("transplanted without recurrence",)
    assert sum(found[f"F1.flow.NA.{ending}.count"] for ending in endings) == 4


def test_baseline_counts_what_is_missing_instead_of_filling_it():
    people = [
        person("A1", "NA", age=40, sex="M"),
        person("A2", "NA", age=60, sex="F"),
        person("A3", "NA"),
    ]
    found = results(people, [], analysis="baseline")
    assert found["T1.baseline.NA.age.mean"] == 50
    assert found["T1.baseline.NA.age.sd"] == pytest.approx(14.1421356237)  # root of 200
    assert found["T1.baseline.NA.age.missing"] == 1
    assert found["T1.baseline.NA.sex.M.proportion"] == 0.5


def response(name: str, group: str, event: bool | None, status: str) -> EndpointRow:
    return row("hbsag_loss", name, group, event=event, status=status)


def test_missing_responses_count_as_not_achieved_with_both_extremes_beside():
    """HBS-10"""
    rows = [
        response("A1", "NA", True, "CONFIRMED"),
        response("A2", "NA", None, "CANNOT_DETERMINE"),
        response("A3", "NA", False, "NO_DATA"),
        response("A4", "NA", False, "NOT_ACHIEVED"),
        response("B1", "NA_PEGIFN", True, "CONFIRMED"),
        response("B2", "NA_PEGIFN", True, "CONFIRMED"),
    ]
    found = results(PEOPLE, rows, analysis="hbsag_loss_rate")
    assert found["T3.hbsag_loss_rate.NA.proportion"] == 0.25
    assert found["T3.hbsag_loss_rate.NA.best_case"] == 0.75
    assert found["T3.hbsag_loss_rate.NA.worst_case"] == 0.25
    # Wilson for 1 of 4: (1 + z^2/2 -+ z sqrt(3/4 + z^2/4)) / (4 + z^2).
    assert found["T3.hbsag_loss_rate.NA.lower"] == pytest.approx(0.0455870, abs=1e-6)
    assert found["T3.hbsag_loss_rate.contrast.risk_difference"] == 0.75
    assert found["T3.hbsag_loss_rate.NA.status.NO_DATA.count"] == 1


def adverse(name: str, visit: str, grade: str, related: str = "no", **changed) -> EndpointRow:
    detail = {"grade": grade, "kind": "fever", "related": related, "serious_record": "no"}
    return row("adverse_events", name, "NA", visit=visit, event=True, detail=detail, **changed)


def watched(name: str, days: int, event: bool) -> EndpointRow:
    return row("adverse_events", name, "NA", event=event, detail={"days_watched": str(days)})


def test_a_participant_counts_once_under_the_worst_grade():
    rows = [
        adverse("A1", "event-1", "2"),
        adverse("A1", "event-2", "4", related="yes"),
        watched("A1", 1461, True),
        watched("A2", 1461, False),
    ]
    found = results(PEOPLE, rows, analysis="ae_incidence", group="NA")
    assert found["T4.ae_incidence.NA.any.participants"] == 1
    assert found["T4.ae_incidence.NA.grade.2.participants"] == 0
    assert found["T4.ae_incidence.NA.grade.4.participants"] == 1
    assert found["T4.ae_incidence.NA.related.yes.participants"] == 1
    assert found["T4.ae_incidence.NA.person_years"] == 8
    assert found["T4.ae_incidence.NA.rate.rate"] == 25  # 2 events in 8 years


def test_changes_are_compared_at_each_declared_week():
    values = {"A1": "-10", "A2": "10", "B1": "20", "B2": "30"}
    rows = [
        row("qol_change", name, "NA" if name < "B" else "NA_PEGIFN", visit="W24", value=Decimal(v))
        for name, v in values.items()
    ]
    found = results(PEOPLE, rows, analysis="qol_change_by_visit")
    assert found["T5.qol_change_by_visit.NA.week.24.mean"] == 0
    assert found["T5.qol_change_by_visit.NA.week.24.sd"] == pytest.approx(14.1421356237)
    assert found["T5.qol_change_by_visit.contrast.week.24.difference"] == 25
    assert found["T5.qol_change_by_visit.NA.week.48.mean"] is None


def test_what_cannot_be_computed_says_why_instead_of_failing():
    found = run_analyses(prtras001(), Derived(tuple(PEOPLE), ()))
    empty = [r for r in found if r.value is None]
    assert {r.analysis for r in empty} >= {"recurrence_log_rank", "recurrence_cox"}
    assert all(r.note for r in empty if r.analysis in ("recurrence_log_rank", "recurrence_cox"))


def cohort_of_twelve():
    people, rows = [], []
    for i in range(12):
        name, group = f"P{i:02}", ("NA", "NA_PEGIFN")[i % 2]
        age, hbsag = 40 + (i * 7) % 12, Decimal((i * 5) % 7) / 2
        people.append(person(name, group, age=age, bclc="0A"[i // 2 % 2], log10_hbsag=hbsag))
        rows.append(recurrence(name, group, 100 + (i * 37) % 120, event=i % 4 != 0))
    return people, rows


def test_a_missing_covariate_leaves_the_model_and_is_counted():
    people, rows = cohort_of_twelve()
    people[3] = person("P03", "NA_PEGIFN", age=50, bclc="0")
    found = results(people, rows, analysis="recurrence_cox")
    assert found["T2.recurrence_cox.contrast.missing"] == 1
    assert found["T2.recurrence_cox.contrast.n"] == 11


def test_the_hazard_ratio_is_the_other_group_over_the_reference_group():
    people, rows = cohort_of_twelve()
    rows = [replace(r, day=r.day + 200 if r.group == "NA_PEGIFN" else r.day) for r in rows]
    found = results(people, [*rows[:-1], replace(rows[-1], day=150)], analysis=ALONE)
    ratio = found[f"T2.{ALONE}.contrast.group.NA_PEGIFN.hazard_ratio"]
    assert ratio < 0.5
    assert found[f"T2.{ALONE}.contrast.group.NA_PEGIFN.lower"] < ratio


ALONE = "recurrence_cox_group_only"


def test_every_result_row_has_its_own_id():
    found = run_analyses(prtras001(), Derived(tuple(PEOPLE), tuple(ROWS)))
    assert len({r.id for r in found}) == len(found)
