"""Forms that are entered twice and are not complete yet: who has entered them so far."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from trialwright.capture.double_entry import ENTERED_ONCE, ENTERED_TWICE
from trialwright_web.capture.models import DoubleEntry, FormInstance
from trialwright_web.capture.stored import FormKey

_KEY = ("participant", "visit", "form", "repeat")


@dataclass(frozen=True)
class UnsettledForm:
    """A form with one entry that waits for the second, or with two that differ.

    `by` holds who made them.
    """

    participant: str
    visit: str
    form: str
    repeat: int
    by: tuple[str, ...]

    @property
    def status(self) -> str:
        """How often it was entered, as the table of permissions names it."""
        return (ENTERED_ONCE, ENTERED_TWICE)[len(self.by) - 1]


def unsettled_rows(study: str) -> QuerySet[DoubleEntry]:
    """The entries of forms that are not complete yet: one or two of each."""
    same = {name: OuterRef(name) for name in ("study", *_KEY)}
    settled = FormInstance.objects.filter(**same).exclude(status="draft")
    return DoubleEntry.objects.filter(~Exists(settled), study=study)


def unsettled_forms(study: str) -> list[UnsettledForm]:
    """Every such form, in the order of participants and visits."""
    rows = unsettled_rows(study)
    found: dict[FormKey, list[str]] = {}
    for *key, user in rows.order_by(*_KEY, "turn").values_list(*_KEY, "entered_by"):
        participant, visit, form, repeat = key
        found.setdefault((participant, visit, form, repeat), []).append(user)
    return [UnsettledForm(*key, tuple(users)) for key, users in found.items()]
