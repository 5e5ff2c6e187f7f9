"""Potthoff & Roy's dental distances, analysed by Jennrich & Schluchter (Biometrics 1986) and as
printed since in many textbooks: -2 log likelihoods of their eight models, full maximum likelihood.
"""

import numpy as np
from pytest import approx, mark

from byhand.dental_growth import AGES, BOYS, GIRLS
from trialwright.analysis import factor, interaction, mmrm, number

DISTANCES = np.array(GIRLS + BOYS)
N = len(DISTANCES)
SUBJECT = np.repeat(np.arange(N), len(AGES))
AGE = np.tile(AGES, N)
SEX = factor("sex", np.repeat(["girl"] * len(GIRLS) + ["boy"] * len(BOYS), len(AGES)))
MEANS = {
    "each": [SEX, factor("age", AGE), interaction(SEX, factor("age", AGE))],
    "lines": [SEX, number("age", AGE), interaction(SEX, number("age", AGE))],
    "parallel": [SEX, number("age", AGE)],
}


def fit(means, covariance, **options):
    return mmrm(
        DISTANCES.ravel(),
        MEANS[means],
        subject=SUBJECT,
        visit=AGE,
        covariance=covariance,
        **options,
    )


@mark.parametrize(
    ("means", "covariance", "deviance"),
    [
        ("each", "unstructured", 416.509),
        ("lines", "unstructured", 419.477),
        ("parallel", "unstructured", 426.153),
        ("lines", "toeplitz", 424.643),
        ("lines", "ar1", 440.681),
        ("lines", "compound_symmetry", 428.639),
    ],
)
def test_deviance_is_the_published_one(means, covariance, deviance):
    assert fit(means, covariance, reml=False).deviance == approx(deviance, abs=5e-4)
