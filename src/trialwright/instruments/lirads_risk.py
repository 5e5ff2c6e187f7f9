"""Is a patient one to whom LI-RADS applies? (rule LIR-01)"""

from __future__ import annotations

from typing import Final

from trialwright.instruments.three_valued import all_of, any_of, negation

ADULT_AGE: Final = 18


def lirads_applies(
    *,
    age: int | None,
    cirrhosis: bool | None,
    chronic_hepatitis_b: bool | None,
    current_or_prior_hcc: bool | None,
    vascular_cirrhosis: bool | None,
    congenital_hepatic_fibrosis: bool | None,
) -> bool | None:
    """Say whether a patient is at high risk and of the population; None where it is left open.

    `age` in completed years. Cirrhosis from a vascular disorder or congenital hepatic fibrosis takes
    a patient out whatever the other risks, because benign nodules then look like cancer.
    """
    at_risk = any_of((cirrhosis, chronic_hepatitis_b, current_or_prior_hcc))
    adult = None if age is None else age >= ADULT_AGE
    excluded = any_of((vascular_cirrhosis, congenital_hepatic_fibrosis))
    return all_of((at_risk, adult, negation(excluded)))
