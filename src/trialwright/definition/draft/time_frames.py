"""The clock of an outcome: how long it is watched and from which date, read from its time frame."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trialwright.definition.draft.decision import Evidence
from trialwright.definition.draft.origins import origin_of_kind, origin_options
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.wording import clean, quoted
from trialwright.record.durations import Duration
from trialwright.record.time_frames import TimeFrame, parse_time_frame

# The study's own numbering and its baseline have one start, asked once for all outcomes.
_NUMBERED = ("baseline", "numbered visit")


@dataclass(frozen=True)
class Clock:
    """What is known of an outcome's clock. `horizon` None is until the study ends."""

    origin: str
    horizon: Duration | None
    months: int | None
    at: Evidence | None


@dataclass(frozen=True)
class Registered:
    """An outcome's time frame as registered and as parsed."""

    outcome: str
    path: str
    text: str
    frame: TimeFrame

    def quote(self, start: int, end: int) -> Evidence:
        """A passage of the time frame."""
        return quoted(self.path, self.text, self.frame.text[start:end])

    @property
    def whole(self) -> Evidence | None:
        """The time frame as a whole."""
        return quoted(self.path, self.text, self.text) if clean(self.text) else None


def registered(outcome: str, path: str, text: str) -> Registered:
    """The time frame of an outcome, parsed in its plain form."""
    return Registered(outcome, path, text, parse_time_frame(clean(text, 5_000)))


def draft_clock(sheet: Sheet, given: Registered, *, derived: bool) -> Clock | None:
    """Read horizon and origin, ask for what is not there; None while an answer is open.

    A derivation counts in calendar months, so a horizon in other units is asked in months: units
    are never converted (OUT-09).
    """
    origin = _origin(sheet, given)
    horizon = _horizon(given.frame)
    if horizon is not None:
        words = f"{horizon.number} {horizon.unit}"
        sheet.read(f"horizon of {given.outcome}", words, given.quote(horizon.start, horizon.end))
    months = horizon.whole_months if horizon else None
    if derived and months is None:
        months = sheet.number(
            "outcome.*.months", given.outcome, why=_why_months(given), at=given.whole
        )
        is_open = months is None
    elif horizon is None:
        is_open, months = _asked_horizon(sheet, given)
    else:
        is_open = False
    if origin is None or is_open:
        return None
    return Clock(origin, horizon, months, given.whole)


def _horizon(frame: TimeFrame) -> Duration | None:
    """The latest time of measurement, where the text fixes it for one participant."""
    horizon = frame.horizon
    if horizon is None or frame.ends_with_study or horizon.number <= 0:
        return None
    return horizon if as_decimal(horizon.number) is not None else None


def as_decimal(number: Fraction) -> str | None:
    """A number in plain digits, None where it has no exact ones."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(exact) != number or exact >= 10**9:
        return None
    return format(exact, "f")


def _origin(sheet: Sheet, given: Registered) -> str | None:
    named = given.frame.origin
    at = given.quote(named.start, named.end) if named else given.whole
    known = origin_of_kind(named.kind) if named else None
    if known and at:
        sheet.read(f"origin of {given.outcome}", known, at)
        return known
    if named and named.kind in _NUMBERED:
        why = "the record numbers its visits and does not say from when"
        return sheet.choice("outcomes.day_zero", options=origin_options(), why=why, at=at)
    why = (
        "the origin named is no date of the list"
        if named
        else "the time frame names no origin"
        if at
        else "the outcome has no time frame"
    )
    return sheet.choice("outcome.*.origin", given.outcome, options=origin_options(), why=why, at=at)


def _why_months(given: Registered) -> str:
    if given.frame.horizon is None:
        return "the time frame has no number with a unit"
    return "the time frame is not in whole months or years, and units are never converted"


def _asked_horizon(sheet: Sheet, given: Registered) -> tuple[bool, int | None]:
    """Whether the horizon is still open, and the months given (None: until the study ends)."""
    why = "the time frame does not say how long one participant is watched"
    chosen = sheet.choice("outcome.*.horizon", given.outcome, why=why, at=given.whole)
    if chosen != "months":
        return chosen is None, None
    months = sheet.number("outcome.*.months", given.outcome, why=why, at=given.whole)
    return months is None, months
