"""Who was enrolled against the criteria, with a reason or without one (rule ELI-02)."""

from __future__ import annotations

from trialwright.capture.eligibility import screening_values
from trialwright.capture.eligibility_record import (
    EligibilityDeviation,
    EligibilityRecord,
    record_decision,
    record_deviation,
)
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant, origin_dates
from trialwright.definition.load import Definition


def enrolment_deviation(
    definition: Definition, participant: Participant
) -> EligibilityDeviation | Finding | None:
    """The protocol deviation of one participant, or a finding where nobody gave its reason.

    None for whoever is not enrolled or met every criterion. The decision is made again from the
    entries, as of the day of enrolment; whoever recorded the group answers for it.
    """
    milestones = definition.study.milestones
    enrolled_on = origin_dates(definition, participant).get(milestones.enrolment)
    groups = participant.values(definition.study.group_item)
    if enrolled_on is None or not groups:
        return None
    entry = groups[-1][0]
    record = record_decision(
        definition,
        participant.id,
        screening_values(definition, participant, enrolled_on),
        by=entry.by,
        at=entry.entered_at,
    )
    return None if record.decision.overall == "ELIGIBLE" else _deviation(definition, record, entry)


def _deviation(
    definition: Definition, record: EligibilityRecord, entry: Entry
) -> EligibilityDeviation | Finding:
    form, _, item = (definition.study.milestones.deviation_reason or "").partition(".")
    reason = entry.value(item) if form == entry.form else None
    if reason and reason.strip():
        return record_deviation(record, reason=reason, by=entry.by, at=entry.entered_at)
    criteria = ", ".join(
        f"{name} {verdict}" for name, verdict in record.decision.not_passed().items()
    )
    what = f"Enrolled against the criteria ({criteria}): a protocol deviation needs its reason."
    return Finding(entry.id, item if form == entry.form else "", "enrolled against criteria", what)
