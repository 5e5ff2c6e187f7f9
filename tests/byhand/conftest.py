from pathlib import Path

import pytest

from trialwright.definition import load_definition

STUDY = Path(__file__).parents[2] / "studies" / "prtras001"


@pytest.fixture(scope="session")
def prtras001_plan():
    """An analysis of the study with nothing derived yet, by its id."""
    from trialwright.analysis.registered.plan import Plan
    from trialwright.endpoints.derived import Derived

    definition = load_definition(STUDY)

    def plan(identifier):
        analysis = next(a for a in definition.analyses.analyses if a.id == identifier)
        return Plan(analysis, definition, Derived((), ()))

    return plan
