"""Is an adverse event serious? By the record's list and by ICH E2A (rule SAF-01).

Seriousness is never the CTCAE grade (CTC-31).
"""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.instruments.three_valued import all_of, any_of, negation


@dataclass(frozen=True)
class SeriousnessCriteria:
    """The six criteria as answered on the form; None = not answered."""

    death: bool | None
    life_threatening: bool | None
    hospitalisation: bool | None
    disability: bool | None
    congenital_anomaly: bool | None
    other_medically_important: bool | None
    hospitalisation_was_planned: bool | None = False


@dataclass(frozen=True)
class Seriousness:
    """`sae_record` rests on the five criteria of the record, `sae_e2a` on all six."""

    sae_record: bool | None
    sae_e2a: bool | None


def derive_seriousness(
    criteria: SeriousnessCriteria, *, planned_stay_is_exempt: bool = False
) -> Seriousness:
    """Judge an event by both lists; None where an unanswered criterion could make it serious.

    `planned_stay_is_exempt`: the protocol says that a hospital stay planned for a pre-existing
    condition is no serious event. The record does not say so, so it counts by default (P).
    """
    stay = criteria.hospitalisation
    if planned_stay_is_exempt:
        stay = all_of((stay, negation(criteria.hospitalisation_was_planned)))
    five = (
        criteria.death,
        criteria.life_threatening,
        stay,
        criteria.disability,
        criteria.congenital_anomaly,
    )
    return Seriousness(any_of(five), any_of((*five, criteria.other_medically_important)))
