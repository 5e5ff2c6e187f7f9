"""A study whose outcomes are collected and not derived still tells the reader of them."""

from dataclasses import replace

from site_study import STUDY

from trialwright.definition.endpoints import RecordedOutcome
from trialwright.definition.load import load_definition
from trialwright_web.studies.primary_result import find_primary_result


def collected_only():
    definition = load_definition(STUDY)
    first = definition.endpoints.endpoints[0]
    recorded = RecordedOutcome(
        id="walking_distance",
        label={"en": "Walking distance", "zh": "步行距离"},
        rank="primary",
        outcome="outcome",
        origin=first.origin,
        source={"assumption": "for this test"},
    )
    declared = definition.endpoints.model_copy(update={"endpoints": (), "recorded": (recorded,)})
    return replace(definition, endpoints=declared), recorded


def test_a_collected_outcome_is_among_those_a_reader_is_told_of():
    definition, recorded = collected_only()
    assert definition.endpoints.outcomes == (recorded,)


def test_a_primary_outcome_that_is_only_collected_has_no_result():
    definition, _ = collected_only()
    assert find_primary_result(definition, []) is None
