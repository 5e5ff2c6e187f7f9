"""Event rates for the time participants were followed (STA-15)."""

from __future__ import annotations

from fractions import Fraction

from scipy.special import gammaincinv

from trialwright.analysis.numeric.columns import analysis_error
from trialwright.analysis.proportions.proportions import Estimate
from trialwright.analysis.survival.curve_limits import normal_quantile

DAYS_PER_YEAR = Fraction(1461, 4)


def compute_event_rate(
    events: int, person_days: int, *, per_years: int = 100, conf_level: float = 0.95
) -> Estimate:
    """Events per 100 person-years, with exact Poisson limits (Garwood 1936).

    A year is 365.25 days. Without events the lower limit is exactly 0 and the upper one is
    one-sided at half of the error. No follow-up: cannot be determined.
    """
    if events < 0 or person_days < 0 or (events and not person_days):
        raise analysis_error("events", f"{events} events in {person_days} person-days is no rate")
    normal_quantile(conf_level)  # refuses a level outside (0, 1)
    if not person_days:
        return Estimate(None, None, None)
    scale = per_years * DAYS_PER_YEAR / person_days
    tail = (1 - conf_level) / 2
    lower = float(gammaincinv(events, tail)) if events else 0.0
    upper = float(gammaincinv(events + 1, 1 - tail))
    return Estimate(float(events * scale), lower * float(scale), upper * float(scale))
