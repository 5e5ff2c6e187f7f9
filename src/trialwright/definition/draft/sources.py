"""Provenance of what a draft writes: the record, or an assumption that says why it is one."""

from __future__ import annotations

from trialwright.definition.draft.decision import Evidence

SourceTree = dict[str, object]

#: What a person has answered is no fact of the record.
ANSWERED = "decided when the definition was drafted"


def from_record(at: Evidence, *rules: str) -> SourceTree:
    """A source in the record."""
    quote = {"quote": at.quote} if at.quote else {}
    return {"record": at.path, **quote, **_cited(rules)}


def assumed(because: str, *rules: str) -> SourceTree:
    """A source that is an assumption."""
    return {"assumption": because, **_cited(rules)}


def _cited(rules: tuple[str, ...]) -> SourceTree:
    return {"rules": list(rules)} if rules else {}
