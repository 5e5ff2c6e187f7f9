"""Liver and kidney chemistry over time (rules SYN-05, CHP-01, CHP-06). Days count from T_R."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from numpy.random import Generator

from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.draws import bell, between, chance, pick, skewed, whole
from trialwright.synthetic.hazard import DAYS_PER_YEAR
from trialwright.synthetic.parameters import Parameters


@dataclass(frozen=True)
class Sample:
    """One sample: umol/L, g/L, U/L and 10^9/L; ascites and encephalopathy as coded."""

    bilirubin: float
    albumin: float
    inr: float
    creatinine: float
    alt: float
    ast: float
    platelets: float
    ascites: str
    encephalopathy: str


@dataclass(frozen=True)
class Decline:
    """A worsening of liver function; one without an end is lasting."""

    start: int
    end: int | None

    def holds(self, day: int) -> bool:
        """Whether the liver is worse on `day`."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Liver:
    """A person's usual values and the decline to come."""

    usual: Sample
    decline: Decline | None


def draw_liver(
    rng: Generator, person: Baseline, enrolment: int, recurrence: int | None, parameters: Parameters
) -> Liver:
    """Draw usual values of Child-Pugh 5 or 6, and when liver function declines, if it does."""
    component = pick(rng, parameters.table("sixth_point"))
    sixth = component if person.child_pugh_6 else ""
    albumin = (
        bell(rng, parameters.table("albumin_normal")),
        between(rng, parameters.table("albumin_sixth")),
    )
    bilirubin = (
        skewed(rng, parameters.table("bilirubin_normal")),
        between(rng, parameters.table("bilirubin_sixth")),
    )
    inr = bell(rng, parameters.table("inr_normal")), between(rng, parameters.table("inr_sixth"))
    scarred = parameters.number("platelets_cirrhosis") if person.cirrhosis else 1.0
    usual = Sample(
        bilirubin=bilirubin[sixth == "bilirubin"],
        albumin=albumin[sixth == "albumin"],
        inr=inr[sixth == "inr"],
        creatinine=bell(
            rng, parameters.table("creatinine_male" if person.male else "creatinine_female")
        ),
        alt=skewed(rng, parameters.table("alt")),
        ast=skewed(rng, parameters.table("ast")),
        platelets=scarred * bell(rng, parameters.table("platelets")),
        ascites="none",
        encephalopathy="none",
    )
    return Liver(usual, _draw_decline(rng, person, enrolment, recurrence, parameters))


def _draw_decline(
    rng: Generator, person: Baseline, enrolment: int, recurrence: int | None, parameters: Parameters
) -> Decline | None:
    """The first decline: rare, commoner with cirrhosis, and commoner still after recurrence."""
    rate = parameters.number("liver_decline")
    if person.cirrhosis:
        rate *= parameters.number("liver_decline_cirrhosis_hr")
    years = float(rng.exponential()) / rate
    late = float(rng.exponential()) / parameters.number("liver_decline_after_recurrence")
    lasts = chance(rng, parameters.number("liver_decline_lasting"))
    days = whole(rng, parameters.table("liver_decline_days"))
    starts = [enrolment + 1 + int(years * DAYS_PER_YEAR)]
    if recurrence is not None:
        starts.append(max(recurrence, enrolment) + 1 + int(late * DAYS_PER_YEAR))
    start = min(starts)
    return Decline(start, None if lasts else start + days)


def draw_sample(
    rng: Generator, liver: Liver, day: int, on_pegifn: bool, parameters: Parameters
) -> Sample:
    """Draw the values of one day around the usual ones."""
    noise = parameters.table("chemistry_noise")
    worse = parameters.table("liver_decline_change")
    declined = liver.decline is not None and liver.decline.holds(day)
    treated = parameters.table("pegifn_chemistry") if on_pegifn else {"platelets": 1.0, "alt": 1.0}
    around = {name: exp(float(rng.normal(0.0, noise[name]))) for name in noise}
    usual = liver.usual
    return Sample(
        bilirubin=usual.bilirubin * around["bilirubin"] * (worse["bilirubin"] if declined else 1.0),
        albumin=usual.albumin * around["albumin"] - (worse["albumin"] if declined else 0.0),
        inr=usual.inr * around["inr"] * (worse["inr"] if declined else 1.0),
        creatinine=usual.creatinine * around["creatinine"],
        alt=usual.alt * around["alt"] * treated["alt"],
        ast=usual.ast * around["ast"] * treated["alt"],
        platelets=usual.platelets * around["platelets"] * treated["platelets"],
        ascites="mild" if declined else "none",
        encephalopathy="none",
    )
