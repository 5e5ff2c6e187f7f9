"""What the texts of a study file may mean: whole numbers, decimals, truth, identifiers, spans.

The YAML loader keeps every scalar as text. These types read it strictly: "010", "1e3", "1_000",
"yes" and "" are refused where a number or a truth value is expected, instead of being guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value):
            raise ValueError(
                "expected a whole number such as 12, in plain digits, no zero in front"
            )
        return int(value)
    return value


def _decimal(value: Any) -> Any:
    if isinstance(value, str):
        if not _DECIMAL.fullmatch(value):
            raise ValueError("expected a number such as 0.05, in plain digits, no zero in front")
        return Decimal(value)
    return value


def _truth(value: Any) -> Any:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("expected true or false")
        return value == "true"
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
#: Days and months stay inside the calendar, wherever they are counted from.
Days = Annotated[Whole, Field(ge=-20_000, le=20_000)]
Months = Annotated[Whole, Field(ge=0, le=600)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
LowerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ItemRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[A-Z]?[0-9]{1,2}$")]
Span = tuple[Days, Days]


class Model(BaseModel):
    """Base of all parts of a definition: frozen, and a misspelt key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Bilingual(Model):
    """A label in both languages of the site; neither may be left out."""

    en: Text
    zh: Text

    def in_language(self, language: str) -> str:
        """The label for a language code such as "en" or "zh-hans"."""
        return self.zh if language.startswith("zh") else self.en
