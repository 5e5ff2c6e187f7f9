"""HBV DNA undetectable within two years of treatment start (rules HBD-01..HBD-10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from trialwright.endpoints.response import (
    READ_AS_NEGATIVE,
    READ_AS_POSITIVE,
    LabTest,
    ResponseOutcome,
    ResponsePlan,
    ResponseStatus,
    SampleDay,
    derive_response,
    read_samples,
)
from trialwright.instruments.assay import State
from trialwright.instruments.calendar import add_months
from trialwright.instruments.hbv_dna import interpret_hbv_dna

HORIZON_MONTHS: Final = 24
CONFIRMATION_MONTHS: Final = 6

UNDETECTABLE_RULES: Final = {
    ResponseStatus.CONFIRMED: ("HBD-02", "HBD-03", "HBD-05"),
    ResponseStatus.CONFIRMED_LATE: ("HBD-03", "HBD-05"),
    ResponseStatus.UNCONFIRMED: ("HBD-04", "HBD-05"),
    ResponseStatus.NOT_ACHIEVED: ("HBD-02", "HBD-05"),
    ResponseStatus.CANNOT_DETERMINE: ("HBD-06", "HBS-06"),
    ResponseStatus.NO_DATA: ("HBD-05",),
}


@dataclass(frozen=True)
class UndetectableOutcome:
    """The response, and two flags reported beside it.

    `literal_adjacent`: two neighbouring tests are both below 10 and six months apart, the record's
    wording taken literally (HBD-02). `detectable_at_baseline` stratifies, since a participant who is
    already suppressed can meet the endpoint trivially (HBD-10). None = cannot be determined.
    """

    response: ResponseOutcome
    literal_adjacent: bool | None
    detectable_at_baseline: bool | None


def derive_undetectable(
    *,
    treatment_start: date,
    tests: Iterable[LabTest],
    data_cutoff: date | None = None,
    horizon_months: int = HORIZON_MONTHS,
) -> UndetectableOutcome:
    """Decide whether HBV DNA stayed below 10 IU/mL from first to last test of a run of six months.

    Both dates lie in (T_T, T_T + 24 months]; `treatment_start` is T_T. Six months are by calendar,
    181 to 184 days. Results after `data_cutoff` are not used.
    """
    plan = ResponsePlan(
        start=treatment_start,
        window_end=add_months(treatment_start, horizon_months),
        confirmable_from=lambda onset: add_months(onset, CONFIRMATION_MONTHS),
        rules=UNDETECTABLE_RULES,
        reversion_rule="HBD-09",
    )
    days, findings = read_samples(tests, interpret_hbv_dna, data_cutoff)
    return UndetectableOutcome(
        response=replace(derive_response(days, plan), findings=findings),
        literal_adjacent=_literal_adjacent(days, plan),
        detectable_at_baseline=_detectable_at_baseline(days, treatment_start),
    )


def _literal_adjacent(days: Sequence[SampleDay], plan: ResponsePlan) -> bool | None:
    within = [day for day in days if plan.start < day.date <= plan.window_end]
    pairs = [
        {first.state, second.state}
        for first, second in pairwise(within)
        if plan.confirmable_from(first.date) <= second.date
    ]
    if any(states <= READ_AS_POSITIVE for states in pairs):
        return True
    return None if any(states <= READ_AS_NEGATIVE for states in pairs) else False


def _detectable_at_baseline(days: Sequence[SampleDay], start: date) -> bool | None:
    """Judge the last valid sample day up to and including the start of treatment."""
    before = [day for day in days if day.date <= start]
    if not before or before[-1].state is State.UNDECIDABLE:
        return None
    return before[-1].state is State.POSITIVE
