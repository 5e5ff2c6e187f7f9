"""One question a draft cannot answer from the record, and what an answer to it must look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from trialwright.definition.scalars import Bilingual

Kind = Literal[
    "choice",  # one of the options
    "list",  # some of the options
    "names",  # short names: letters, digits and _
    "item_names",  # the same in small letters, since they name items of forms
    "texts",
    "label",  # {"en": ..., "zh": ...}
    "number",  # a whole number inside the range
    "numbers",  # several of them
    "date",  # 2026-03-02
    "time_zone",
    "yes_no",  # true or false
]
Value: TypeAlias = str | int | bool | Sequence[str] | Sequence[int] | Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """One possible answer; `about` says in a sentence what choosing it means."""

    value: str
    label: Bilingual
    about: Bilingual | None = None


@dataclass(frozen=True)
class Evidence:
    """The place of the record a statement rests on; `quote` is empty where the value says it all."""

    path: str
    quote: str = ""


@dataclass(frozen=True)
class Decision:
    """A question with its answer, None while it is open.

    `why` says why the record does not answer it, `at` what the record says, `decides` where the
    answer goes; `rules` are the findings of the record review it settles.
    """

    id: str
    kind: Kind
    question: Bilingual
    why: str
    decides: str
    options: tuple[Option, ...] = ()
    low: int = 0
    high: int = 0
    may_be_empty: bool = False
    at: Evidence | None = None
    rules: tuple[str, ...] = ()
    answer: Value | None = None
