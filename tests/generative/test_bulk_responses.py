"""Confirmed responses over columns give what the rule for one participant gives."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from bulk_tables import sample_table
from trialwright.endpoints.bulk.dates import months_after
from trialwright.endpoints.bulk.response import BulkPlan, response_table
from trialwright.endpoints.bulk.samples import sample_days, sample_findings
from trialwright.endpoints.bulk.undetectable import undetectable_flags
from trialwright.endpoints.response import LabTest
from trialwright.endpoints.seroclearance import SEROCLEARANCE_RULES, derive_seroclearance
from trialwright.endpoints.undetectable import UNDETECTABLE_RULES, derive_undetectable
from trialwright.instruments.calendar import add_months
from trialwright.instruments.hbsag import interpret_hbsag
from trialwright.instruments.hbv_dna import interpret_hbv_dna

T_T = date(2026, 1, 31)
RESULTS = ["<0.01"] * 6 + ["TND", "<30", "500", "invalid", "ND", "7"]
days = st.one_of(
    st.integers(-40, 1000),
    st.sampled_from([0, 1, 28, 168, 169, 181, 182, 196, 561, 562, 729, 730, 731, 899]),
)
units = st.sampled_from(["IU/mL"] * 6 + ["mIU/mL", "copies/mL", "COI", None])
assays = st.sampled_from(["", "A", "A", "B"])
samples = st.lists(st.tuples(days, st.sampled_from(RESULTS), units, assays), max_size=9)
people_drawn = st.lists(samples, min_size=1, max_size=12)


def drawn_tests(drawn):
    return {
        f"P{number:03d}": [
            LabTest(T_T + timedelta(days=day), text, unit, f"lab{n}", assay)
            for n, (day, text, unit, assay) in enumerate(of_one)
        ]
        for number, of_one in enumerate(drawn)
    }


def people_of(tests):
    people = pl.DataFrame({"participant": list(tests)})
    return people.with_columns(origin=pl.lit(T_T), horizon=pl.lit(add_months(T_T, 24)))


def of_table(row):
    answers = [row[name] for name in ("status", "onset", "confirmed_on", "reverted")]
    return (*answers, tuple(row["sources"]), tuple(row["rules"]))


def of_one(outcome):
    answers = (outcome.status, outcome.onset, outcome.confirmed_on, outcome.reverted)
    return (*answers, outcome.sources, outcome.rules)


@settings(max_examples=60, deadline=None)
@given(people_drawn)
def test_columns_and_one_participant_agree_on_seroclearance(drawn):
    tests = drawn_tests(drawn)
    plan = BulkPlan(lambda day: day + pl.duration(days=168), SEROCLEARANCE_RULES, "HBS-09")
    days = sample_days(sample_table(tests), interpret_hbsag)
    table = response_table(people_of(tests), days, plan)
    got = {row["participant"]: of_table(row) for row in table.iter_rows(named=True)}
    assert got == {
        key: of_one(derive_seroclearance(treatment_start=T_T, tests=of_person))
        for key, of_person in tests.items()
    }


@settings(max_examples=60, deadline=None)
@given(people_drawn)
def test_columns_and_one_participant_agree_on_undetectable_dna(drawn):
    tests = drawn_tests(drawn)
    plan = BulkPlan(lambda day: months_after(day, 6), UNDETECTABLE_RULES, "HBD-09")
    days = sample_days(sample_table(tests), interpret_hbv_dna)
    table = response_table(people_of(tests), days, plan)
    for row in undetectable_flags(table, days, plan.confirmable_from).iter_rows(named=True):
        outcome = derive_undetectable(treatment_start=T_T, tests=tests[row["participant"]])
        assert of_table(row) == of_one(outcome.response)
        assert row["literal_adjacent"] is outcome.literal_adjacent
        assert row["detectable_at_baseline"] is outcome.detectable_at_baseline


@settings(max_examples=20, deadline=None)
@given(people_drawn)
def test_columns_ask_the_laboratory_the_same_questions(drawn):
    """HBS-06, HBD-07"""
    tests = drawn_tests(drawn)
    table = sample_findings(sample_table(tests), interpret_hbv_dna)
    asked = set(table.select("participant", "source", "finding").iter_rows())
    assert asked == {
        (key, finding.source, finding.what)
        for key, of_person in tests.items()
        for finding in derive_undetectable(treatment_start=T_T, tests=of_person).response.findings
    }


@given(st.dates(date(1999, 1, 1), date(2060, 1, 1)), st.integers(0, 60))
def test_months_over_columns_are_the_months_of_the_calendar(day, months):
    after = pl.DataFrame({"day": [day]}).select(months_after(pl.col("day"), months)).item()
    assert after == add_months(day, months)
