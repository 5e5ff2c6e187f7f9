"""Dotted paths into a record: found exactly, or refused with the first missing part."""

from pathlib import Path

import pytest

from trialwright.errors import RecordError
from trialwright.record.paths import has_value, value_at
from trialwright.record.read import read_record

SEED = Path(__file__).parents[2] / "studies/prtras001/record/NCT07120750.page.txt"


@pytest.fixture(scope="module")
def record():
    return read_record(SEED)


def test_a_path_leads_to_a_value(record):
    assert value_at(record, "protocolSection.designModule.enrollmentInfo.count") == 332


def test_a_position_counts_from_zero(record):
    path = "protocolSection.outcomesModule.primaryOutcomes[0].timeFrame"
    assert value_at(record, path) == "3 years post-radical treatment."


def test_a_false_value_is_there(record):
    assert value_at(record, "hasResults") is False
    assert has_value(record, "hasResults")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "protocolSection.designModule.phases[0]",
            "protocolSection.designModule has no 'phases'",
        ),
        (
            "protocolSection.outcomesModule.primaryOutcomes[3].measure",
            "primaryOutcomes has 1 entries, none at [3]",
        ),
        ("protocolSection.outcomesModule.primaryOutcomes.measure", "is a list"),
        ("hasResults.because", "hasResults is a single value"),
        ("protocolSection[0]", "protocolSection is no list"),
        ("nothing", "the record has no 'nothing'"),
        ("protocolSection..designModule", "this is not a path"),
        ("", "this is not a path"),
        ("hasResults[" + "9" * 6000 + "]", "is no list"),
    ],
)
def test_the_first_missing_part_is_named(record, path, message):
    with pytest.raises(RecordError) as refusal:
        value_at(record, path)
    assert message in str(refusal.value)
    assert not has_value(record, path)


def test_an_absent_module_names_what_there_is_instead(record):
    with pytest.raises(RecordError, match="it has: bioSpec, studyType"):
        value_at(record, "protocolSection.designModule.allocation")
