"""Screening numbers: which the site gives, and which comes next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from trialwright.sentence import sentence

#: The first number of a site that has not said how it counts.
FIRST: Final = "S-0001"
_NUMBER: Final = re.compile(r"(.*?)([0-9]+)")
#: A number stands in addresses and in file names.
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


def next_number(used: Iterable[str], first: str | None = None) -> str:
    """The number after the highest one in use: S-0042 after S-0041, S-10000 after S-9999.

    `first` is the site's first number, which also says what stands before the digits and how many
    there are. Without it the highest number in use says so.
    """
    counted = [pair for number in used if (pair := _split(number))]
    if first is not None:
        prefix = (_split(first) or ("", ""))[0]
        counted = [pair for pair in counted if pair[0] == prefix]
    if not counted:
        return first or FIRST
    prefix, digits = max(counted, key=lambda pair: (int(pair[1]), pair))
    return f"{prefix}{int(digits) + 1:0{len(digits)}d}"


def misfit(number: str, first: str | None = None) -> str:
    """Why a number cannot be given; "" for one that can.

    With the site's `first` number a number has the same letters before its digits and as many
    digits, or more where they have run out.
    """
    if not _PLAIN.fullmatch(number):
        return sentence(
            "{number!r} is no screening number: use letters, digits and hyphens, 20 at most",
            number=number,
        )
    if first is None:
        return ""
    (prefix, digits), pair = _split(first) or ("", ""), _split(number)
    fits = pair is not None and pair[0] == prefix and _counted(pair[1], len(digits))
    if fits and pair is not None and int(pair[1]) >= int(digits):
        return ""
    return sentence(
        "{number} is no screening number of this site, which counts from {first}",
        number=number,
        first=first,
    )


def find_alike(number: str, used: Iterable[str]) -> str | None:
    """A number in use that a person takes for `number`: s-2, S-02 and S-0002 are read as one."""
    read = _read_as(number)
    return next((other for other in used if _read_as(other) == read), None)


def _read_as(number: str) -> tuple[str, str]:
    prefix, digits = _split(number) or (number, "")
    return prefix.casefold(), digits.lstrip("0")


def _counted(digits: str, width: int) -> bool:
    return len(digits) == width or (len(digits) > width and digits[0] != "0")


def _split(number: str) -> tuple[str, str] | None:
    found = _NUMBER.fullmatch(number)
    return (found[1], found[2]) if found else None
