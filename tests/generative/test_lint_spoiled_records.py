"""Whatever happens to a record: it is refused at reading, or every rule gives an answer."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint_damage import readable, spoiled
from lint_records import AS_OF, as_record, device_study, drug_trial, registered, registry
from trialwright.record.json_values import thaw
from trialwright.record.lint.finding import LintReport
from trialwright.record.lint.registry import rules_of
from trialwright.record.lint.run import lint_record
from trialwright.record.paths import value_at
from trialwright.record.read import Record

SEED = thaw(registered().study)
STUDIES = {"seed": SEED, "drug": drug_trial(), "device": device_study(), "registry": registry()}
STALE = ("DAT-02", "DAT-03", "DAT-04")


def check_complete(report: LintReport) -> None:
    """Every rule stands in exactly one list, and in the order of the rules."""
    order = [rule.id for rule in rules_of(report.rule_set)]
    answers = [*report.fired, *report.passed, *report.not_applicable]
    assert sorted(answers) == sorted(order)
    for answer in (report.fired, report.passed, report.not_applicable):
        assert list(answer) == [identifier for identifier in order if identifier in answer]


def check_spans(report: LintReport, record: Record) -> None:
    """A quoted span is what stands there in the record, unless it is masked."""
    for finding in report.findings:
        if finding.span and not finding.path.startswith("pageHeader."):
            source = value_at(record, finding.path)
            assert isinstance(source, str)
            quoted = source[finding.span.start : finding.span.end]
            assert finding.span.text == quoted or "[contact masked]" in finding.span.text
            assert finding.span.start < finding.span.end


@pytest.mark.parametrize("name", STUDIES)
def test_no_rule_fails_on_a_spoiled_record(name: str) -> None:
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(spoiled(STUDIES[name], within="protocolSection"))
    def look(study: dict) -> None:
        record = readable(study)
        if record is not None:
            report = lint_record(record, AS_OF)
            check_complete(report)
            check_spans(report, record)

    look()


@pytest.mark.parametrize("as_of", [date.min, date(2000, 2, 29), date.max])
def test_no_rule_fails_on_any_day(as_of: date) -> None:
    for study in STUDIES.values():
        check_complete(lint_record(as_record(study), as_of))


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_findings_do_not_depend_on_the_order_of_keys(seed: int) -> None:
    shuffled = _shuffled(SEED, random.Random(seed))
    assert json.dumps(shuffled) != json.dumps(SEED) or seed == 0
    plain, other = (lint_record(as_record(study), AS_OF) for study in (SEED, shuffled))
    assert other == plain


@given(
    st.sampled_from(sorted(STUDIES)),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(min_value=0, max_value=5000),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_what_is_stale_stays_stale(name: str, day: date, later: int) -> None:
    record = as_record(STUDIES[name])
    before = lint_record(record, day)
    after = lint_record(record, day + timedelta(days=later))
    for rule in STALE:
        paths = [{f.path for f in report.findings if f.rule == rule} for report in (before, after)]
        assert paths[0] <= paths[1]


def _shuffled(value: object, rng: random.Random) -> object:
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: _shuffled(value[key], rng) for key in keys}
    return [_shuffled(child, rng) for child in value] if isinstance(value, list) else value
