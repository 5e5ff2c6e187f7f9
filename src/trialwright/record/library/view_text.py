"""What a search or a comparison found, as sections for a terminal and for a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trialwright.record.library.compare import Comparison, Standing, Wording
from trialwright.record.library.search import Found
from trialwright.record.sections import Heading, Part, Rows, Section, Table, present_rows
from trialwright.record.wording import in_words

_UNKNOWN = "not registered"
_SHOWN = 5


def found_sections(found: Found) -> tuple[Section, ...]:
    """The studies found, each with what tells it from the others."""
    shown = len(found.studies)
    more = f", the first {shown} shown" if shown < found.total else ""
    title = f"{found.total} studies{more}" if found.total != 1 else "1 study"
    parts: list[Part] = []
    for study in found.studies:
        parts += [Heading(f"{study['nct_id']}  {study['title'] or ''}"), _study(study)]
    return (Section("found", title, tuple(parts)),)


def comparison_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Where the study stands, then how others word what it measures."""
    similar = comparison.similar
    named = ", ".join(similar[:_SHOWN]) + (" ..." if len(similar) > _SHOWN else "")
    head = Rows((("Similar studies", f"{len(similar)}" + (f": {named}" if similar else "")),))
    if not similar:
        note = Rows((("", "No other study in the library has its type and a condition of it."),))
        return (Section("comparison", _title(comparison), (head, note)),)
    table = Table(
        ("", "this study", "smaller", "larger", "known", "quartiles"),
        tuple(_standing(standing) for standing in comparison.standings),
    )
    sections = [Section("comparison", _title(comparison), (head, table))]
    if comparison.wordings:
        parts = tuple(part for wording in comparison.wordings for part in _wording(wording))
        sections.append(Section("wording", "Primary outcomes worded most like its own", parts))
    return tuple(sections)


def _title(comparison: Comparison) -> str:
    return f"{comparison.nct_id}  {comparison.title or ''}".strip()


def _study(study: dict[str, Any]) -> Rows:
    stated = (study["study_type"], study["allocation"], study["masking"], *study["phases"])
    size = study["enrolment"]
    return present_rows(
        ("conditions", ", ".join(study["conditions"])),
        ("sponsor", study["sponsor"]),
        ("design", ", ".join(in_words(code) for code in stated if code)),
        ("participants", None if size is None else f"{size} {_kind(study['enrolment_type'])}"),
        ("status", in_words(study["status"]) if study["status"] else None),
        ("findings", _findings(study)),
    )


def _kind(code: str | None) -> str:
    return f"({in_words(code).lower()})" if code else ""


def _findings(study: dict[str, Any]) -> str:
    if study["errors"] is None:
        return "not linted: the record has no date to judge it by"
    return f"{study['errors']} errors, {study['warnings']} warnings, {study['notes']} notes"


def _standing(standing: Standing) -> tuple[str, ...]:
    quartiles = (standing.lower_quartile, standing.median, standing.upper_quartile)
    known = standing.value is not None
    return (
        standing.name,
        _number(standing.value) if known else _UNKNOWN,
        str(standing.below) if known else "",
        str(standing.above) if known else "",
        str(standing.known),
        " / ".join(map(_number, quartiles)) if standing.known else "",
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _wording(wording: Wording) -> Iterator[Part]:
    yield Heading(f"{wording.measure} ({wording.time_frame or 'no time frame'})")
    if not wording.nearest:
        yield Rows((("", "no similar study shares a word with it"),))
        return
    yield Rows(
        tuple(
            (f"{other.nct_id}, {other.shared:.0%}", f"{other.measure} ({other.time_frame or ''})")
            for other in wording.nearest
        )
    )
