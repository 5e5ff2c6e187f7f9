"""Consent as site.yaml declares it: its items exist, are of the type it needs and code its uses."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.definition.consent import Consent
from trialwright.definition.parts import Parts
from trialwright.definition.strict_yaml import Path_
from trialwright.errors import Problem

FILE = "site.yaml"


def check_consent(parts: Parts) -> Iterator[Problem]:
    """Every item of the consent plan is there; uses are yes/no items, withdrawal is coded."""
    consent = parts.site.consent if parts.site else None
    if consent is None or any(file.startswith("forms/") for file in parts.unread):
        return
    document = parts.documents[FILE]
    for path, reference, wanted in _items(consent):
        item = parts.item(reference)
        if item is None:
            what, cure = f"there is no item '{reference}'", "declare it in its form first"
            yield document.problem(path, what, cure)
        elif item.type not in wanted:
            what = f"the item '{reference}' is of type {item.type}"
            yield document.problem(path, what, f"it must be {' or '.join(wanted)}")
    yield from _covered(parts, consent)
    yield from _codes(parts, consent)
    yield from _withdrawable(parts, consent)


def _items(consent: Consent) -> Iterator[tuple[Path_, str, tuple[str, ...]]]:
    yield ("consent", "given_on"), consent.given_on, ("date",)
    yield ("consent", "version"), consent.version, ("text", "code")
    for index, use in enumerate(consent.uses):
        yield ("consent", "uses", index, "item"), use.item, ("yes_no",)
    if consent.withdrawn_by:
        yield ("consent", "withdrawn_by", "item"), consent.withdrawn_by.item, ("code",)
    if consent.withdrawal:
        path = ("consent", "withdrawal")
        yield (*path, "withdrawn_on"), consent.withdrawal.withdrawn_on, ("date",)
        yield (*path, "use"), consent.withdrawal.use, ("code",)


def _covered(parts: Parts, consent: Consent) -> Iterator[Problem]:
    """What nobody is asked before consent can be no part of consent or of its withdrawal."""
    forms = {consent.form, *((consent.withdrawal.form,) if consent.withdrawal else ())}
    for index, text in enumerate(consent.texts):
        for place, reference in enumerate(text.covers):
            path = ("consent", "texts", index, "covers", place)
            if parts.item(reference) is None:
                what, cure = f"there is no item '{reference}'", "declare it in its form first"
                yield parts.documents[FILE].problem(path, what, cure)
            elif reference.partition(".")[0] in forms:
                what = f"'{reference}' is where consent itself is recorded"
                yield parts.documents[FILE].problem(path, what, "name an item of another form")


def _withdrawable(parts: Parts, consent: Consent) -> Iterator[Problem]:
    """Every use can be withdrawn, and nothing else is offered."""
    item = parts.item(consent.withdrawal.use) if consent.withdrawal else None
    codelist = parts.codelist(item.codelist) if item and item.codelist else None
    if codelist is None:
        return
    uses = {use.id for use in consent.uses}
    if uses != set(codelist.labels):
        path = ("consent", "withdrawal", "use")
        what = f"{codelist.id} offers {', '.join(codelist.labels)}"
        cure = f"its codes must be the uses: {', '.join(sorted(uses))}"
        yield parts.documents[FILE].problem(path, what, cure)


def _codes(parts: Parts, consent: Consent) -> Iterator[Problem]:
    withdrawn = consent.withdrawn_by
    item = parts.item(withdrawn.item) if withdrawn else None
    codelist = parts.codelist(item.codelist) if item and item.codelist else None
    if withdrawn is None or codelist is None:
        return
    for index, code in enumerate(withdrawn.codes):
        if code not in codelist.labels:
            path = ("consent", "withdrawn_by", "codes", index)
            cure = f"use one of {', '.join(codelist.labels)}"
            what = f"'{code}' is no code of {codelist.id}"
            yield parts.documents[FILE].problem(path, what, cure)
