"""BIO: what a reviewer objects to in a plan for samples, on small drawn records."""

from __future__ import annotations

from typing import Any

import pytest

from lint_drafts import answer

MIXED = {"population": "After resection or ablation."}

TABLE = [
    ("BIO-01", {"specimens": "Anonymized serum to follow response."}, "fires"),
    ("BIO-01", {"specimens": "Pseudonymized serum to follow response."}, "passes"),
    ("BIO-01", {"specimens": "Anonymized blood of one donation."}, "passes"),
    ("BIO-01", {"retention": "NONE_RETAINED"}, "not applicable"),
    ("BIO-02", {"retention": "SAMPLES_WITH_DNA", "specimens": "Serum for HBV DNA."}, "fires"),
    ("BIO-02", {"retention": "SAMPLES_WITH_DNA", "specimens": "Blood for exome reads."}, "passes"),
    ("BIO-02", {"retention": "SAMPLES_WITHOUT_DNA", "specimens": "Germline DNA."}, "fires"),
    ("BIO-02", {"specimens": "Resected tumor tissue.", **MIXED}, "fires"),
    ("BIO-02", {"specimens": "Resected tumor tissue."}, "passes"),
    ("BIO-02", {}, "not applicable"),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), TABLE)
def test_a_rule_on_samples_answers_as_drawn(
    rule: str, fields: dict[str, Any], expected: str
) -> None:
    assert answer(rule, fields) == expected
