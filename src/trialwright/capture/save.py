"""Decide one save of a form: may it be done, what is wrong with it, what it does to the form.

Values in, a decision out. Whoever stores it does so in one transaction with the line of the
journal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from trialwright.capture.access import NEW, Permission, check_can
from trialwright.capture.double_entry import UNSETTLED
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.form_check import check_entry
from trialwright.capture.form_content import Content
from trialwright.definition.load import Definition

Intent = Literal["draft", "complete", "settle"]
"""What a save is for; `settle` says which of two entries stands in a form that is entered twice."""

_ACTIONS: Final[Mapping[Intent, str]] = {
    "draft": "save_draft",
    "complete": "complete",
    "settle": "settle_entries",
}

#: Findings that a complete form may not have: the value could not be read by anything downstream,
#: nobody may be enrolled, or nobody may be asked.
#: All others are soft: the form is saved and a query asks.
HARD: Final = frozenset(
    {
        "unknown form",
        "unknown item",
        "entered twice",
        "wrong repeat",
        "not a date",
        "not a number",
        "not a code",
        "not a result",
        "unit not declared",
        "unknown reason",
        "value and reason",
        "required missing",
        # Nobody is enrolled by mistake.
        "enrolment not open",
        "not eligible",
        # Nobody is asked without their consent.
        "no consent",
    }
)


@dataclass(frozen=True)
class FormState:
    """Where a form stands: its status, how often it was saved, and what it holds."""

    status: str = NEW
    revision: int = 0
    content: Content = field(default_factory=dict)


@dataclass(frozen=True)
class SaveDecision:
    """What a save leads to: the row that permits it, the new status, and what the checks say.

    `hard` is empty when the form may be saved as asked. `unchanged`: nothing differs, so nothing
    is written.
    """

    permission: Permission
    status: str
    hard: tuple[Finding, ...]
    soft: tuple[Finding, ...]
    unchanged: bool


def decide_save(
    definition: Definition,
    before: FormState,
    entry: Entry,
    content: Content,
    *,
    intent: Intent,
    roles: Collection[str],
    reason: str,
    beside: Sequence[Finding] = (),
) -> SaveDecision:
    """Decide a save. Raises AccessRefused where the table of permissions does not allow it.

    `beside` is what the participant's other forms say against this entry.

    A draft may hold anything that can be stored. A form that was complete stays so: a change to it
    is checked as a complete form and needs a reason.
    """
    fresh = before.status in UNSETTLED
    same = before.content == content and not fresh
    # Saving without a change needs no reason: nothing is written.
    action = _ACTIONS[intent] if fresh else "change"
    row = check_can("form", action, before.status, roles, reason=reason or ("-" if same else ""))
    findings = (*check_entry(definition, entry), *_new_to_consent(before, entry, beside))
    strict = row.to == "complete"
    hard = tuple(f for f in findings if f.kind in HARD) if strict else ()
    soft = tuple(f for f in findings if f not in hard) if strict else ()
    same = same or (before.content == content and before.status == row.to)
    return SaveDecision(row, row.to, hard, soft, same)


def _new_to_consent(
    before: FormState, entry: Entry, beside: Sequence[Finding]
) -> Iterator[Finding]:
    """The findings, without those on a value that stood already: it was permitted when entered.

    So an old form can still be corrected when a later text covers an item of it.
    """
    for finding in beside:
        held = before.content.get(finding.item, {}) if before.status not in UNSETTLED else {}
        if finding.kind != "no consent" or held.get("value") != entry.value(finding.item):
            yield finding
