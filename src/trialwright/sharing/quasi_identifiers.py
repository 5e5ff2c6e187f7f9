"""What an outsider may know of each participant, as the package would show it."""

from __future__ import annotations

from trialwright.capture.participant import Participant
from trialwright.definition.load import Definition
from trialwright.definition.sharing_plan import QuasiIdentifier
from trialwright.endpoints.derived import ParticipantRow
from trialwright.errors import Problem, ReleaseRefused
from trialwright.sharing.transform import share_age

Profile = tuple[str | None, ...]


def derive_profile(
    definition: Definition, participant: Participant, row: ParticipantRow
) -> Profile:
    """The participant's quasi-identifiers in the plan's order; None is a value of its own."""
    return tuple(
        _value(definition, quasi, participant, row)
        for quasi in definition.sharing.quasi_identifiers
    )


def _value(
    definition: Definition, quasi: QuasiIdentifier, participant: Participant, row: ParticipantRow
) -> str | None:
    if quasi.derive == "bclc_stage":
        value = row.baseline[_baseline_id(definition, "bclc_stage")]
        return None if value is None else str(value)
    assert quasi.item
    texts = {value.strip() for _, value in participant.values(quasi.item)}
    if quasi.derive == "age_band":
        plan = definition.sharing
        bands = {
            share_age(text, row.origins.get(plan.age_at), plan.age_band_years) for text in texts
        }
        return bands.pop() if len(bands) == 1 else None
    # Two entries that differ are both shared, so together they are what an outsider sees.
    return "+".join(sorted(texts)) or None


def _baseline_id(definition: Definition, derivation: str) -> str:
    found = [item.id for item in definition.endpoints.baseline if item.derive == derivation]
    if not found:
        what = f"no baseline characteristic is derived as {derivation}"
        raise ReleaseRefused(Problem("endpoints.yaml", 0, "baseline", what, "declare one"))
    return found[0]
