"""APRI, ratio of AST to platelets (rule IDX-04)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trialwright.instruments.indices.measured import all_missing, measure, to_decimal
from trialwright.instruments.inputs import Number


@dataclass(frozen=True)
class Apri:
    """The index unrounded; None where an input is missing."""

    value: Decimal | None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("IDX-04",)


def compute_apri(*, ast: Number, ast_uln: Number, platelets_10e9_l: Number) -> Apri:
    """Compute AST in multiples of its upper limit, over platelets in 10^9/L, times 100.

    AST and the upper limit of the same laboratory in U/L.
    """
    aspartate, limit = measure("ast", ast), measure("ast_uln", ast_uln)
    platelets = measure("platelets_10e9_l", platelets_10e9_l)
    if aspartate.value is None or limit.value is None or platelets.value is None:
        return Apri(None, all_missing(aspartate, limit, platelets))
    return Apri(to_decimal(aspartate.value / limit.value / platelets.value * 100))
