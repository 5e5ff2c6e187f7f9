"""A synthetic cohort: entries on the study's own forms, as a site would type them, and the truth.

Every output made from a cohort says SYNTHETIC. The same definition, seed and size give the same
entries; a larger cohort begins with the same people as a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from trialwright.capture.entry import Entry
from trialwright.definition.load import Definition
from trialwright.errors import DefinitionError, Problem
from trialwright.synthetic.parameters import FILE, Parameters
from trialwright.synthetic.person import Simulation, SyntheticPerson, simulate_person
from trialwright.synthetic.recurrence import recurrence_model
from trialwright.synthetic.truth import TruthRow, write_truth_rows

LABEL = "SYNTHETIC"
# Nobody screens this many for each one enrolled: then it is the parameters that admit nobody.
MOST_SCREENED_EACH = 20


@dataclass(frozen=True)
class Cohort:
    """Entries of everybody screened, in order of participant and time; truth of those enrolled."""

    entries: tuple[Entry, ...] = field(repr=False)
    truth: tuple[TruthRow, ...] = field(repr=False)
    seed: int
    participants: int
    label: str = LABEL


def simulate_cohort(
    definition: Definition, *, participants: int | None = None, seed: int | None = None
) -> Cohort:
    """Simulate people one after another until `participants` are enrolled.

    Both numbers default to those of synthetic.yaml. People who fail screening come on top. Raises
    DefinitionError where a parameter is missing, or where the parameters let nobody in.
    """
    settings = definition.synthetic
    wanted = settings.participants if participants is None else participants
    seed = settings.seed if seed is None else seed
    if wanted < 1 or seed < 0:
        what = f"{wanted} participants with seed {seed} cannot be simulated"
        raise DefinitionError(Problem("", 0, "", what, "ask for at least 1, with a seed from 0"))
    parameters = Parameters(settings)
    simulation = Simulation(definition, parameters, recurrence_model(parameters), seed)
    people = list(_until_enrolled(simulation, wanted))
    return Cohort(
        entries=tuple(entry for person in people for entry in person.entries),
        truth=tuple(person.truth for person in people if person.truth is not None),
        seed=seed,
        participants=wanted,
    )


def _until_enrolled(simulation: Simulation, wanted: int) -> Iterator[SyntheticPerson]:
    enrolled = 0
    for number in count(1):
        if enrolled >= wanted:
            return
        if number > MOST_SCREENED_EACH * wanted:
            what = f"only {enrolled} of {number - 1} simulated people are eligible"
            cure = "compare the baseline parameters with eligibility.yaml"
            raise DefinitionError(Problem(FILE, 0, "parameters", what, cure))
        person = simulate_person(simulation, number)
        enrolled += person.truth is not None
        yield person


def write_truth(cohort: Cohort, path: Path) -> int:
    """Write what is true of each enrolled participant as Parquet; return the number of rows.

    Keep the file apart from the snapshot: a site never knows it.
    """
    return write_truth_rows(cohort.truth, path)
