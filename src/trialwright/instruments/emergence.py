"""Is an adverse event treatment-emergent? (rules SAF-02, SAF-04)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from trialwright.instruments.inputs import refuse
from trialwright.instruments.partial_date import DateSpan, read_partial_date
from trialwright.instruments.three_valued import any_of

# Days after the last dose that still count (P); 30 is common for peginterferon.
RISK_DAYS_AFTER_LAST_DOSE: Final = 28
RISK_DAYS_PEGIFN: Final = 30
#: The flag of an answer that rests on a date of which only a part is known.
DATE_PARTIAL: Final = "DATE_PARTIAL"
FIRST_DOSE_MISSING: Final = "FIRST_DOSE_MISSING"


@dataclass(frozen=True)
class Emergence:
    """`emergent` is None where a needed date is missing; `flags` say what the answer rests on."""

    emergent: bool | None
    onset_used: date | None
    flags: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The dates that keep the answer open; without a last dose treatment goes on."""
        if self.emergent is not None:
            return ()
        onset = () if self.onset_used else ("onset",)
        return (*onset, "first_dose") if FIRST_DOSE_MISSING in self.flags else onset


@dataclass(frozen=True)
class _Treatment:
    first: date
    end: date | None


def derive_emergence(
    *,
    onset: str | None,
    first_dose: date | None,
    last_dose: date | None,
    worsened: Sequence[str] = (),
    onset_before_first_dose: bool | None = None,
    risk_days: int = RISK_DAYS_AFTER_LAST_DOSE,
) -> Emergence:
    """Judge whether an event began, or worsened in grade, from the first dose to the end of risk.

    `onset` and `worsened` are full or partial ISO dates. A partial date counts as its earliest day
    and is flagged; where another of its days could change the answer, that is flagged too. An onset on the
    first dose day is emergent unless `onset_before_first_dose` is known to be True. `last_dose` None
    means that treatment goes on. In the group without peginterferon T_T is the first dose.
    """
    spans = [read_partial_date(text, "onset") for text in (onset, *worsened)]
    used = spans[0].earliest if spans[0] else None
    if first_dose is None:
        return Emergence(None, used, (FIRST_DOSE_MISSING,))
    if last_dose is not None and last_dose < first_dose:
        refuse("last_dose", f"{last_dose} is before the first dose {first_dose}")
    end = last_dose + timedelta(days=risk_days) if last_dose else None
    treatment = _Treatment(first_dose, end)
    began, *worse = spans
    answers = [_on_earliest_day(treatment, began, onset_before_first_dose)]
    answers += [_on_earliest_day(treatment, span, None) for span in worse]
    return Emergence(any_of(answers), used, _flags(treatment, spans))


def _on_earliest_day(
    treatment: _Treatment, span: DateSpan | None, before_dose: bool | None
) -> bool | None:
    if span is None:
        return None
    day = span.earliest
    if day < treatment.first or (day == treatment.first and before_dose is True):
        return False
    return treatment.end is None or day <= treatment.end


def _straddles(treatment: _Treatment, span: DateSpan) -> bool:
    """Say whether some days of the span are at risk and others are not."""
    begins_inside = span.earliest < treatment.first <= span.latest
    ends_inside = treatment.end is not None and span.earliest <= treatment.end < span.latest
    return begins_inside or ends_inside


def _flags(treatment: _Treatment, spans: Sequence[DateSpan | None]) -> tuple[str, ...]:
    known = [span for span in spans if span is not None]
    flags = {
        "ONSET_MISSING": spans[0] is None,
        DATE_PARTIAL: any(span.is_partial for span in known),
        "PARTIAL_DATE_MAY_DECIDE": any(_straddles(treatment, span) for span in known),
    }
    return tuple(flag for flag, holds in flags.items() if holds)
