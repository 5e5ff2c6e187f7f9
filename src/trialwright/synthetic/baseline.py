"""Who a synthetic participant is before any treatment of the study (rules SYN-05, SYN-07)."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from trialwright.synthetic.draws import bell, between, chance, pick, skewed, whole
from trialwright.synthetic.parameters import Parameters


@dataclass(frozen=True)
class Baseline:
    """Age in years at consent; HBsAg in log10 IU/mL; AFP in ng/mL; diameters in mm."""

    age: float
    male: bool
    cirrhosis: bool
    nodules: int
    diameter_mm: int
    hbeag_positive: bool
    resection: bool
    microvascular: bool
    log10_hbsag: float
    afp: float
    child_pugh_6: bool
    treated_before: bool
    drug: str
    mass_units: bool


def draw_baseline(rng: Generator, parameters: Parameters) -> Baseline:
    """Draw one person who meets the criteria."""
    nodules, diameter = _tumour(rng, parameters)
    return Baseline(
        age=bell(rng, parameters.table("age")),
        male=chance(rng, parameters.number("male")),
        cirrhosis=chance(rng, parameters.number("cirrhosis")),
        nodules=nodules,
        diameter_mm=diameter,
        hbeag_positive=chance(rng, parameters.number("hbeag_positive")),
        resection=chance(rng, parameters.number("resection")),
        microvascular=chance(rng, parameters.number("microvascular")),
        log10_hbsag=bell(rng, parameters.table("log10_hbsag")),
        afp=skewed(rng, parameters.table("afp")),
        child_pugh_6=chance(rng, parameters.number("child_pugh_6")),
        treated_before=chance(rng, parameters.number("on_na_before")),
        drug=pick(rng, parameters.table("na_drugs")),
        mass_units=chance(rng, parameters.number("mass_units")),
    )


def _tumour(rng: Generator, parameters: Parameters) -> tuple[int, int]:
    """Number and largest diameter: stage 0, or stage A by one or by several nodules (BCL-02/03)."""
    if chance(rng, parameters.number("bclc_0")):
        return 1, whole(rng, parameters.table("diameter_stage_0"))
    if chance(rng, parameters.number("several_nodules")):
        return 2 + chance(rng, parameters.number("three_nodules")), whole(
            rng, parameters.table("diameter_several")
        )
    return 1, round(between(rng, parameters.table("diameter_solitary")))
