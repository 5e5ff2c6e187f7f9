"""The decision is kept with what it was made from; going against it is a deviation (ELI-02, ELI-03)."""

from datetime import UTC, datetime, timedelta

import pytest

from eligible import ELIGIBLE
from study_copy import prtras001
from trialwright.capture.eligibility_record import (
    DeviationRefused,
    record_decision,
    record_deviation,
)

NOON = datetime(2026, 3, 7, 12, tzinfo=UTC)


def recorded(by="Dr Li", at=NOON, **changes):
    return record_decision(prtras001(), "S-0001", ELIGIBLE | changes, by=by, at=at)


def test_a_decision_keeps_version_inputs_person_and_time():
    record = recorded(creatinine="170")
    assert record.rule_version == prtras001().eligibility.version
    assert set(record.inputs) == set(prtras001().eligibility.inputs)
    assert (record.inputs["creatinine"], record.inputs["pregnancy_test"]) == ("170", None)
    assert (record.by, record.at) == ("Dr Li", NOON)
    assert record.decision.overall == "INELIGIBLE"


def test_a_deviation_names_every_criterion_and_changes_none():
    record = recorded(creatinine="170", inr=None)
    deviation = record_deviation(record, reason=" urgent ", by="Dr Wang", at=NOON)
    assert deviation.criteria == record.decision.not_passed()
    assert deviation.criteria["E7"] == "FAIL"
    assert deviation.criteria["I5"] == "CD"
    assert (deviation.reason, deviation.by) == ("urgent", "Dr Wang")
    assert record.decision.overall == "INELIGIBLE"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"reason": "  "}, "a deviation needs a reason"),
        ({"by": " "}, "nobody is named"),
        ({"at": NOON.replace(tzinfo=None)}, "has no time zone"),
        ({"at": NOON - timedelta(seconds=1)}, "is before the decision"),
    ],
)
def test_a_deviation_without_its_parts_is_refused(changes, what):
    given = {"reason": "urgent", "by": "Dr Wang", "at": NOON} | changes
    with pytest.raises(DeviationRefused, match=what):
        record_deviation(recorded(creatinine="170"), **given)


def test_nobody_deviates_from_criteria_that_are_met():
    with pytest.raises(DeviationRefused, match="meets every criterion"):
        record_deviation(recorded(), reason="urgent", by="Dr Wang", at=NOON)


@pytest.mark.parametrize("changes", [{"by": ""}, {"at": NOON.replace(tzinfo=None)}])
def test_an_unsigned_decision_is_refused(changes):
    with pytest.raises(DeviationRefused):
        recorded(**changes)
