"""What a monitor compares with the source documents, and how far that has come.

The plan of the study says which items are verified, and of whom. An item is verified as it stood at
one moment; once it changes, the verification falls and it is due again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.capture.conditional_items import conditional, not_asked
from trialwright.capture.form_content import Content
from trialwright.definition.forms import Form
from trialwright.definition.verification import Sample, VerificationPlan

Outcome = Literal["verified", "differs"]
ItemState = Literal["due", "verified", "differs", "fallen"]
ITEM_STATES: Final[tuple[ItemState, ...]] = ("due", "fallen", "differs", "verified")
VERIFIABLE: Final = frozenset({"complete", "reviewed", "verified", "signed", "locked"})
"""A draft may still become anything: nothing in it is due."""

_PARTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """What a comparison of one item with the source said. `fallen` once the item has changed."""

    outcome: Outcome
    fallen: bool = False


@dataclass(frozen=True)
class Progress:
    """How many items are due, and in which state each of them is."""

    counts: Mapping[ItemState, int]

    @property
    def due(self) -> int:
        """How many items the plan asks for."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """How many of them wait for the monitor: never compared, or changed since."""
        return self.counts.get("due", 0) + self.counts.get("fallen", 0)


def sampled_participants(
    sample: Sample | None, study: str, numbers: Iterable[str]
) -> frozenset[str]:
    """Who belongs to the sample, of all participants of one site.

    Numbers count as a reader counts them: S-9 stands before S-10. The share of `percent` is drawn
    by the SHA-256 of study and number alone, so that nobody joins or leaves it when others come.
    """
    if sample is None:
        return frozenset()
    ordered = sorted(set(numbers), key=_natural)
    chosen = set(ordered[: sample.first])
    later = ordered[sample.first :]
    if sample.every is not None:
        chosen.update(later[sample.every - 1 :: sample.every])
    if sample.percent is not None:
        chosen.update(n for n in later if _share(study, n) < sample.percent * _PARTS // 100)
    return frozenset(chosen)


def planned_items(
    plan: VerificationPlan, form: Form, visit: str, *, in_sample: bool
) -> tuple[str, ...]:
    """The items of a form that the plan names at a visit, for somebody in the sample or outside it."""
    named: set[str] = set()
    for row in plan.rows:
        applies = row.extent == "everybody" or in_sample
        if not applies or (row.visits and visit not in row.visits):
            continue
        if form.id in row.forms:
            named.update(form.by_id)
        named.update(i for f, _, i in (ref.partition(".") for ref in row.items) if f == form.id)
    return tuple(item.id for item in form.items if item.id in named and not item.retired)


def asked_items(items: tuple[str, ...], form: Form, content: Content) -> tuple[str, ...]:
    """The planned items that this entry asks for, or that hold something although it does not.

    An item left empty is compared too: the source may hold what nobody typed.
    """
    if not items or not conditional(form):
        return items
    texts = {item: parts["value"] for item, parts in content.items() if "value" in parts}
    hidden = not_asked(form, {item: text for item, text in texts.items() if item in form.by_id})
    return tuple(item for item in items if item not in hidden or item in content)


def item_states(due: Iterable[str], checks: Mapping[str, ItemCheck]) -> dict[str, ItemState]:
    """Each due item and where its verification stands; `checks` holds the last one of each."""
    return {item: _state(checks.get(item)) for item in due}


def progress(states: Iterable[ItemState]) -> Progress:
    """The states of many items, counted."""
    counted = Counter(states)
    return Progress({state: counted[state] for state in ITEM_STATES})


def _state(check: ItemCheck | None) -> ItemState:
    if check is None:
        return "due"
    return "fallen" if check.fallen else check.outcome


def _natural(number: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"[0-9]+|[^0-9]+", number)
    return tuple((0, int(p), "") if p[0] in "0123456789" else (1, 0, p) for p in parts)


def _share(study: str, number: str) -> int:
    """Where a participant falls in 0 to 9,999."""
    digest = hashlib.sha256(f"{study}/{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _PARTS
