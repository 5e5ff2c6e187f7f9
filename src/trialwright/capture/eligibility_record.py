"""The eligibility decision as it is kept, and what happens when somebody goes against it.

Rules ELI-02 and ELI-03. There is no waiver: the decision stands as it is. Who takes part all the
same does so by a protocol deviation, which names every criterion that was not met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trialwright.capture.eligibility import EligibilityDecision, Verdict, decide_eligibility
from trialwright.definition.load import Definition
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence


class DeviationRefused(TrialwrightError):
    """An enrolment against the criteria was recorded without what a deviation needs."""


@dataclass(frozen=True)
class EligibilityRecord:
    """One decision with the inputs it was made from, who asked for it and when.

    `inputs` are the values as entered, named as in eligibility.yaml; None = not known.
    """

    participant: str
    decision: EligibilityDecision
    inputs: Mapping[str, Any] = field(hash=False)
    by: str
    at: datetime

    @property
    def rule_version(self) -> str:
        """The version of the criteria that decided."""
        return self.decision.rule_version


@dataclass(frozen=True)
class EligibilityDeviation:
    """An enrolment against the decision: the criteria not met, why, who, and when.

    It changes no criterion. `criteria` maps each to FAIL or CD.
    """

    participant: str
    criteria: Mapping[str, Verdict] = field(hash=False)
    rule_version: str
    reason: str
    by: str
    at: datetime


def record_decision(
    definition: Definition, participant: str, values: Mapping[str, Any], *, by: str, at: datetime
) -> EligibilityRecord:
    """Decide and keep the decision with its inputs (rule ELI-03).

    `values` are those chosen for the decision, as for `decide_eligibility`; `at` names its zone.
    """
    inputs = {name: values.get(name) for name in definition.eligibility.inputs}
    return keep_decision(participant, decide_eligibility(definition, values), inputs, by=by, at=at)


def keep_decision(
    participant: str,
    decision: EligibilityDecision,
    inputs: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
) -> EligibilityRecord:
    """Keep a decision already made, with the values it was made from (rule ELI-03)."""
    _check_signed(by, at)
    return EligibilityRecord(participant, decision, inputs, by, at)


def record_deviation(
    record: EligibilityRecord, *, reason: str, by: str, at: datetime
) -> EligibilityDeviation:
    """State that somebody was enrolled although the decision was not ELIGIBLE (rule ELI-02).

    Refused without a reason, a name and a time with its zone, before the decision, and where every
    criterion is met: then there is nothing to deviate from.
    """
    _check_signed(by, at)
    if not reason.strip():
        raise _refused(
            "reason",
            sentence("a deviation needs a reason"),
            sentence("say why the person was enrolled"),
        )
    if at < record.at:
        raise _refused(
            "at",
            sentence("{at} is before the decision of {decided}", at=at, decided=record.at),
            sentence("check both times"),
        )
    criteria = record.decision.not_passed()
    if not criteria:
        what = sentence("{participant} meets every criterion", participant=record.participant)
        raise _refused("participant", what, sentence("enrol without a deviation"))
    return EligibilityDeviation(
        record.participant, criteria, record.rule_version, reason.strip(), by.strip(), at
    )


def _check_signed(by: str, at: datetime) -> None:
    if not by.strip():
        raise _refused("by", sentence("nobody is named"), sentence("name who decided"))
    if at.tzinfo is None:
        raise _refused(
            "at", sentence("{at} has no time zone", at=at), sentence("give the time with its zone")
        )


def _refused(key: str, what: str, cure: str) -> DeviationRefused:
    return DeviationRefused(Problem(file="", line=0, key=key, what=what, cure=cure))
