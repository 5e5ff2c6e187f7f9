"""When the cancer comes back, under either treatment (rules SYN-01, SYN-03).

The published modifiers act on the hazard of the person. The hazards of the file are those of the
whole population, so the rates are first divided by what the modifiers add to them on average among
those still free of recurrence: the NA-alone risk at 3 years stays at 44 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import erf, exp, inf, log10, sqrt

from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.hazard import Hazard
from trialwright.synthetic.parameters import Parameters

_Factors = tuple[float, float]  # multipliers of the early and of the late hazard


@dataclass(frozen=True)
class RecurrenceModel:
    """The hazard of a person without any modifier, and the multipliers of the modifiers."""

    reference: Hazard
    early_years: float
    parameters: Parameters

    def hazard(self, person: Baseline) -> Hazard:
        """The person's hazard under an analogue alone, in years from T_R."""
        factors = _factors(
            self.parameters,
            person.microvascular,
            person.age >= self.parameters.number("older_age"),
            person.log10_hbsag >= log10(self.parameters.number("high_hbsag")),
            person.cirrhosis,
        )
        return self.reference.times(_by_period(self.reference, self.early_years, factors))


def recurrence_model(parameters: Parameters) -> RecurrenceModel:
    """Find the reference hazard under which the population has the hazards of the file."""
    ends = (*parameters.numbers("hazard_period_ends")[:-1], inf)
    population = Hazard(ends, parameters.numbers("hazard_by_period"))
    early_years = parameters.number("early_years")
    mix = list(_mix(parameters))
    reference = Hazard(ends, (1.0,) * len(ends))
    last = parameters.numbers("hazard_period_ends")[-1]
    for period, end in enumerate((*ends[:-1], last)):
        wanted = exp(-population.cumulative(end))
        reference = _solved(reference, period, end, wanted, early_years, mix)
    return RecurrenceModel(reference, early_years, parameters)


def _solved(
    reference: Hazard,
    period: int,
    end: float,
    wanted: float,
    early_years: float,
    mix: list[tuple[float, _Factors]],
) -> Hazard:
    """Set the rate of one period so that `wanted` of the population is free of recurrence at its end."""

    def with_rate(rate: float) -> Hazard:
        rates = (*reference.rates[:period], rate, *reference.rates[period + 1 :])
        return Hazard(reference.ends, rates)

    def free(rate: float) -> float:
        hazard = with_rate(rate)
        return sum(
            share * exp(-hazard.times(_by_period(hazard, early_years, f)).cumulative(end))
            for share, f in mix
        )

    return with_rate(_bisect(free, wanted))


def _bisect(falling: Callable[[float], float], wanted: float) -> float:
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > wanted else (low, middle)
    return (low + high) / 2


def _mix(parameters: Parameters) -> Iterator[tuple[float, _Factors]]:
    """Every combination of the modifiers with its share of the population."""
    shares = (
        parameters.number("microvascular"),
        1 - _normal(parameters.number("older_age"), parameters.table("age")),
        1 - _normal(log10(parameters.number("high_hbsag")), parameters.table("log10_hbsag")),
        parameters.number("cirrhosis"),
    )
    for present in product((True, False), repeat=len(shares)):
        share = 1.0
        for yes, part in zip(present, shares, strict=True):
            share *= part if yes else 1 - part
        yield share, _factors(parameters, *present)


def _normal(value: float, table: Mapping[str, float]) -> float:
    def below(x: float) -> float:
        return 0.5 * (1 + erf((x - table["mean"]) / table["sd"] / sqrt(2)))

    lowest, highest = below(table.get("lowest", -inf)), below(table.get("highest", inf))
    return (below(value) - lowest) / (highest - lowest)


def _factors(
    parameters: Parameters, microvascular: bool, older: bool, high_hbsag: bool, cirrhosis: bool
) -> _Factors:
    both = parameters.number("cirrhosis_hr") if cirrhosis else 1.0
    early = both * (parameters.number("microvascular_early_hr") if microvascular else 1.0)
    late = both * (parameters.number("age50_late_hr") if older else 1.0)
    late *= parameters.number("hbsag4000_late_hr") if high_hbsag else 1.0
    return early, late


def _by_period(hazard: Hazard, early_years: float, factors: _Factors) -> tuple[float, ...]:
    early, late = factors
    return tuple(early if end <= early_years else late for end in hazard.ends)
