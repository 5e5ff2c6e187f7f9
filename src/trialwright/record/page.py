"""The registry page: a title, header pairs, the line "Raw JSON", and the record as a literal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from trialwright.errors import RecordError
from trialwright.record.literal import fault_at

RAW_MARK: Final = "Raw JSON"
_MARK = re.compile(rf"^[ \t]*{RAW_MARK}[ \t]*\r?$", re.MULTILINE)
_TITLE = re.compile(r"^[ \t]*Viewing Study[ \t]+(\S+)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """Where the parts of a registry page stand; `body` is the position after "Raw JSON"."""

    title_id: str | None
    header: tuple[tuple[str, str], ...]
    body: int

    @property
    def stated_ids(self) -> tuple[str, ...]:
        """Every study id the page states outside its record."""
        header = [value for key, value in self.header if key == "Study NCT ID" and value]
        return tuple(dict.fromkeys(([self.title_id] if self.title_id else []) + header))


def split_page(text: str, file: str) -> Page:
    """Find the parts of a registry page; RecordError when it holds no record, or several."""
    marks = list(_MARK.finditer(text))
    if not marks:
        raise fault_at(
            text,
            len(text.rstrip()),
            file,
            f"the line {RAW_MARK!r} is missing, so this is no complete registry page",
            "save the whole page again, or the study's JSON from the registry's API",
        )
    titles = list(_TITLE.finditer(text))
    if len(marks) > 1 or len(titles) > 1:
        second = titles[1] if len(titles) > 1 else marks[1]
        raise two_records(text, second.start(), file)
    head = text[: marks[0].start()]
    return Page(titles[0][1] if titles else None, _pairs(head), marks[0].end())


def _pairs(head: str) -> tuple[tuple[str, str], ...]:
    parts = (line.partition(":") for line in head.split("\n"))
    return tuple((key.strip(), value.strip()) for key, colon, value in parts if colon)


def two_records(text: str, position: int, file: str) -> RecordError:
    """The fault of a file with a second record, at the place where that begins."""
    return fault_at(
        text, position, file, "a second record begins here", "keep one record in one file"
    )
