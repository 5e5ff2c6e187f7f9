"""How one study stands among similar ones: size, accrual, outcomes and their wording.

Similar are the studies of the same type that share a condition: as registered, or as the
registry's own term for it. Nothing here is a judgement; it shows what others registered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from trialwright.errors import Problem, RecordError
from trialwright.record.library.search import LATEST, named_rows

DAYS_A_MONTH: Final = 365.25 / 12
_NEAREST: Final = 3
_WORD = re.compile(r"[^\W_]+")
# Words that say nothing about what is measured.
_EMPTY_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "its",
        "of",
        "on",
        "or",
        "over",
        "per",
        "than",
        "that",
        "the",
        "to",
        "up",
        "with",
    ]
)
# Without the stored record, of which a common condition would bring gigabytes.
_FACTS: Final = "* EXCLUDE (raw, summary)"
_SIMILAR: Final = f"""
    SELECT {_FACTS} FROM ({LATEST}) AS other
    WHERE other.nct_id <> $nct_id
      AND other.study_type IS NOT DISTINCT FROM $study_type
      AND (list_has_any(list_transform(other.conditions, lambda c: lower(c)), $conditions)
        OR list_has_any(list_transform(other.condition_terms, lambda c: lower(c)), $terms))
    ORDER BY other.nct_id
"""
_MEASURES: Final = """
    SELECT o.nct_id, o.measure, o.time_frame, o.horizon_days, o.open_ended
    FROM outcomes AS o JOIN chosen USING (nct_id, version)
    WHERE o.kind = 'primary' AND o.measure IS NOT NULL
    ORDER BY o.nct_id, o.position
"""


@dataclass(frozen=True)
class Standing:
    """One quantity of a study among the similar ones that give it; None is not registered.

    `below` and `above` count those with a smaller and a larger value.
    """

    name: str
    value: float | None
    known: int
    below: int
    above: int
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


@dataclass(frozen=True)
class SimilarWording:
    """A primary outcome of another study, and what share of the words both have together."""

    nct_id: str
    measure: str
    time_frame: str | None
    shared: float


@dataclass(frozen=True)
class Wording:
    """A primary outcome of the study and those worded most like it, nearest first."""

    measure: str
    time_frame: str | None
    nearest: tuple[SimilarWording, ...]


@dataclass(frozen=True)
class Comparison:
    """A study, how many similar ones the library holds, and where it stands among them."""

    nct_id: str
    title: str | None
    similar: tuple[str, ...]
    standings: tuple[Standing, ...]
    wordings: tuple[Wording, ...]


_QUANTITIES: Final[tuple[tuple[str, Callable[[dict[str, Any]], float | None]], ...]] = (
    ("participants", lambda study: study["enrolment"]),
    ("participants a month of accrual", lambda study: accrual_rate(study)),
    ("months of accrual", lambda study: _months(study["accrual_days"])),
    ("outcomes", lambda study: study["n_outcomes"]),
    ("sites", lambda study: study["n_sites"] or None),
    ("findings of error severity", lambda study: study["errors"]),
)


def compare_study(library: duckdb.DuckDBPyConnection, nct_id: str, name: Path) -> Comparison:
    """Where a study of the library stands among the similar ones in it.

    Raises RecordError where the library does not hold the study; `name` is its file, for the
    message.
    """
    study = _one_study(library, nct_id, name)
    similar = _similar(library, study)
    standings = tuple(
        _standing(label, quantity(study), map(quantity, similar)) for label, quantity in _QUANTITIES
    )
    own = _primary_outcomes(library, [study])
    others = _primary_outcomes(library, similar)
    wordings = tuple(_wording(outcome, others) for outcome in own)
    numbers = tuple(each["nct_id"] for each in similar)
    return Comparison(nct_id, study["title"], numbers, standings, wordings)


def accrual_rate(study: dict[str, Any]) -> float | None:
    """Participants a month that the record's own dates and size imply; None where they give none."""
    days, size = study["accrual_days"], study["enrolment"]
    return None if size is None or days is None else round(size * DAYS_A_MONTH / days, 2)


def _one_study(library: duckdb.DuckDBPyConnection, nct_id: str, name: Path) -> dict[str, Any]:
    found = library.execute(f"SELECT {_FACTS} FROM ({LATEST}) WHERE nct_id = ?", [nct_id])
    rows = named_rows(found)
    if not rows:
        what = f"the library has no study {nct_id[:40]!r}"
        cure = "look for it with: record library search"
        raise RecordError(Problem(str(name), 0, "", what, cure))
    return rows[0]


def _similar(
    library: duckdb.DuckDBPyConnection, study: dict[str, Any]
) -> tuple[dict[str, Any], ...]:
    parameters = {
        "nct_id": study["nct_id"],
        "study_type": study["study_type"],
        "conditions": [text.lower() for text in study["conditions"]],
        "terms": [text.lower() for text in study["condition_terms"]],
    }
    return named_rows(library.execute(_SIMILAR, parameters))


def _primary_outcomes(
    library: duckdb.DuckDBPyConnection, studies: Iterable[dict[str, Any]]
) -> tuple[dict[str, Any], ...]:
    keys = [(study["nct_id"], study["version"]) for study in studies]
    numbers, versions = [key[0] for key in keys], [key[1] for key in keys]
    chosen = "WITH chosen AS (SELECT unnest($numbers) AS nct_id, unnest($versions) AS version)"
    parameters = {"numbers": numbers, "versions": versions}
    return named_rows(library.execute(f"{chosen} {_MEASURES}", parameters)) if keys else ()


def _standing(name: str, value: float | None, others: Iterable[float | None]) -> Standing:
    known = sorted(other for other in others if other is not None)
    return Standing(
        name=name,
        value=value,
        known=len(known),
        below=0 if value is None else sum(other < value for other in known),
        above=0 if value is None else sum(other > value for other in known),
        lower_quartile=_quantile(known, 1),
        median=_quantile(known, 2),
        upper_quartile=_quantile(known, 3),
    )


def _quantile(values: list[float], quarter: int) -> float | None:
    """The quartile by linear interpolation between sorted values."""
    if not values:
        return None
    whole, rest = divmod((len(values) - 1) * quarter, 4)
    above = values[min(whole + 1, len(values) - 1)]
    return round(values[whole] + (above - values[whole]) * rest / 4, 2)


def _wording(outcome: dict[str, Any], others: Iterable[dict[str, Any]]) -> Wording:
    words = _words(outcome["measure"])
    rated = [
        SimilarWording(
            other["nct_id"],
            other["measure"],
            other["time_frame"],
            round(_shared(words, _words(other["measure"])), 2),
        )
        for other in others
    ]
    nearest = sorted(
        (other for other in rated if other.shared), key=lambda o: (-o.shared, o.nct_id, o.measure)
    )
    return Wording(outcome["measure"], outcome["time_frame"], tuple(nearest[:_NEAREST]))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - _EMPTY_WORDS


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in both as a share of the words in either."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _months(days: int | None) -> float | None:
    return None if days is None else round(days / DAYS_A_MONTH, 1)
