"""Who was enrolled against the criteria, with a reason or without one (rule ELI-02)."""

from __future__ import annotations

from trialwright.capture.checks import AGAINST_CRITERIA, verdicts
from trialwright.capture.eligibility_record import (
    EligibilityDeviation,
    EligibilityRecord,
    keep_decision,
    record_deviation,
)
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant, origin_dates
from trialwright.capture.screening import Screening
from trialwright.definition.load import Definition
from trialwright.sentence import sentence


def enrolment_deviation(
    definition: Definition, participant: Participant, screening: Screening
) -> EligibilityDeviation | Finding | None:
    """The protocol deviation of one participant, or a finding where nobody gave its reason.

    None for whoever is not enrolled or met every criterion. `screening` is the decision as of the
    day of enrolment; whoever recorded the group answers for it.
    """
    enrolment = definition.study.milestones.enrolment
    groups = participant.values(definition.study.group_item)
    if enrolment not in origin_dates(definition, participant) or not groups:
        return None
    if screening.decision.overall == "ELIGIBLE":
        return None
    entry = groups[-1][0]
    record = keep_decision(
        participant.id, screening.decision, screening.values, by=entry.by, at=entry.entered_at
    )
    return _deviation(definition, record, entry)


def _deviation(
    definition: Definition, record: EligibilityRecord, entry: Entry
) -> EligibilityDeviation | Finding:
    form, _, item = (definition.study.milestones.deviation_reason or "").partition(".")
    reason = entry.value(item) if form == entry.form else None
    if reason and reason.strip():
        return record_deviation(record, reason=reason, by=entry.by, at=entry.entered_at)
    what = sentence(AGAINST_CRITERIA, criteria=verdicts(record.decision))
    return Finding(entry.id, item if form == entry.form else "", "enrolled against criteria", what)
