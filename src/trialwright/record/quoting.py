"""Where the words that a finding quotes lie in the text that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trialwright.errors import RecordError
from trialwright.record.lint.finding import Finding, Span
from trialwright.record.marks import Mask, find_masks, masked_span, plain_span
from trialwright.record.masking import mask_text
from trialwright.record.paths import value_at
from trialwright.record.sections import Prose
from trialwright.record.show import PAGE_HEADER

if TYPE_CHECKING:
    from trialwright.record.json_values import JsonValue
    from trialwright.record.read import Record

# A mark over a whole long text would hide its own marks: such a finding is about the text.
LONGEST_WHOLE = 120


@dataclass(frozen=True)
class Sources:
    """A record's registered texts as they came, with their contact data looked for once each."""

    record: Record
    _masks: dict[str, tuple[Mask, ...]] = field(default_factory=dict, init=False, repr=False)

    def value(self, path: str) -> JsonValue:
        """The value at a path, of the page's header too; None where the record has none."""
        if path.startswith(f"{PAGE_HEADER}."):
            return dict(self.record.header).get(path.removeprefix(f"{PAGE_HEADER}."))
        try:
            return value_at(self.record, path)
        except RecordError:
            return None

    def masked_span(self, path: str, span: Span) -> tuple[int, int]:
        """Where a span of the text at a path lies once its contact data are masked."""
        if path not in self._masks:
            self._masks[path] = find_masks(str(self.value(path)))
        return masked_span(self._masks[path], span.start, span.end)


def quote_in_prose(sources: Sources, part: Prose, finding: Finding) -> tuple[int, int] | None:
    """The span of the prose's plain text that a finding quotes; None when it quotes all or none."""
    if finding.span is None or finding.path != part.path:
        return None
    start, end = sources.masked_span(part.path, finding.span)
    found = plain_span(part.plain, start, end)
    whole = found[1] - found[0] >= len(part.plain.text) > LONGEST_WHOLE
    return None if whole or found[0] == found[1] else found


def quote_in_cells(
    sources: Sources, cells: Sequence[str], path: str, finding: Finding
) -> tuple[int, int | None, int | None]:
    """The cell of a shown row that a finding is about, and the span in it.

    The span is that of the quoted characters where the cell shows the registered text, and the
    whole cell where it shows the value in other words. There is none for an absent value.
    """
    value = sources.value(finding.path)
    text = value if isinstance(value, str) else ""
    shown = mask_text(text)
    last = min(1, len(cells) - 1)
    if finding.span is None or not text:
        return last, None, None
    start, end = sources.masked_span(finding.path, finding.span)
    for number, cell in enumerate(cells[last:], last):
        base = _beginning(sources, cell, shown, path, finding.path)
        if base is not None:
            return number, base + start, base + end
    return last, 0, len(cells[last])


def _beginning(sources: Sources, cell: str, shown: str, path: str, quoted: str) -> int | None:
    """Where in a cell a registered text begins: alone, after a name, or in a list of texts."""
    if cell.endswith(shown) and (cell == shown or cell[: -len(shown)].endswith(": ")):
        return len(cell) - len(shown)
    entries = sources.value(path)
    if not isinstance(entries, (list, tuple)) or not quoted.startswith(f"{path}["):
        return None
    number = int(quoted[len(path) + 1 :].partition("]")[0])
    before = [mask_text(entry) for entry in entries[:number] if isinstance(entry, str) and entry]
    base = len(", ".join(before)) + (2 if before else 0)
    return base if cell[base : base + len(shown)] == shown else None
