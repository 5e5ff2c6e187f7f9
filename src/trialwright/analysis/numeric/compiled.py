"""Loops that Numba compiles. Only modules named *_kernels import this one.

Those modules are imported inside the functions that need them, so that Numba, which takes half a
second to load, is loaded when it is used. Compiled code is kept beside the source, or in the
user's cache where that cannot be written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Compile for the types of the first call. Arithmetic as written: IEEE, no reordering."""
    decorate = njit(cache=True, nogil=True, error_model="numpy")
    return cast(Callable[_Given, _Result], decorate(function))
