"""IPD: what a reviewer objects to in a plan to share data, on small drawn records."""

from __future__ import annotations

from typing import Any

import pytest

from lint_drafts import answer, findings

GOOD = {
    "sharing": "YES",
    "sharing_text": "All individual participant data collected, with the protocol.",
    "sharing_time": "From 12 months after study completion until 5 years later.",
    "sharing_access": "Researchers with a proposal, for any scientific purpose.",
    "sharing_documents": ["STUDY_PROTOCOL"],
    "sharing_url": "https://data.example/studies/17",
}
CHINA = {"locations": [{"country": "China"}]}
TERMS = (
    "De-identified by HIPAA safe harbor, k-anonymity 5, under an agreement; copies are destroyed "
    "at the end; an appeal is possible."
)


def plan(**changed: Any) -> dict[str, Any]:
    return GOOD | changed


TABLE = [
    ("IPD-01", plan(), "passes"),
    ("IPD-01", plan(sharing_text="De-identified data, with the protocol."), "fires"),
    ("IPD-01", plan(sharing_access="Researchers."), "fires"),
    ("IPD-01", plan(sharing_url="https://www.hospital.example/"), "fires"),
    ("IPD-01", plan(sharing_time="To be decided."), "fires"),
    ("IPD-01", {"sharing": "NO"}, "not applicable"),
    ("IPD-02", plan(), "passes"),
    ("IPD-02", plan(sharing_documents=["STUDY_PROTOCOL", "CSR"]), "fires"),
    (
        "IPD-02",
        plan(
            sharing_text="All data and the protocol; the sponsor reviews requests.",
            sharing_access="Request to the principal investigator, with a purpose.",
        ),
        "fires",
    ),
    ("IPD-03", plan(), "passes"),
    ("IPD-03", plan(sharing_time="6 months after publication."), "fires"),
    ("IPD-03", plan(sharing_text="All data, after study completion, with protocol."), "fires"),
    ("IPD-03", plan(sharing_time="Immediately."), "not applicable"),
    ("IPD-04", plan(), "passes"),
    (
        "IPD-04",
        plan(
            sharing_access="Aims consistent with the original study objectives, and for the "
            "advancement of scientific knowledge."
        ),
        "fires",
    ),
    ("IPD-04", plan(sharing_access="Researchers with a proposal."), "not applicable"),
    ("IPD-05", plan(), "fires"),
    ("IPD-05", plan(sharing_text=TERMS), "passes"),
    ("IPD-06", plan(), "passes"),
    ("IPD-06", plan(**CHINA), "fires"),
    ("IPD-06", plan(**CHINA, sharing_text="A filing for human genetic resources."), "passes"),
    (
        "IPD-06",
        plan(sharing_text="The DSMB approves requests for 5 years."),
        "fires",
    ),
    ("IPD-06", {"sharing": "UNDECIDED"}, "not applicable"),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), TABLE)
def test_a_rule_on_sharing_answers_as_drawn(
    rule: str, fields: dict[str, Any], expected: str
) -> None:
    assert answer(rule, fields) == expected


def test_documents_only_in_the_list_are_named() -> None:
    (finding,) = findings("IPD-02", **plan(sharing_documents=["STUDY_PROTOCOL", "CSR"]))
    assert "only the list names study report" in finding.message
