"""Compare what was computed with what a reference program printed, field by field."""

from __future__ import annotations

import numpy as np


def check_fields(case: dict, got: dict[str, object]) -> None:
    """Compare every field of `expect`: numbers within their tolerance, labels word for word.

    A field without tolerance is a label. Raises AssertionError naming the field, or for a field
    that was not computed.
    """
    expect, rtol, atol = case["expect"], case["rtol"], case.get("atol", {})
    missing = sorted(field for field in set(expect) - set(got) if expect[field] is not None)
    assert not missing, f"not computed: {', '.join(missing)}"
    for field, wanted in expect.items():
        if wanted is None and got.get(field) is None:
            continue
        if field in rtol:
            _check_numbers(field, got[field], wanted, rtol[field], atol.get(field, 0.0))
        else:
            assert _as_list(got[field]) == _as_list(wanted), f"{field}: {got[field]} != {wanted}"


def _check_numbers(field: str, got: object, wanted: object, rtol: object, atol: object) -> None:
    # R drops dimensions of 1: a matrix of one column is printed as a vector, one element alone.
    expected, computed = np.squeeze(_numbers(wanted)), np.squeeze(_numbers(got))
    assert computed.shape == expected.shape, f"{field}: {computed.shape} != {expected.shape}"
    with np.errstate(invalid="ignore"):
        allowed = _numbers(atol) + _numbers(rtol) * np.abs(expected)
        # An infinite expectation would allow anything.
        near = (np.abs(computed - expected) <= allowed) & np.isfinite(expected)
    passes = near | (computed == expected) | (np.isnan(expected) & np.isnan(computed))
    assert passes.all(), f"{field}: got {computed[~passes]}, expected {expected[~passes]}"


def _numbers(values: object) -> np.ndarray:
    """Numbers of any shape; None is NaN and the text "Inf" is infinity."""
    return np.array(_as_floats(values), dtype=float)


def _as_floats(values: object) -> object:
    if isinstance(values, np.ndarray | list | tuple):
        return [_as_floats(value) for value in values]
    return np.nan if values is None else float(values)


def _as_list(values: object) -> list:
    return list(values) if isinstance(values, list | tuple) else [values]
