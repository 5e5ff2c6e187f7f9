"""A comparison as sections for a terminal or a page, and as plain values for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Final

from trialwright.record.compare.changes import Change, Comparison
from trialwright.record.compare.words import Piece
from trialwright.record.json_values import JsonValue, thaw, to_json
from trialwright.record.sections import (
    NOT_REGISTERED,
    Heading,
    Part,
    Rows,
    Section,
    Table,
    make_section,
)

_CONTEXT: Final = 40
_LONGEST_VALUE: Final = 300
_MARKS: Final = {"same": ("", ""), "deleted": ("[-", "-]"), "inserted": ("{+", "+}")}


def describe_comparison(comparison: Comparison) -> tuple[Section, ...]:
    """What the changes mean first, then outcome switching, then every change by path."""
    sections = (
        _summary(comparison),
        _list("meaning", "What the changes mean", [m.sentence for m in comparison.meanings]),
        _switching(comparison),
        make_section("changes", "Every change", *_changes(comparison.changes)),
    )
    return tuple(section for section in sections if section)


def comparison_answer(comparison: Comparison) -> dict[str, JsonValue]:
    """The comparison as JSON values; free of contact data, like everything that is shown."""
    return {
        "equal": comparison.is_equal,
        "records": [
            {"file": name, "nct_id": nct_id}
            for name, nct_id in zip(comparison.names, comparison.nct_ids, strict=True)
        ],
        "notes": list(comparison.notes),
        "meanings": [asdict(meaning) for meaning in comparison.meanings],
        "outcome_switches": [asdict(switch) for switch in comparison.switches],
        "changes": [_change_answer(change) for change in comparison.changes],
    }


def marked_words(pieces: Sequence[Piece]) -> str:
    """A text with [-what went-] and {+what came+}; long unchanged stretches are cut."""
    last = len(pieces) - 1
    shown = (
        _shortened(piece.text, at_start=n == 0, at_end=n == last)
        if piece.kind == "same"
        else piece.text.join(_MARKS[piece.kind])
        for n, piece in enumerate(pieces)
    )
    return "".join(shown)


def value_words(value: JsonValue) -> str:
    """A value of the record for a table cell; a nested one as shortened JSON."""
    if value is None:
        return NOT_REGISTERED
    text = value if isinstance(value, str) else to_json(thaw(value))
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_VALUE else f"{flat[:_LONGEST_VALUE]}..."


def change_words(change: Change) -> str:
    """A change in one line, without its path."""
    if change.is_hidden:
        return "contact data changed (not shown)"
    match change.kind:
        case "reordered":
            return "the same entries in another order"
        case "added":
            return f"added: {value_words(change.after)}"
        case "removed":
            return f"removed: {value_words(change.before)}"
        case _:
            return marked_words(change.words) or _replaced(change)


def _replaced(change: Change) -> str:
    old, new = value_words(change.before), value_words(change.after)
    return "only white space or escapes changed" if old == new else f"{old} -> {new}"


def _summary(comparison: Comparison) -> Section | None:
    count = len(comparison.changes)
    said = "The records say the same." if comparison.is_equal else f"{count} changes."
    names = zip(("Earlier", "Later"), comparison.names, comparison.nct_ids, strict=True)
    return make_section(
        "comparison",
        "Comparison of two records",
        Rows(tuple((label, f"{name} ({nct_id})") for label, name, nct_id in names)),
        Rows((("Result", said if count != 1 else "1 change."),)),
        Rows(tuple(("Note", note) for note in comparison.notes)),
    )


def _switching(comparison: Comparison) -> Section | None:
    rows = tuple(
        ("primary" if switch.is_primary else "not primary", switch.kind.value, switch.sentence)
        for switch in comparison.switches
    )
    title = "Outcomes switched"
    return make_section("switching", title, Table(("Outcome", "What happened", "In words"), rows))


def _list(identifier: str, title: str, sentences: Sequence[str]) -> Section | None:
    rows = tuple((str(n), sentence) for n, sentence in enumerate(sentences, start=1))
    return make_section(identifier, title, Rows(rows))


def _changes(changes: Sequence[Change]) -> Iterator[Part]:
    """Under a heading per module of the record, the changes of one list entry together."""
    module = ""
    for change in changes:
        if _module(change) != module:
            module = _module(change)
            yield Heading(module)
        path = change.path.removeprefix(f"{module}.")
        place = f" ({change.place})" if change.place and change.kind != "added" else ""
        yield Rows(((f"{path}{place}", change_words(change)),))


def _module(change: Change) -> str:
    return ".".join(change.path.split(".")[:2]) if "." in change.path else change.path


def _shortened(text: str, at_start: bool, at_end: bool) -> str:
    """The ends of an unchanged stretch that touch a change."""
    room = _CONTEXT if at_start or at_end else 2 * _CONTEXT
    flat = " ".join(text.split("\n"))
    if len(flat) <= room + 5:
        return flat
    head = "" if at_start else flat[:_CONTEXT]
    tail = "" if at_end else flat[-_CONTEXT:]
    return f"{head} ... {tail}"


def _change_answer(change: Change) -> Mapping[str, JsonValue]:
    return {
        "kind": change.kind,
        "path_before": change.path_before,
        "path_after": change.path_after,
        "entry": change.place,
        "before": change.before,
        "after": change.after,
        "words": [asdict(piece) for piece in change.words],
        "contact_data": change.is_hidden,
    }
