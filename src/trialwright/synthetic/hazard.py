"""Piecewise constant hazards, and the times they give."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

#: Hazards are per year, entries in days; the calendar of the study never uses this.
DAYS_PER_YEAR: Final = 365.25


@dataclass(frozen=True)
class Hazard:
    """`rates[i]` per year holds up to `ends[i]` years; the last end is infinite."""

    ends: tuple[float, ...]
    rates: tuple[float, ...]

    def time_at(self, amount: float) -> float:
        """The time at which the cumulative hazard reaches `amount`; infinite if it never does."""
        start = 0.0
        for end, rate in zip(self.ends, self.rates, strict=True):
            if rate > 0 and amount <= rate * (end - start):
                return start + amount / rate
            amount -= rate * (end - start) if rate > 0 else 0.0
            start = end
        return inf

    def cumulative(self, time: float) -> float:
        """The cumulative hazard at `time`."""
        total, start = 0.0, 0.0
        for end, rate in zip(self.ends, self.rates, strict=True):
            total += rate * max(0.0, min(end, time) - start)
            start = end
        return total

    def times(self, factors: tuple[float, ...]) -> Hazard:
        """The hazard with each period's rate multiplied."""
        rates = tuple(rate * factor for rate, factor in zip(self.rates, factors, strict=True))
        return Hazard(self.ends, rates)

    def after(self, start: float, factor: float) -> Hazard:
        """The hazard multiplied by `factor` from `start` on."""
        cut = sorted({*self.ends, start})
        rates = tuple(self._rate_before(end) * (factor if end > start else 1.0) for end in cut)
        return Hazard(tuple(cut), rates)

    def _rate_before(self, end: float) -> float:
        return next(rate for e, rate in zip(self.ends, self.rates, strict=True) if end <= e)
