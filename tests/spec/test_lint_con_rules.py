"""CON: what a reviewer objects to in contacts, without giving the contact away."""

from __future__ import annotations

from typing import Any

import pytest

from lint_drafts import answer, findings

OFFICE = {
    "name": "Clinical trial office",
    "email": "trials@hospital.example",
    "phone": "+1 555 0100",
}


def contact(**changed: str) -> dict[str, Any]:
    return {"contacts": [OFFICE, OFFICE | changed]}


TABLE = [
    ("CON-01", contact(), "passes"),
    ("CON-01", contact(name="Ana Ruiz, MD, PhD"), "passes"),
    ("CON-01", contact(name="Ana Ruiz, Doctor"), "fires"),
    ("CON-01", contact(email="someone@qq.com"), "fires"),
    ("CON-01", contact(phone="+86-13800000000"), "fires"),
    ("CON-01", contact(phone="+86-755-61222333"), "passes"),
    ("CON-01", {"contacts": [OFFICE]}, "passes"),
    ("CON-01", {"contacts": [OFFICE | {"name": "Ana Ruiz"}]}, "fires"),
    ("CON-01", {}, "not applicable"),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), TABLE)
def test_the_rule_on_contacts_answers_as_drawn(
    rule: str, fields: dict[str, Any], expected: str
) -> None:
    assert answer(rule, fields) == expected


def test_a_finding_does_not_repeat_the_contact() -> None:
    (finding,) = findings("CON-01", **contact(email="someone@qq.com"))
    assert finding.span is not None
    assert "someone" not in finding.span.text + finding.message + finding.suggestion
