"""A record as a registry reader expects to see it, in the order of the registry's own pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from trialwright.record.masking import mask_contacts, mask_text, masked_json
from trialwright.record.sections import (
    Code,
    Heading,
    Rows,
    Section,
    Table,
    make_section,
    present_rows,
)
from trialwright.record.show_dates import show_dates
from trialwright.record.show_design import (
    show_biospecimens,
    show_design,
    show_eligibility,
    show_groups,
    show_outcomes,
)
from trialwright.record.show_study import (
    show_contacts,
    show_ipd_sharing,
    show_oversight,
    show_overview,
    show_sponsor,
    show_terms,
    show_title,
)
from trialwright.record.view import derive_view

if TYPE_CHECKING:
    from trialwright.record.read import Record

# Not a path of the JSON record: the pairs above it on a registry page.
PAGE_HEADER: Final = "pageHeader"
_POSITION = re.compile(r"\[[0-9]+\]")


def describe_record(record: Record) -> tuple[Section, ...]:
    """Everything a record says, masked, in sections; the last ones give provenance and raw JSON.

    A section about which the record says nothing is left out, except where silence could be
    taken for a no: there the rows say "not registered".
    """
    masked = mask_contacts(record.study)
    assert isinstance(masked, Mapping)
    view = derive_view(masked, record.name)
    made = (
        show_title(view),
        show_overview(view),
        show_dates(view),
        show_sponsor(view),
        show_design(view),
        show_groups(view),
        show_outcomes(view),
        show_eligibility(view),
        show_biospecimens(view),
        show_oversight(view),
        show_ipd_sharing(view),
        show_contacts(view),
        show_terms(view),
        _unknown_keys(record),
        _provenance(record),
        Section("raw", "Record as JSON", (Code(masked_json(record)),)),
    )
    return tuple(section for section in made if section)


def _unknown_keys(record: Record) -> Section | None:
    """STR-01: one line for a key however many list entries carry it."""
    counts: dict[str, int] = {}
    for path in record.unknown_keys:
        place = mask_text(_POSITION.sub("[]", path))
        counts[place] = counts.get(place, 0) + 1
    rows = tuple((place, str(count)) for place, count in counts.items())
    title = "Keys the registry's structure does not have"
    return make_section("unknown-keys", title, Table(("Key", "Times"), rows))


def _provenance(record: Record) -> Section | None:
    header = tuple((key, mask_text(_header_value(key, value))) for key, value in record.header)
    header_paths = tuple(f"{PAGE_HEADER}.{key}" for key, _ in record.header)
    return make_section(
        "provenance",
        "Provenance",
        present_rows(
            ("File", record.name),
            ("Form", record.source_format),
            ("Size", f"{len(record.raw)} bytes"),
            ("SHA-256", record.sha256),
        ),
        Heading("Page header as received; where it differs, the record counts") if header else None,
        Rows(header, header_paths),
    )


def _header_value(key: str, value: str) -> str:
    """HDR-02: a negated or derived flag of the page carries its meaning."""
    if key == "Has Adverse Events" and value == "False":
        return f"{value} (meaning: no results posted)"
    if key.startswith("Is NOT ") and value in ("True", "False"):
        denied = "not " if value == "True" else ""
        return f"{value} (meaning: {denied}{key.removeprefix('Is NOT ')})"
    return value or "(blank)"
