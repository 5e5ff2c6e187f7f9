"""A record as rows of the CDISC trial summary domain (TS)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from trialwright.record.exports.export import Export, exported_view, unmapped_places
from trialwright.record.exports.ts_terms import PARAMETERS
from trialwright.record.exports.ts_values import Value, trial_values

if TYPE_CHECKING:
    from trialwright.record.read import Record

MAX_LENGTH: Final = 200
COLUMNS: Final = (
    "STUDYID",
    "DOMAIN",
    "TSSEQ",
    "TSPARMCD",
    "TSPARM",
    "TSVAL",
    "TSVALNF",
    "TSVALCD",
    "TSVCDREF",
    "TSVCDVER",
)
# As many characters as fit, up to a space; a word that is longer is cut.
_PIECE = re.compile(rf"\s*(.{{1,{MAX_LENGTH}}}(?=\s|\Z)|.{{1,{MAX_LENGTH}}})", re.DOTALL)


def export_ts(record: Record, *, contacts: bool = False) -> Export:
    """The rows of TS, one a value, as dicts of texts and a whole number (TSSEQ).

    STUDYID is the sponsor's own number, or the registry number where none is registered. A text
    above 200 characters goes on in TSVAL1, TSVAL2 ... A planned date is no SSTDTC or SENDTC, whose
    meaning is a date that was: it reads NAV. Source: SDTMIG 3.4, section 7.4.2.
    """
    view = exported_view(record, contacts=contacts)
    study = view.identification.org_study_id or view.identification.nct_id
    order = list(PARAMETERS)
    values = sorted(trial_values(view), key=lambda value: order.index(value.parameter))
    seen: Counter[str] = Counter()
    rows = []
    for value in values:
        seen[value.parameter] += 1
        rows.append(_row(study, seen[value.parameter], value))
    places = {place for value in values for place in value.places}
    return Export(rows, unmapped_places(record, places))


def ts_columns(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """The columns that hold all rows: those of the domain, with TSVAL1 ... after TSVAL."""
    longest = max((sum(key.startswith("TSVAL") for key in row) for row in rows), default=0)
    more = tuple(f"TSVAL{n}" for n in range(1, longest - 2))
    at = COLUMNS.index("TSVAL") + 1
    return COLUMNS[:at] + more + COLUMNS[at:]


def _row(study: str, sequence: int, value: Value) -> dict[str, Any]:
    first, *rest = _PIECE.findall(value.text) or [""]
    return {
        "STUDYID": study,
        "DOMAIN": "TS",
        "TSSEQ": sequence,
        "TSPARMCD": value.parameter,
        "TSPARM": PARAMETERS[value.parameter],
        "TSVAL": first,
        **{f"TSVAL{number}": piece for number, piece in enumerate(rest, 1)},
        "TSVALNF": value.null_flavor or "",
        "TSVALCD": value.code,
        "TSVCDREF": value.reference,
        "TSVCDVER": value.reference_version,
    }
