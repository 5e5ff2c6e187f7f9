"""Who gets peginterferon: confounding by indication on purpose (rules SYN-10, STA-08)."""

from __future__ import annotations

from math import exp

from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.parameters import Parameters

PEGINTERFERON, ANALOGUE = "NA_PEGIFN", "NA"


def propensity(person: Baseline, parameters: Parameters) -> float:
    """The probability of peginterferon, from what the physician sees.

    Each characteristic counts from its average, so that the intercept alone sets the group share.
    """
    weights = parameters.table("indication")
    score = (
        weights["intercept"]
        + weights["age_per_10"] * (person.age - parameters.table("age")["mean"]) / 10
        + weights["log10_hbsag"] * (person.log10_hbsag - parameters.table("log10_hbsag")["mean"])
        + weights["cirrhosis"] * (person.cirrhosis - parameters.number("cirrhosis"))
    )
    return 1 / (1 + exp(-score))
