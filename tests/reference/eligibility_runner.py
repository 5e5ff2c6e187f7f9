"""The eligibility vectors, run on the rules of PRTRAS 001 itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reference.cases import Case, Runner
from trialwright.capture.eligibility import decide_eligibility
from trialwright.definition import Definition, load_definition

STUDY = Path(__file__).parents[2] / "studies" / "prtras001"


@cache
def prtras001() -> Definition:
    return load_definition(STUDY)


def run_eligibility(case: Case) -> None:
    values = case.document["base_participant"] | case.content["overrides"]
    decision = decide_eligibility(prtras001(), values)
    assert decision.not_passed() == case.content["expected_not_pass"]
    assert decision.overall == case.content["expected_overall"]
    assert len(decision.results) == 22


RUNNERS: dict[str, Runner] = {"eligibility": run_eligibility}
