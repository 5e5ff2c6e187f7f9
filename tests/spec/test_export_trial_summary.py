"""What the registry's fields become in the trial summary domain, drawn as small tables."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from made_studies import as_record, bare_study, full_study
from trialwright.record.exports.cdisc_ts import COLUMNS, export_ts
from trialwright.record.exports.durations import iso_duration
from trialwright.record.exports.formats import export_text
from trialwright.record.exports.ts_terms import PARAMETERS

DESIGN = "designModule"
ELIGIBILITY = "eligibilityModule"
STATUS = "statusModule"


def rows_of(parameter: str, study: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in export_ts(as_record(study)).content if row["TSPARMCD"] == parameter]


def study_with(module: str, **fields: Any) -> dict[str, Any]:
    study = bare_study()
    study["protocolSection"][module] = fields
    return study


#    parameter  module       fields                                               value           null    code
CASES = [
    ("STYPE", DESIGN, {"studyType": "OBSERVATIONAL"}, "OBSERVATIONAL", "", "C16084"),
    (
        "STYPE",
        DESIGN,
        {"studyType": "OBSERVATIONAL", "patientRegistry": True},
        "PATIENT REGISTRY",
        "",
        "C129000",
    ),
    ("STYPE", DESIGN, {}, "", "NI", ""),
    ("TPHASE", DESIGN, {"phases": ["PHASE1", "PHASE2"]}, "PHASE I/II TRIAL", "", "C15693"),
    ("TPHASE", DESIGN, {"phases": ["NA"]}, "NOT APPLICABLE", "", "C48660"),
    ("TPHASE", DESIGN, {"studyType": "OBSERVATIONAL"}, "", "NA", ""),
    ("TPHASE", DESIGN, {"studyType": "INTERVENTIONAL"}, "", "NI", ""),
    ("RANDOM", DESIGN, {"designInfo": {"allocation": "RANDOMIZED"}}, "Y", "", "C49488"),
    ("RANDOM", DESIGN, {"designInfo": {"allocation": "NON_RANDOMIZED"}}, "N", "", "C49487"),
    ("RANDOM", DESIGN, {"designInfo": {"allocation": "NA"}}, "N", "", "C49487"),
    ("RANDOM", DESIGN, {}, "", "NI", ""),
    ("TINDTP", DESIGN, {"designInfo": {"primaryPurpose": "OTHER"}}, "", "OTH", ""),
    ("TINDTP", DESIGN, {"designInfo": {"primaryPurpose": "DIAGNOSTIC"}}, "DIAGNOSIS", "", "C49653"),
    ("INTMODEL", DESIGN, {"designInfo": {"interventionModel": "CROSSOVER"}}, "CROSS-OVER", "", "C82637"),
    ("TCNTRL", DESIGN, {"designInfo": {"interventionModel": "SINGLE_GROUP"}}, "NONE", "", "C41132"),
    ("TCNTRL", DESIGN, {"designInfo": {"interventionModel": "PARALLEL"}}, "", "NI", ""),
    ("AGEMIN", ELIGIBILITY, {"minimumAge": "18 Years"}, "P18Y", "", ""),
    ("AGEMIN", ELIGIBILITY, {"stdAges": ["CHILD", "ADULT"]}, "", "NINF", ""),
    ("AGEMAX", ELIGIBILITY, {"maximumAge": "6 Months"}, "P6M", "", ""),
    ("AGEMAX", ELIGIBILITY, {"stdAges": ["ADULT", "OLDER_ADULT"]}, "", "PINF", ""),
    ("AGEMAX", ELIGIBILITY, {}, "", "NI", ""),
    ("SEXPOP", ELIGIBILITY, {"sex": "FEMALE"}, "F", "", "C16576"),
    ("HLTSUBJI", ELIGIBILITY, {"healthyVolunteers": False}, "N", "", "C49487"),
    ("HLTSUBJI", ELIGIBILITY, {}, "", "NI", ""),
    ("PLANSUB", DESIGN, {"enrollmentInfo": {"count": 0, "type": "ESTIMATED"}}, "0", "", ""),
    ("ACTSUB", DESIGN, {"enrollmentInfo": {"count": 9, "type": "ESTIMATED"}}, "", "NAV", ""),
    ("ACTSUB", DESIGN, {"enrollmentInfo": {"count": 9, "type": "ACTUAL"}}, "9", "", ""),
    ("PLANSUB", DESIGN, {"enrollmentInfo": {"count": 9, "type": "ACTUAL"}}, "", "NI", ""),
    ("SSTDTC", STATUS, {"startDateStruct": {"date": "2025-09", "type": "ACTUAL"}}, "2025-09", "", ""),
    ("SSTDTC", STATUS, {"startDateStruct": {"date": "2025-09", "type": "ESTIMATED"}}, "", "NAV", ""),
    ("SENDTC", STATUS, {}, "", "NI", ""),
]  # fmt: skip

#    masking     who is masked                          value
BLINDING = [
    ("NONE", [], "OPEN LABEL"),
    ("SINGLE", ["PARTICIPANT"], "SINGLE BLIND"),
    ("SINGLE", ["OUTCOMES_ASSESSOR"], "OBSERVER BLIND"),
    ("DOUBLE", ["PARTICIPANT", "INVESTIGATOR"], "DOUBLE BLIND"),
    ("DOUBLE", [], "DOUBLE BLIND"),
    ("DOUBLE", ["PARTICIPANT", "OUTCOMES_ASSESSOR"], "MASKED: PARTICIPANT, OUTCOMES ASSESSOR"),
    ("QUADRUPLE", ["PARTICIPANT", "CARE_PROVIDER", "OUTCOMES_ASSESSOR"], "DOUBLE BLIND"),
]


@pytest.mark.parametrize(("parameter", "module", "fields", "value", "null", "code"), CASES)
def test_a_field_becomes_a_term_or_says_why_not(parameter, module, fields, value, null, code):
    (row,) = rows_of(parameter, study_with(module, **fields))
    assert (row["TSVAL"], row["TSVALNF"], row["TSVALCD"]) == (value, null, code)


@pytest.mark.parametrize(("masking", "who", "value"), BLINDING)
def test_blinding_follows_who_is_masked(masking, who, value):
    info = {"maskingInfo": {"masking": masking, "whoMasked": who}}
    (row,) = rows_of("TBLIND", study_with(DESIGN, designInfo=info))
    assert row["TSVAL"] == value


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("18 Years", "P18Y"),
        ("1 Month", "P1M"),
        ("24 Months", "P24M"),
        ("2 Weeks", "P2W"),
        ("30 Days", "P30D"),
        ("12 Hours", "PT12H"),
        ("5 Minutes", "PT5M"),
        ("N/A", None),
        ("18", None),
        (None, None),
    ],
)
def test_an_age_becomes_a_duration_in_the_registered_unit(text, duration):
    assert iso_duration(text) == duration


def test_every_row_has_a_value_or_a_null_flavour_and_never_both():
    for study in (full_study(), bare_study()):
        for row in export_ts(as_record(study)).content:
            assert bool(row["TSVAL"]) != bool(row["TSVALNF"]), row


def test_rows_of_one_parameter_are_numbered_from_one():
    study = study_with("conditionsModule", conditions=["Asthma", "Rhinitis"])
    assert [(row["TSSEQ"], row["TSVAL"]) for row in rows_of("INDIC", study)] == [
        (1, "Asthma"),
        (2, "Rhinitis"),
    ]


def test_a_long_text_goes_on_in_further_columns_without_losing_a_word():
    title = " ".join(f"word{n}" for n in range(120))
    (row,) = rows_of(
        "TITLE", study_with("identificationModule", nctId="NCT00000001", officialTitle=title)
    )
    pieces = [row["TSVAL"], *(row[f"TSVAL{n}"] for n in range(1, 5) if f"TSVAL{n}" in row)]
    assert " ".join(pieces) == title
    assert max(map(len, pieces)) <= 200


def test_the_file_has_the_columns_of_the_domain_in_order():
    text = export_text(export_ts(as_record(full_study())), "ts")
    header, *rows = csv.reader(io.StringIO(text))
    assert [name for name in header if name in COLUMNS] == list(COLUMNS)
    assert all(len(row) == len(header) for row in rows)


def test_parameter_names_fit_the_domain():
    assert all(len(code) <= 8 and len(name) <= 40 for code, name in PARAMETERS.items())
