"""Exports against the standards themselves: FHIR R5 models, CDISC terminology, real records."""

import csv
import gzip
import json

import pytest
from fhir.resources.researchstudy import ResearchStudy

from made_studies import as_record, bare_study, full_study
from trialwright.record.exports.fhir import export_fhir
from trialwright.record.exports.fhir_places import MAPPED
from trialwright.record.exports.formats import EXPORTERS, export_record, export_text
from trialwright.record.exports.ts_terms import CLOSED, PARAMETERS, TERMS
from trialwright.record.json_values import thaw
from trialwright.record.read import parse_record, read_record
from trialwright.record.structure import known_keys

PATTERNS = ("**/ctgov/records/NCT*.json", "**/ctgov/NCT*.json")
SHORT_NAMES, NAMES, YES_NO = "C66738", "C67152", "C66742"


@pytest.fixture(scope="session")
def real_records(reference_dirs):
    found = {path for place in reference_dirs for glob in PATTERNS for path in place.glob(glob)}
    if not found:
        pytest.skip("no registry records in the reference directories")
    return [read_record(path) for path in sorted(found)]


@pytest.fixture(scope="session")
def terminology(reference_dirs):
    """Each code list by its NCI code: submission value to NCI code."""
    found = [
        path
        for place in reference_dirs
        for path in place.glob("**/ct/*ct-2025-03-28.json.gz")
        if path.name.startswith(("sdtmct", "protocolct"))
    ]
    if len(found) < 2:
        pytest.skip("no CDISC terminology in the reference directories")
    lists = {}
    for path in found:
        for code_list in json.loads(gzip.decompress(path.read_bytes()))["codelists"]:
            terms = {term["submissionValue"]: term["conceptId"] for term in code_list["terms"]}
            lists[code_list["conceptId"]] = (
                code_list["submissionValue"],
                terms,
                code_list["extensible"],
            )
    return lists


@pytest.fixture(scope="session")
def lists_by_name(terminology):
    named = {name: (terms, extensible) for name, terms, extensible in terminology.values()}
    alias = {"OBSMODEL": "OBSSMO", "OBSTIMP": "OBSSTP", "OBSTSMM": "OBSSSM"}
    yes_no = dict.fromkeys(("RANDOM", "BRIND", "BRDNAIND"), "NY")
    return {parameter: named[(alias | yes_no).get(parameter, parameter)] for parameter in TERMS}


def test_a_resource_is_valid_whatever_the_record_says():
    for study in (full_study(), bare_study()):
        for contacts in (False, True):
            ResearchStudy.model_validate(export_fhir(as_record(study), contacts=contacts).content)


def test_every_real_record_makes_a_valid_resource(real_records):
    for record in real_records:
        ResearchStudy.model_validate(export_fhir(record).content)


def test_every_real_record_goes_round_unchanged(real_records):
    for record in real_records:
        export = export_record(record, "registry", contacts=True)
        again = parse_record(export_text(export, "registry").encode(), record.name)
        assert thaw(again.study) == thaw(record.study), record.name
        assert again.unknown_keys == record.unknown_keys


def test_every_real_record_is_written_in_every_form(real_records):
    for record in real_records:
        for form in EXPORTERS:
            assert export_text(export_record(record, form), form)


def test_parameters_carry_the_names_of_the_terminology(terminology):
    codes, names = terminology[SHORT_NAMES][1], terminology[NAMES][1]
    by_code = {code: name for name, code in names.items()}
    assert {short: by_code[codes[short]] for short in PARAMETERS} == PARAMETERS


def test_each_term_stands_in_its_code_list_with_its_code(lists_by_name):
    for parameter, terms in TERMS.items():
        listed, _ = lists_by_name[parameter]
        for value, code in terms.values():
            assert listed.get(value) == code, (parameter, value)


def test_the_lists_we_treat_as_closed_are_closed(lists_by_name):
    closed = {parameter for parameter, (_, extensible) in lists_by_name.items() if not extensible}
    assert closed == CLOSED


def test_the_columns_are_those_of_the_implementation_guide(reference_dirs):
    guides = [
        path for place in reference_dirs for path in place.glob("**/SDTMIG_v3.4_Variables.csv")
    ]
    if not guides:
        pytest.skip("no SDTMIG in the reference directories")
    with guides[0].open(encoding="utf-8-sig", newline="") as file:
        names = {value for row in csv.reader(file) if "TS" in row for value in row}
    header = export_text(export_record(as_record(bare_study()), "ts"), "ts").splitlines()[0]
    assert set(header.split(",")) <= names


def test_mapped_places_exist_in_the_registry_structure():
    for place in MAPPED:
        parent, _, key = place.rpartition(".")
        assert key in known_keys()[parent], place
