"""Answers of a form as an instrument takes them: a known code, missing, or refused."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, TypeVar

from trialwright.instruments.inputs import refuse

Code = TypeVar("Code", bound=str)
YES_NO: Final = {"yes": True, "no": False}


def one_of(value: str | None, codes: Collection[Code], name: str) -> Code | None:
    """Take one of `codes`; None or blank is not recorded, anything else is refused by name."""
    text = (value or "").strip()
    if not text:
        return None
    for code in codes:
        if code == text:
            return code
    return refuse(name, "{value!r} is no code", "use one of: {codes}", value=value, codes=codes)


def yes_or_no(value: str | None, name: str) -> bool | None:
    """Take "yes" or "no"; None or blank is not recorded."""
    answer = one_of(value, YES_NO, name)
    return None if answer is None else YES_NO[answer]
