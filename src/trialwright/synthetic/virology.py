"""HBsAg and HBV DNA over time, and the text a laboratory reports (rules SYN-06, SYN-07, HBD-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10

from numpy.random import Generator

from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.draws import between, chance, pick, whole
from trialwright.synthetic.hazard import DAYS_PER_YEAR
from trialwright.synthetic.indication import ANALOGUE, PEGINTERFERON
from trialwright.synthetic.parameters import Parameters

DAYS_PER_MONTH = DAYS_PER_YEAR / 12


@dataclass(frozen=True)
class HBsAgCourse:
    """log10 HBsAg over time. Days count from the start of the antiviral strategy.

    A drop spreads over the days of the course of peginterferon; `lost` and `back` bound the time
    without HBsAg.
    """

    baseline: float
    yearly: float
    drop: float
    drop_days: float
    lost: int | None
    back: int | None

    def at(self, day: int, floor: float) -> float | None:
        """log10 IU/mL on a day; None while HBsAg is lost. Unlost HBsAg stays above `floor`."""
        if self.lost is not None and day >= self.lost:
            gone = self.back is None or day < self.back
            return None if gone else floor + 1
        progress = min(1.0, max(0, day) / self.drop_days)
        return max(floor, self.baseline + self.yearly * day / DAYS_PER_YEAR + self.drop * progress)


def draw_hbsag(rng: Generator, person: Baseline, parameters: Parameters) -> dict[str, HBsAgCourse]:
    """Draw the course under each group; one mark decides loss in both (monotone by design)."""
    mark = float(rng.random())
    yearly = between(rng, parameters.table("hbsag_slope_na"))
    responder = chance(rng, parameters.number("hbsag_responders"))
    drop = between(rng, parameters.table("hbsag_drop_pegifn")) if responder else 0.0
    low = person.log10_hbsag <= log10(parameters.number("hbsag_low"))
    loss = {
        ANALOGUE: parameters.number("hbsag_loss_na"),
        PEGINTERFERON: parameters.number("hbsag_loss_pegifn_low" if low else "hbsag_loss_pegifn"),
    }
    times = {
        ANALOGUE: whole(rng, parameters.table("hbsag_loss_days_na")),
        PEGINTERFERON: whole(rng, parameters.table("hbsag_loss_days_pegifn")),
    }
    wait = whole(rng, parameters.table("hbsag_reversion_days"))
    reverts = chance(rng, parameters.number("hbsag_reversion"))
    drop_days = 7 * parameters.number("pegifn_weeks")
    return {
        group: HBsAgCourse(
            baseline=person.log10_hbsag,
            yearly=yearly,
            drop=drop if group == PEGINTERFERON else 0.0,
            drop_days=drop_days,
            lost=times[group] if mark < loss[group] else None,
            back=times[group] + wait if reverts else None,
        )
        for group in (ANALOGUE, PEGINTERFERON)
    }


@dataclass(frozen=True)
class DnaCourse:
    """log10 HBV DNA: from `baseline` down to 10 IU/mL on day `undetectable`, then below."""

    baseline: float
    undetectable: int | None

    def at(self, day: int) -> float:
        """log10 IU/mL on a day from the start of the antiviral strategy."""
        if self.undetectable is None:
            return max(2.0, self.baseline - day / DAYS_PER_YEAR)
        if day >= self.undetectable or self.undetectable == 0:
            return 0.0
        return 1.0 + max(0.0, self.baseline - 1.0) * (1 - max(0, day) / self.undetectable)


def draw_dna(rng: Generator, person: Baseline, parameters: Parameters) -> DnaCourse:
    """Draw the course; people treated before often have no detectable DNA at the start."""
    untreated = float(rng.normal(*_mean_sd(parameters, "log10_dna_untreated")))
    residual = between(rng, parameters.table("log10_dna_residual"))
    suppressed = chance(rng, parameters.number("undetectable_if_treated"))
    median = parameters.table("dna_months_to_undetectable")[person.drug] * DAYS_PER_MONTH
    spread = float(rng.normal(0.0, parameters.number("dna_time_log_sd")))
    never = chance(rng, parameters.number("dna_persists"))
    if person.treated_before and suppressed:
        return DnaCourse(0.0, 0)
    level = residual if person.treated_before else max(2.0, untreated)
    return DnaCourse(level, None if never else max(1, round(median * 2.0**spread)))


def _mean_sd(parameters: Parameters, name: str) -> tuple[float, float]:
    table = parameters.table(name)
    return table["mean"], table["sd"]


@dataclass(frozen=True)
class Reported:
    """A result and its unit as the laboratory sent them."""

    text: str
    unit: str


def report_hbsag(
    rng: Generator, level: float | None, styles: Mapping[str, float], parameters: Parameters
) -> Reported:
    """Write an HBsAg level (log10 IU/mL, None = lost) in one of the `styles` of laboratories."""
    style = pick(rng, styles)
    noise = float(rng.normal(0.0, parameters.number("log10_noise")))
    failure = pick(rng, parameters.table("failed_tests"))
    if style == "failed":
        return Reported(failure.replace("_", " "), "IU/mL")
    if level is None:
        return Reported("<0.05", "IU/mL")
    value = 10 ** (level + noise)
    if style == "undiluted" and value > 250:
        return Reported(">250", "IU/mL")
    if style == "kilo":
        return Reported(f"{value / 1000:.5f}", "kIU/mL")
    if style == "separator":
        return Reported(f"{value:,.2f}", "IU/mL")
    return Reported(f"{value:.2f}", "IU/mL")


def report_dna(rng: Generator, level: float, platform: str, parameters: Parameters) -> Reported:
    """Write an HBV DNA level (log10 IU/mL, 0 = undetectable) as its laboratory would."""
    style = pick(rng, parameters.table("dna_styles"))
    noise = float(rng.normal(0.0, parameters.number("log10_noise")))
    wording = pick(rng, parameters.table("not_detected_wordings"))
    failure = pick(rng, parameters.table("failed_tests"))
    blip = chance(rng, parameters.number("dna_blips"))
    rise = between(rng, parameters.table("log10_dna_blip"))
    limit = int(parameters.table("dna_lower_limits")[platform])
    if style == "failed":
        return Reported(failure.replace("_", " "), "IU/mL")
    if level <= 0 and not blip:
        text = f"<{limit}" if wording == "below_limit" else wording.replace("_", " ")
        return Reported(text, "IU/mL")
    value = 10 ** ((rise if level <= 0 else level) + noise)
    if value < limit:
        return Reported(f"<{limit}", "IU/mL")
    return _dna_number(value, style)


def _dna_number(value: float, style: str) -> Reported:
    if style == "log":
        return Reported(f"{log10(value):.2f}", "log10 IU/mL")
    if style == "separator":
        return Reported(f"{round(value):,}", "IU/mL")
    if style == "power":
        return Reported(f"{value:.2E}".replace("E+0", "E"), "IU/mL")
    return Reported(str(round(value)), "IU/mL")
