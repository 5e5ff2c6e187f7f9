"""Screening windows of a draft: how old a value may be is the site's decision (rule ELI-01)."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from trialwright.definition.draft.templates import screening_window_rows

#: The form made of the limits in the criteria; the date its values were taken.
VALUES_DATE: dict[str, Any] = {
    "id": "values_date",
    "label": {"en": "Date of the values", "zh": "数值对应的日期"},
    "type": "date",
    "sharing": {"action": "drop", "because": "a date of screening"},
}


def window_parameters(forms: Container[str]) -> frozenset[str]:
    """The site parameters that the criteria's forms need."""
    return frozenset(row["parameter"] for row in screening_window_rows() if _form(row) in forms)


def screening_windows(forms: Container[str], origins: Container[str]) -> list[dict[str, Any]]:
    """The windows of the criteria's forms, as eligibility.yaml writes them."""
    return [_window(row, origins) for row in screening_window_rows() if _form(row) in forms]


def dated(items: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Items by form, with the date that tells how old the values of the criteria are."""
    values = items.get("screening_values")
    return {**items, "screening_values": [VALUES_DATE, *values]} if values else items


def _form(row: dict[str, str]) -> str:
    return row["date_item"].partition(".")[0]


def _window(row: dict[str, str], origins: Container[str]) -> dict[str, Any]:
    until = {"until": row["until"]} if row.get("until", "") in origins else {}
    source = {"site_parameter": row["parameter"], "rules": ["ELI-01"]}
    return {"date_item": row["date_item"], **until, "source": source}
