"""How groups and interventions of a record name each other."""

from __future__ import annotations

import re
from typing import Final

_PREFIX: Final = re.compile(r"\A[A-Za-z _]{3,25}:[ ]*")


def link_key(text: str) -> str:
    """A label or name without regard to case and blanks."""
    return " ".join(text.casefold().split())


def name_without_type(name: str) -> str:
    """The name behind "Drug: ", as a group refers to an intervention."""
    return link_key(_PREFIX.sub("", name))
