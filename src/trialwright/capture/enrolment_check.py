"""Whether a participant may be enrolled, asked when the enrolment form is saved (rules ELI-00, ELI-02).

No criterion is waived. Who fails one, or of whom one is not known, is enrolled only as a protocol
deviation: with a reason, and with a query that the monitor closes. No reason replaces consent: where
nobody has recorded it there is no enrolment.
"""

from __future__ import annotations

from datetime import date

from trialwright.capture.checks import (
    CHECKS,
    CONSENT_UNKNOWN,
    DEVIATION,
    NOT_ELIGIBLE,
    NOT_OPEN,
    TEXT_UNKNOWN,
    verdicts,
)
from trialwright.capture.consent import consent_state
from trialwright.capture.eligibility import EligibilityDecision
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant, complete_date
from trialwright.capture.screening import screen_participant
from trialwright.definition.load import Definition
from trialwright.sentence import sentence


def is_enrolment(definition: Definition, entry: Entry) -> bool:
    """Whether the entry gives the date of enrolment."""
    origin = definition.study.origin(definition.study.milestones.enrolment)
    named = (item.partition(".")[2] for item in origin.items if item.startswith(f"{entry.form}."))
    return any(complete_date(entry.value(item)) for item in named)


def check_enrolment(
    definition: Definition,
    participant: Participant,
    entry: Entry,
    today: date,
    *,
    rehearsal: bool,
) -> tuple[Finding, ...]:
    """What stands against the enrolment that `entry` records; nothing for any other entry.

    `participant` holds the current entries with `entry` among them. Outside a `rehearsal` nobody is
    enrolled while a decision of the site is open, or without the text that they agreed to.
    """
    if not is_enrolment(definition, entry):
        return ()
    if not rehearsal and (undecided := definition.site.open_decisions):
        decisions = [parameter.label for parameter in undecided]
        what = sentence(NOT_OPEN, decisions=decisions)
        return (Finding(entry.id, "", "enrolment not open", what),)
    enrolled = _enrolled_on(definition, entry)
    if not rehearsal and not _agreed(definition, participant, enrolled):
        what = sentence(TEXT_UNKNOWN, day=enrolled)
        return (Finding(entry.id, "", "not eligible", what),)
    cutoff = max(today, enrolled)
    decision = screen_participant(definition, participant, cutoff, rehearsal=rehearsal).decision
    if decision.overall == "ELIGIBLE":
        return ()
    criteria = verdicts(decision)
    form, _, item = (definition.study.milestones.deviation_reason or "").partition(".")
    item = item if form == entry.form else ""
    if _consent_unknown(definition, decision):
        what = sentence(CONSENT_UNKNOWN, criteria=criteria, version=decision.rule_version)
        return (Finding(entry.id, "", "not eligible", what),)
    if item and (entry.value(item) or "").strip():
        what = sentence(DEVIATION, criteria=criteria, version=decision.rule_version)
        return (Finding(entry.id, item, "protocol deviation", what),)
    what = sentence(NOT_ELIGIBLE, criteria=criteria, version=decision.rule_version)
    return (Finding(entry.id, item, "not eligible", what),)


def _agreed(definition: Definition, participant: Participant, day: date) -> bool:
    """Whether a text of consent was agreed to by the day, and not all of it withdrawn since. A site
    that lists no text has nothing to ask for.
    """
    plan = definition.site.consent
    if plan is None or not plan.texts:
        return True
    state = consent_state(definition, participant, day)
    return state.version is not None and state.withdrawn_on is None


def _consent_unknown(definition: Definition, decision: EligibilityDecision) -> bool:
    """Whether the criterion of informed consent could not be decided. One that failed, as for a
    signature after the first procedure, is a deviation like others.
    """
    of_consent = {
        criterion.id
        for criterion in definition.eligibility.criteria
        if CHECKS["no consent"].rule in criterion.rules
    }
    open_criteria = {name for name, verdict in decision.not_passed().items() if verdict == "CD"}
    return bool(of_consent & open_criteria)


def _enrolled_on(definition: Definition, entry: Entry) -> date:
    """The day written on the form; a date still to come is asked about elsewhere."""
    origin = definition.study.origin(definition.study.milestones.enrolment)
    days = (complete_date(entry.value(item.partition(".")[2])) for item in origin.items)
    return max((day for day in days if day), default=date.min)
