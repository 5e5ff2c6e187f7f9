"""Answers to the QLQ-C30 by item number, consistent with a latent global health score (SYN-09)."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.random import Generator

from trialwright.instruments.qlqc30 import N_ITEMS, QUALITY_ITEMS
from trialwright.synthetic.draws import chance
from trialwright.synthetic.parameters import Parameters


def draw_usual_health(rng: Generator, parameters: Parameters) -> float:
    """The latent QL2 of a person in points from 0 to 100, before anything changes it."""
    table = parameters.table("qol")
    return table["mean"] + table["sd_between"] * float(rng.normal())


def health_on(
    usual: float, on_pegifn: bool, after_recurrence: bool, parameters: Parameters
) -> float:
    """The latent QL2 on a day: lower during peginterferon and after recurrence."""
    table = parameters.table("qol")
    dip = table["pegifn_dip"] if on_pegifn else 0.0
    return usual + dip + (table["recurrence_drop"] if after_recurrence else 0.0)


def draw_answers(rng: Generator, health: float, parameters: Parameters) -> dict[int, int | None]:
    """Answers by item number; None = left out. Burden, 0 to 1, is what is lacking of full health."""
    table = parameters.table("qol")
    latent = health + table["sd_within"] * float(rng.normal())
    burden = 1 - min(100.0, max(0.0, latent)) / 100
    noise = rng.normal(0.0, 1.0, N_ITEMS)
    left_out = rng.random(N_ITEMS) < parameters.number("qol_item_left_out")
    answers: dict[int, int | None] = {}
    for item in range(1, N_ITEMS + 1):
        z = float(noise[item - 1])
        answer = _quality(burden, z, table) if item in QUALITY_ITEMS else _other(burden, z, table)
        answers[item] = None if left_out[item - 1] else answer
    return answers


def questionnaire_missed(rng: Generator, occasion: int, parameters: Parameters) -> bool:
    """Whether the questionnaire of the occasion (0 = enrolment) was not filled in."""
    table = parameters.table("missed_qol")
    return chance(rng, table["first"] + table["rise"] * occasion if occasion else 0.0)


def _quality(burden: float, z: float, table: Mapping[str, float]) -> int:
    return _code(1 + 6 * (1 - burden) + table["item_noise"] * z, 7)


def _other(burden: float, z: float, table: Mapping[str, float]) -> int:
    return _code(1 + 3 * table["symptom_share"] * burden + table["item_noise"] * z, 4)


def _code(value: float, highest: int) -> int:
    return min(highest, max(1, round(value)))
