"""Participants as the endpoints see them: group, origin dates, eligibility, baseline, how it ended."""

from __future__ import annotations

from datetime import date

from trialwright.capture.eligibility import EligibilityDecision
from trialwright.capture.participant import Participant, origin_dates
from trialwright.capture.screening import Screening
from trialwright.definition.load import Definition
from trialwright.endpoints.baseline import baseline_values
from trialwright.endpoints.derived import Disposition, ParticipantRow


def participant_row(
    definition: Definition, participant: Participant, screening: Screening, cutoff: date
) -> ParticipantRow:
    """One participant, with the decision on eligibility already made."""
    origins = {k: d for k, d in origin_dates(definition, participant).items() if d <= cutoff}
    milestones = definition.study.milestones
    enrolled_on = origins.get(milestones.enrolment)
    decision = screening.decision
    group = _latest(participant, definition.study.group_item)
    died, withdrew = (
        _first_by(participant, item, cutoff) for item in (milestones.death, milestones.withdrawal)
    )
    return ParticipantRow(
        participant=participant.id,
        group=group[1] if group else None,
        origins=origins,
        eligibility=decision.overall,
        not_passed=decision.not_passed(),
        disposition=_disposition(decision, group is not None, died, withdrew),
        ends=tuple(sorted(day for day in (died, withdrew) if day)),
        baseline=baseline_values(definition, participant, screening.values, origins),
        enrolled_on=enrolled_on,
        treated_from=origins.get(milestones.treatment),
        enrolment_source=group[0] if group else "",
        first_doses=_first_doses(definition, participant, cutoff),
        scan_dates=_scan_dates(definition, participant, cutoff),
    )


def _scan_dates(definition: Definition, participant: Participant, cutoff: date) -> tuple[date, ...]:
    """The days of the usable scans of the first endpoint that is read from scans."""
    for endpoint in definition.endpoints.endpoints:
        if not {"scan_date", "scan_usable"} <= endpoint.roles.keys():
            continue
        usable = {
            e.id for e, said in participant.values(endpoint.roles["scan_usable"]) if said == "yes"
        }
        dates = participant.dates(endpoint.roles["scan_date"])
        return tuple(day for day, entry in dates if entry.id in usable and day <= cutoff)
    return ()


def _first_doses(definition: Definition, participant: Participant, cutoff: date) -> dict[str, date]:
    """The first complete date of each drug up to the cut-off."""
    milestones = definition.study.milestones
    if milestones.drug is None or milestones.drug_start is None:
        return {}
    drugs = {entry.id: drug for entry, drug in participant.values(milestones.drug)}
    found: dict[str, date] = {}
    for day, entry in participant.dates(milestones.drug_start):
        drug = drugs.get(entry.id)
        if drug is not None and day <= cutoff:
            found.setdefault(drug, day)
    return found


def _latest(participant: Participant, reference: str) -> tuple[str, str] | None:
    """The entry id and value of an item, of its last entry."""
    values = participant.values(reference)
    return (values[-1][0].id, values[-1][1]) if values else None


def _first_by(participant: Participant, reference: str, cutoff: date) -> date | None:
    """The first date entered for an item, up to the cut-off."""
    return next((day for day, _ in participant.dates(reference) if day <= cutoff), None)


def _disposition(
    decision: EligibilityDecision, enrolled: bool, died: date | None, withdrew: date | None
) -> Disposition:
    if not enrolled:
        return "not enrolled" if decision.overall == "ELIGIBLE" else "not eligible"
    if died:
        return "died"
    return "withdrawn" if withdrew else "followed"
