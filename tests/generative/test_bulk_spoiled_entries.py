"""Values that nobody should have typed: no endpoint falls over, and both ways read them alike."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from hand_made import prtras001, snapshot_of
from simulated import cohort
from trialwright.datasets.form_tables import form_tables
from trialwright.endpoints.bulk.case import COLUMNS
from trialwright.endpoints.bulk.derive import derive_endpoint_tables
from trialwright.endpoints.derive import derive_endpoints

CUTOFF = date(2029, 12, 31)
FORMS = {"mri_read", "mri_lesion", "biopsy", "virology", "liver_chemistry", "qlqc30"}
FORMS |= {"adverse_event", "study_treatment", "death", "subsequent_therapy"}
FORMS |= {"scan_review", "review_lesion"}
TEXTS = ["", " ", "2026-02-30", "2027-03", "2025-09-01", "0001-01-01", "-5", "1e9", "0,05", "x"]
TEXTS += ["yes", "unknown", "<20", "9", "4", "LR-5", "transplant", "liver", "NaN", None]
TEXTS += ["first_reader", "second_reader", "adjudicator", "no", "1", "01", "2"]
changes = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(TEXTS)), max_size=300)


def entries():
    return [e for e in cohort(12).entries if e.entered_at.date() <= CUTOFF]


def spoil(entries, drawn):
    fields = [
        (n, m)
        for n, entry in enumerate(entries)
        if entry.form in FORMS
        for m, _ in enumerate(entry.values)
    ]
    spoiled = list(entries)
    for place, text in drawn:
        n, m = fields[place % len(fields)]
        values = list(spoiled[n].values)
        values[m] = replace(values[m], value=text)
        spoiled[n] = replace(spoiled[n], values=tuple(values))
    return spoiled


def _names(row):
    return "/".join(
        filter(None, (row["endpoint"], row["reading"], row["participant"], row["visit"]))
    )


def _answer(row):
    details = {k: str(v) for k, v in row.items() if k not in (*COLUMNS, "value") and v is not None}
    answers = [row[name] for name in ("status", "event", "date", "day", "entry_day")]
    return answers, row.get("value"), row["sources"], row["rules"], details


def _answer_of_one(row):
    answers = [row.status, row.event, row.date, row.day, row.entry_day]
    return answers, row.value, list(row.sources), list(row.rules), dict(row.detail)


@settings(max_examples=30, deadline=None)
@given(changes)
def test_spoiled_values_are_read_alike_and_stop_nothing(drawn):
    spoiled = spoil(entries(), drawn)
    tables = derive_endpoint_tables(prtras001(), [form_tables(prtras001(), spoiled)], CUTOFF)
    got = {
        _names(row): _answer(row)
        for table in tables.rows.values()
        for row in table.iter_rows(named=True)
    }
    rows = derive_endpoints(snapshot_of(*spoiled, cutoff=CUTOFF)).rows
    assert got == {row.id: _answer_of_one(row) for row in rows}
