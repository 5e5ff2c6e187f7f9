"""p-values adjusted for the number of questions (STA-13).

Each procedure keeps the probability of any false rejection at alpha or below. An adjusted p-value
is the smallest alpha at which the hypothesis is rejected, so it needs no alpha.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, analysis_error

Procedure = Literal["holm", "hochberg", "fixed_sequence"]


@dataclass(frozen=True)
class Hypothesis:
    """One question: its `name`, `p`-value, `adjusted` p-value and whether it is `rejected`.

    `family` is the number, from 1, of the family it was tested in.
    """

    name: str
    p: float
    adjusted: float
    rejected: bool
    family: int = 1


@dataclass(frozen=True)
class Family:
    """Questions answered together: p-values by name, in the order of a fixed sequence."""

    p: Mapping[str, float]
    procedure: Procedure = "holm"


def holm(p: Mapping[str, float], *, alpha: float = 0.05) -> tuple[Hypothesis, ...]:
    """Holm's step-down procedure (1979), valid however the tests depend on each other.

    `p`: p-values by name; the answer keeps their order. Raises AnalysisError for one that is
    missing: a question without an answer is neither rejected nor left out silently.
    """
    return gatekeeping([Family(p, "holm")], alpha=alpha)


def hochberg(p: Mapping[str, float], *, alpha: float = 0.05) -> tuple[Hypothesis, ...]:
    """Hochberg's step-up procedure (1988), for tests that are independent or depend positively.

    It rejects what Holm's rejects and sometimes more. `p` and errors as in `holm`.
    """
    return gatekeeping([Family(p, "hochberg")], alpha=alpha)


def fixed_sequence(p: Mapping[str, float], *, alpha: float = 0.05) -> tuple[Hypothesis, ...]:
    """Each question at the full alpha, in the order given, until one is not rejected.

    Maurer, Hothorn & Lehmacher 1995. The order must be fixed before the data are seen. `p` and
    errors as in `holm`.
    """
    return gatekeeping([Family(p, "fixed_sequence")], alpha=alpha)


def gatekeeping(families: Sequence[Family], *, alpha: float = 0.05) -> tuple[Hypothesis, ...]:
    """Families in order, each at the full alpha once all of those before it are rejected.

    Serial gatekeeping (Westfall & Krishen 2001): the primary endpoint as a family of one, then
    the secondary ones by a fixed sequence or Holm's procedure. Questions keep their order.
    Raises AnalysisError as `holm` does, and for a question in two families.
    """
    if not 0 < alpha < 1:
        raise analysis_error("alpha", f"alpha {alpha} is not between 0 and 1")
    names = [name for family in families for name in family.p]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        raise analysis_error("families", f"asked twice: {twice}" if twice else "nothing is asked")
    answers: list[Hypothesis] = []
    gate = 0.0
    for number, family in enumerate(families, start=1):
        adjusted = np.maximum(_adjust(family), gate)
        gate = float(adjusted.max(initial=gate))
        answers += [
            Hypothesis(name, float(p), float(value), bool(value <= alpha), number)
            for (name, p), value in zip(family.p.items(), adjusted, strict=True)
        ]
    return tuple(answers)


def _adjust(family: Family) -> FloatArray:
    if family.procedure not in get_args(Procedure):
        raise analysis_error(
            "procedure",
            f"unknown procedure {family.procedure!r}",
            "use holm, hochberg or fixed_sequence",
        )
    for name, value in family.p.items():
        if not (isinstance(value, float | int | np.floating) and 0 <= value <= 1):
            raise analysis_error(
                name,
                f"{name} has the p-value {value}: a question must have been answered to be adjusted",
                "leave it out of the family by a stated rule, or give it p = 1",
            )
    p = np.array(list(family.p.values()), dtype=np.float64)
    if family.procedure == "fixed_sequence":
        return np.maximum.accumulate(p)
    m, order = len(p), np.argsort(p, kind="stable")
    scaled = p[order] * np.arange(m, 0, -1)
    if family.procedure == "holm":
        stepped = np.maximum.accumulate(scaled)
    else:
        stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
