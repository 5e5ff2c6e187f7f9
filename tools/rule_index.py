"""Where each clinical rule is implemented and which tests prove it, read from what cites its id.

A file cites a rule by its id ("CHP-04") or by a range ("CHP-01..CHP-06", "TIS-01 to TIS-03").
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

RULES_FILE = Path("docs/reference/rules.csv")
# What only imitates a rule, asks for it, prints it or proposes it for a study implements nothing.
NO_IMPLEMENTATION = (
    "src/trialwright/commands",
    "src/trialwright/report",
    "src/trialwright/synthetic",
    "src/trialwright/record",
    "src/trialwright/definition/draft",
    "src/trialwright/definition/templates",
)
SOURCE = {".py", ".yaml"}
TESTS = {".py"}

# Rule -> why it has no implementation or no test yet. The row must go as soon as it has both.
NOT_BUILT: Mapping[str, str] = {}

_ID = re.compile(
    r"\b([A-Z]{3})-([A-Z]?)(\d+)\b"
    # After "to" the family or its letter must stand again: "SAF-02 to 28 days" is no range.
    r"(?:(?:\.\.(?:(?:\1-)?\2)?| to (?:\1-\2|(?=[A-Z])\2))(\d+)\b)?"
)


@dataclass(frozen=True)
class Rule:
    """One rule in our words."""

    id: str
    words: str
    source: str

    @property
    def family(self) -> str:
        return self.id.partition("-")[0]


@dataclass(frozen=True)
class Citations:
    """The files, relative to the repository, that implement and that prove a rule."""

    implemented: tuple[str, ...]
    proved: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return bool(self.implemented and self.proved)


def load_rules(root: Path) -> tuple[Rule, ...]:
    """Read the rules in their order."""
    with (root / RULES_FILE).open(encoding="utf-8", newline="") as file:
        return tuple(Rule(row["id"], row["rule"], row["source"]) for row in csv.DictReader(file))


def find_citations(root: Path, *, by_range: bool = True) -> dict[str, Citations]:
    """Find what cites each rule of the file, by its own id alone or also inside a range."""
    implemented = _cited_by(root, ("src", "studies"), SOURCE, by_range)
    proved = _cited_by(root, ("tests",), TESTS, by_range)
    return {
        rule.id: Citations(
            tuple(name for name in implemented.get(rule.id, ()) if _implements(name)),
            tuple(proved.get(rule.id, ())),
        )
        for rule in load_rules(root)
    }


def ids_in(text: str, *, by_range: bool = True) -> set[str]:
    """Every rule id that a text cites; those of a range only if `by_range`."""
    found = set()
    for family, letter, first, last in _ID.findall(text):
        if last and not by_range:
            continue
        for number in range(int(first), int(last or first) + 1):
            found.add(f"{family}-{letter}{number:0{len(first)}d}")
    return found


def rules_page(root: Path) -> str:
    """The page of all rules, a table for each family."""
    rules, citations = load_rules(root), find_citations(root)
    parts = [
        "# Clinical rules",
        "What the program computes, rule by rule, where, and which tests prove it. A rule marked as "
        "project convention settles what its sources leave open.",
    ]
    for family in dict.fromkeys(rule.family for rule in rules):
        rows = [_row(rule, citations[rule.id]) for rule in rules if rule.family == family]
        parts += [f"## {family}", "\n".join([*_HEAD, *rows])]
    return "\n\n".join(parts)


_HEAD = ("| id | rule | source | implemented in | proved by |", "| --- | --- | --- | --- | --- |")


def _row(rule: Rule, citations: Citations) -> str:
    missing = NOT_BUILT.get(rule.id, "")
    cells = (
        rule.id,
        rule.words,
        rule.source,
        _links(citations.implemented) or missing,
        _links(citations.proved) or missing,
    )
    return "| " + " | ".join(cells) + " |"


def _links(names: tuple[str, ...]) -> str:
    return ", ".join(f"[{Path(name).name}](../../{name})" for name in names)


def _cited_by(
    root: Path, folders: tuple[str, ...], suffixes: set[str], by_range: bool
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in _files(root, folders, suffixes):
        for rule in ids_in(file.read_text(encoding="utf-8"), by_range=by_range):
            found.setdefault(rule, []).append(file.relative_to(root).as_posix())
    return found


def _files(root: Path, folders: tuple[str, ...], suffixes: set[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path


def _implements(name: str) -> bool:
    return not name.startswith(NO_IMPLEMENTATION)
