"""Where the words that a finding quotes lie in the text that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trialwright.errors import RecordError
from trialwright.record.lint.finding import Finding
from trialwright.record.marks import masked_span, plain_span
from trialwright.record.masking import mask_text
from trialwright.record.paths import value_at
from trialwright.record.sections import Prose
from trialwright.record.show import PAGE_HEADER

if TYPE_CHECKING:
    from trialwright.record.json_values import JsonValue
    from trialwright.record.read import Record

# A mark over a whole long text would hide its own marks: such a finding is about the text.
LONGEST_WHOLE = 120


def quote_in_prose(record: Record, part: Prose, finding: Finding) -> tuple[int, int] | None:
    """The span of the prose's plain text that a finding quotes; None when it quotes all or none."""
    source = value_of(record, part.path)
    if finding.span is None or finding.path != part.path or not isinstance(source, str):
        return None
    start, end = masked_span(source, finding.span.start, finding.span.end)
    found = plain_span(part.plain, start, end)
    whole = found[1] - found[0] >= len(part.plain.text) > LONGEST_WHOLE
    return None if whole or found[0] == found[1] else found


def quote_in_cells(
    record: Record, cells: Sequence[str], path: str, finding: Finding
) -> tuple[int, int | None, int | None]:
    """The cell of a shown row that a finding is about, and the span in it.

    The span is that of the quoted characters where the cell shows the registered text, and the
    whole cell where it shows the value in other words. There is none for an absent value.
    """
    value = value_of(record, finding.path)
    text = value if isinstance(value, str) else ""
    shown = mask_text(text)
    last = min(1, len(cells) - 1)
    if finding.span is None or not text:
        return last, None, None
    start, end = masked_span(text, finding.span.start, finding.span.end)
    for number, cell in enumerate(cells[last:], last):
        base = _beginning(record, cell, shown, path, finding.path)
        if base is not None:
            return number, base + start, base + end
    return last, 0, len(cells[last])


def value_of(record: Record, path: str) -> JsonValue:
    """The value at a path, of the page's header too; None where the record has none."""
    if path.startswith(f"{PAGE_HEADER}."):
        return dict(record.header).get(path.removeprefix(f"{PAGE_HEADER}."))
    try:
        return value_at(record, path)
    except RecordError:
        return None


def _beginning(record: Record, cell: str, shown: str, path: str, quoted: str) -> int | None:
    """Where in a cell a registered text begins: alone, after a name, or in a list of texts."""
    if cell.endswith(shown) and (cell == shown or cell[: -len(shown)].endswith(": ")):
        return len(cell) - len(shown)
    entries = value_of(record, path)
    if not isinstance(entries, (list, tuple)) or not quoted.startswith(f"{path}["):
        return None
    number = int(quoted[len(path) + 1 :].partition("]")[0])
    before = [mask_text(entry) for entry in entries[:number] if isinstance(entry, str) and entry]
    base = len(", ".join(before)) + (2 if before else 0)
    return base if cell[base : base + len(shown)] == shown else None
