"""Read a registry record without loss, from a registry page or from the registry's API."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from trialwright.errors import Problem, RecordError
from trialwright.record.json_values import JsonValue, freeze_object
from trialwright.record.literal import JSON, PYTHON, fault_at, parse_literal
from trialwright.record.models import StudyView
from trialwright.record.page import Page, split_page, two_records
from trialwright.record.plain_json import parse_plain_json
from trialwright.record.structure import unknown_keys
from trialwright.record.view import derive_view

MAX_BYTES: Final = 5_000_000
SourceFormat = Literal["registry page", "api v2 json"]

_NCT_ID = re.compile(r"NCT[0-9]{8}")
# How a file begins that is no page, and a literal that is no Python one.
_BARE = re.compile(r"""\s*+(?:[{\["']|(?:-?[0-9][0-9.eE+-]*|[Tt]rue|[Ff]alse|null|None)\s*\Z)""")
_JSON_START = re.compile(r"""\s*+(?:\{\s*["}]|[^{'TFN])""")
_BARE_PAGE = Page(title_id=None, header=(), body=0)


@dataclass(frozen=True)
class Record:
    """One study's registry record, exactly as received.

    `raw` is the file byte for byte and `sha256` its hash. `study` is the ClinicalTrials.gov v2
    object, read-only; `unknown_keys` are the paths in it that the v2 structure does not have
    (STR-01). `header` holds the pairs of a registry page: provenance, never facts (HDR-01).
    """

    name: str
    raw: bytes = field(repr=False)
    sha256: str
    source_format: SourceFormat
    header: tuple[tuple[str, str], ...] = field(repr=False)
    study: Mapping[str, JsonValue] = field(repr=False, hash=False)
    unknown_keys: tuple[str, ...]

    @property
    def nct_id(self) -> str:
        """The study's registry number, `NCT` and eight digits."""
        return self.view.identification.nct_id

    @cached_property
    def view(self) -> StudyView:
        """The same facts with types: dates as dates, absent parts as None or empty."""
        return derive_view(self.study, self.name)


def read_record(path: Path) -> Record:
    """Read the record in a file; nothing of it is executed.

    A file above MAX_BYTES is refused unread. Raises RecordError with file, line and cure.
    """
    return parse_record(_read_bytes(path), path.name)


def parse_record(raw: bytes, name: str) -> Record:
    """Read a record from the bytes of a registry page or of an API v2 answer for one study.

    `name` is the file's name in messages. Raises RecordError for everything that is not exactly
    one well-formed record: cut off, two in one file, wrong encoding, duplicate keys, a wrong type.
    """
    _check_size(len(raw), name)
    text = _decoded(raw, name)
    source_format, page, study = _parsed(text, name)
    record = Record(
        name=name,
        raw=raw,
        sha256=sha256(raw).hexdigest(),
        source_format=source_format,
        header=page.header,
        study=freeze_object(study),
        unknown_keys=unknown_keys(study),
    )
    _check_ids(record, page)
    return record


def _read_bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _refused(str(path), "this is not a file", "give the path of a saved record")
        _check_size(status.st_size, str(path))
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refused(str(path), "there is no such file", "check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(str(path), f"the file cannot be read: {reason}", "check the path") from None


def _check_size(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise _refused(
            name,
            f"the file is larger than {MAX_BYTES // 1_000_000} MB",
            "a record is far smaller; is this a download of many studies?",
        )
    if size == 0:
        raise _refused(name, "the file is empty", "fetch the record again from the registry")


def _decoded(raw: bytes, name: str) -> str:
    cure = "save the record as UTF-8"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(name, "the text is UTF-16, not UTF-8", cure)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"the text is not UTF-8 (byte 0x{raw[error.start]:02x} at position {error.start})"
        raise RecordError(Problem(name, line, "", what, cure)) from None
    if "\0" in text:
        raise fault_at(text, text.index("\0"), name, "the text holds a NUL character", cure)
    if not text.strip():
        raise _refused(name, "the file is empty", "fetch the record again from the registry")
    return text


def _parsed(text: str, name: str) -> tuple[SourceFormat, Page, dict[str, JsonValue]]:
    """Tell the two forms apart and read the one study in the text."""
    bare = _BARE.match(text) is not None
    page = _BARE_PAGE if bare else split_page(text, name)
    is_json = _JSON_START.match(text, page.body) is not None
    plain = parse_plain_json(text) if bare and is_json else None
    if plain is not None:
        return "api v2 json", page, _one_study(plain, name)
    value, end = parse_literal(text, page.body, JSON if is_json else PYTHON, name)
    _check_end(text, end, name)
    study = _one_study(value, name)
    return ("api v2 json" if bare and is_json else "registry page"), page, study


def _check_end(text: str, end: int, name: str) -> None:
    if text[end : end + 1] in ("{", "["):
        raise two_records(text, end, name)
    if end < len(text):
        raise fault_at(text, end, name, "text follows the record", "remove what follows its end")


def _one_study(value: JsonValue, name: str) -> dict[str, JsonValue]:
    if isinstance(value, dict) and "studies" in value:
        raise _refused(
            name, "this is a search answer, not one record", "save each study in a file of its own"
        )
    if isinstance(value, list):
        raise _refused(
            name,
            f"this is a list of {len(value)} entries, not one record",
            "save each study in a file of its own",
        )
    if not isinstance(value, dict):
        raise _refused(name, "this is a single value, not a record", "fetch the record again")
    if "protocolSection" not in value:
        raise _refused(
            name,
            "the record has no protocolSection",
            "fetch it in the registry's API version 2 form",
        )
    return value


def _check_ids(record: Record, page: Page) -> None:
    """STR-01: a well-formed number, the same everywhere on the page."""
    key = "protocolSection.identificationModule.nctId"
    if not _NCT_ID.fullmatch(record.nct_id):
        what = f"{record.nct_id[:40]!r} is not a registry number"
        raise RecordError(Problem(record.name, 0, key, what, "it is NCT and eight digits"))
    for stated in page.stated_ids:
        if stated != record.nct_id:
            what = f"the page names {stated[:40]!r}, its record is {record.nct_id}"
            raise RecordError(
                Problem(record.name, 0, key, what, "fetch the page again; two studies were mixed")
            )


def _refused(name: str, what: str, cure: str) -> RecordError:
    return RecordError(Problem(name, 0, "", what, cure))
