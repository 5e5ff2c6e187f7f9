"""The synthetic cohort as tests use it: simulated once for all tests of a process."""

from __future__ import annotations

from functools import cache

from hand_made import prtras001
from trialwright.capture.entry import current_entries
from trialwright.capture.participant import Participant, participants
from trialwright.synthetic.cohort import Cohort, simulate_cohort
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.person import Simulation
from trialwright.synthetic.recurrence import recurrence_model

SEED = 20250901


@cache
def parameters() -> Parameters:
    """The parameters of the study's own synthetic.yaml."""
    return Parameters(prtras001().synthetic)


@cache
def simulation() -> Simulation:
    """What all simulated persons share."""
    return Simulation(prtras001(), parameters(), recurrence_model(parameters()), SEED)


@cache
def cohort(enrolled: int = 332) -> Cohort:
    """A cohort with the seed of synthetic.yaml."""
    return simulate_cohort(prtras001(), participants=enrolled)


@cache
def people(enrolled: int = 332) -> tuple[Participant, ...]:
    """The current entries of everybody screened for a cohort."""
    return participants(current_entries(cohort(enrolled).entries))
