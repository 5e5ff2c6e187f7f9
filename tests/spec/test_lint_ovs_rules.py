"""OVS: what a reviewer objects to in oversight, on small drawn records."""

from __future__ import annotations

from typing import Any

import pytest

from lint_drafts import answer, findings

COMPLETE = {
    "locations": [{"city": "Lima", "country": "Peru"}],
    "officials": [{"name": "A. Ruiz", "role": "PRINCIPAL_INVESTIGATOR"}],
    "contacts": [{"name": "Trial office"}],
    "status": "RECRUITING",
}

TABLE = [
    ("OVS-01", {"committee": True}, "fires"),
    (
        "OVS-01",
        {"committee": True, "description": "The DSMB reviews safety twice a year."},
        "passes",
    ),
    (
        "OVS-01",
        {"sharing_text": "Requests are approved by the data monitoring committee."},
        "fires",
    ),
    ("OVS-01", {"committee": False}, "not applicable"),
    ("OVS-02", COMPLETE, "passes"),
    ("OVS-02", {**COMPLETE, "locations": []}, "fires"),
    ("OVS-02", {**COMPLETE, "officials": []}, "fires"),
    ("OVS-02", {**COMPLETE, "contacts": []}, "fires"),
    ("OVS-02", {**COMPLETE, "contacts": [], "status": "COMPLETED"}, "passes"),
    ("OVS-02", {"study_type": "EXPANDED_ACCESS"}, "not applicable"),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), TABLE)
def test_a_rule_on_oversight_answers_as_drawn(
    rule: str, fields: dict[str, Any], expected: str
) -> None:
    assert answer(rule, fields) == expected


def test_each_absent_item_is_a_finding_of_its_own() -> None:
    paths = [finding.path.rpartition(".")[2] for finding in findings("OVS-02", status="RECRUITING")]
    assert paths == ["centralContacts", "locations", "overallOfficials"]
