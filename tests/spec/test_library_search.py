"""What a search asks and what it finds, on five drawn studies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made_studies import bare_study
from trialwright.record.library.build import build_library
from trialwright.record.library.search import Query, design_code, phase_code, search_library
from trialwright.record.library.store import opened_library

#  number  condition              term              sponsor            type              allocation        phases                 outcome
STUDIES = [
    (1, "Hepatitis B, Chronic", "Hepatitis B", "Alpha University", "INTERVENTIONAL", "RANDOMIZED", ["PHASE2", "PHASE3"], "HBsAg loss"),
    (2, "Liver Cancer", "Carcinoma", "Beta Pharma", "INTERVENTIONAL", "NON_RANDOMIZED", ["PHASE3"], "Recurrence"),
    (3, "Liver cancer", "Carcinoma", "100%_Gamma", "OBSERVATIONAL", None, [], "Recurrence after 3 years"),
    (4, "Healthy", None, "Beta Pharma", "INTERVENTIONAL", "NA", ["EARLY_PHASE1"], "Dose"),
    (5, "肝癌", None, "Δέλτα", "OBSERVATIONAL", None, [], "O'Brien; DROP TABLE studies"),
]  # fmt: skip


def drawn(number, condition, term, sponsor, kind, allocation, phases, measure):
    study = bare_study(f"NCT{number:08}")
    study["protocolSection"] |= {
        "conditionsModule": {"conditions": [condition]},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": sponsor}},
        "designModule": {
            "studyType": kind,
            "phases": phases,
            "designInfo": {"allocation": allocation},
        },
        "outcomesModule": {"primaryOutcomes": [{"measure": measure}]},
    }
    study["derivedSection"] = {
        "conditionBrowseModule": {"meshes": [{"term": term}]},
        "miscInfoModule": {"versionHolder": "2024-01-01"},
    }
    return study


@pytest.fixture(scope="module", params=[".duckdb", ".parquet"])
def library(request, tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("library")
    older = drawn(*STUDIES[0][:1], "An older version", None, "Old", "OBSERVATIONAL", None, [], "x")
    older["derivedSection"]["miscInfoModule"]["versionHolder"] = "2023-01-01"
    lines = [json.dumps(study) for study in [*(drawn(*row) for row in STUDIES), older]]
    (folder / "s.jsonl").write_text("\n".join(lines))
    path = folder / f"l{request.param}"
    build_library(path, [folder / "s.jsonl"])
    with opened_library(path) as connection:
        yield connection


CASES = [
    (Query(), [1, 2, 3, 4, 5]),
    (Query(condition="hepatitis"), [1]),
    (Query(condition="LIVER CANCER"), [2, 3]),
    (Query(condition="carcinoma"), [2, 3]),
    (Query(condition="肝癌"), [5]),
    (Query(condition="older version"), []),
    (Query(sponsor="beta"), [2, 4]),
    (Query(sponsor="100%"), [3]),
    (Query(sponsor="%"), [3]),
    (Query(sponsor="_"), [3]),
    (Query(sponsor="δέλτα"), [5]),
    (Query(design="randomized"), [1]),
    (Query(design="non-randomized"), [2]),
    (Query(design="Observational"), [3, 5]),
    (Query(phase="3"), [1, 2]),
    (Query(phase="Phase 2"), [1]),
    (Query(phase="early phase 1"), [4]),
    (Query(text="recurrence"), [2, 3]),
    (Query(text="o'brien"), [5]),
    (Query(text="'; DROP TABLE studies; --"), []),
    (Query(text="after 3", design="observational"), [3]),
    (Query(condition="liver cancer", phase="3"), [2]),
    (Query(condition=""), [1, 2, 3, 4, 5]),
]


@pytest.mark.parametrize(("query", "numbers"), CASES)
def test_a_search_finds_the_newest_version_of_each_study_that_answers(library, query, numbers):
    found = search_library(library, query)
    assert [int(study["nct_id"][3:]) for study in found.studies] == numbers
    assert found.total == len(numbers)


def test_a_limit_shortens_the_list_and_not_the_count(library):
    found = search_library(library, Query(limit=2))
    assert (found.total, len(found.studies)) == (5, 2)


@pytest.mark.parametrize(
    ("words", "code"),
    [("case-control", "CASE_CONTROL"), (" Non  randomized ", "NON_RANDOMIZED"), ("NA", "NA")],
)
def test_a_design_may_be_asked_in_words(words, code):
    assert design_code(words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("2", "PHASE2"),
        ("phase 2", "PHASE2"),
        ("PHASE_2", "PHASE2"),
        ("NA", "NA"),
        ("early phase 1", "EARLY_PHASE1"),
    ],
)
def test_a_phase_may_be_asked_in_words(words, code):
    assert phase_code(words) == code
