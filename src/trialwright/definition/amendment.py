"""What an amendment changes: the items of two versions of a definition, side by side.

Entries keep the version they were made under. So an item in use is never removed: it is retired,
which means that it stays in its form and is asked of nobody any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.definition.forms import Form, Item
from trialwright.definition.load import Definition
from trialwright.definition.scalars import Bilingual

ChangeKind = Literal["new", "changed", "retired", "removed"]

#: What a value says depends on these. A signature over a value falls when one of them changes; a
#: new range, hint or condition asks differently of the next entry and leaves the old one as it was.
MEANING: Final = ("label", "type", "unit", "codelist", "codes")
_COMPARED: Final = (*MEANING, "other_units", "range", "step", "partial", "required", "when", "hint")


@dataclass(frozen=True)
class AttributeChange:
    """One attribute of an item before and after, as text; empty where there is none."""

    attribute: str
    before: str
    after: str

    @property
    def of_meaning(self) -> bool:
        """Whether what stands in the item now says something else."""
        return self.attribute in MEANING


@dataclass(frozen=True)
class ItemChange:
    """One item that an amendment changes. `retired` holds no further attributes."""

    form: str
    item: str
    kind: ChangeKind
    attributes: tuple[AttributeChange, ...] = ()

    @property
    def of_meaning(self) -> bool:
        """Whether entries that hold the item mean something else under the new version."""
        return any(change.of_meaning for change in self.attributes)

    @property
    def of_type(self) -> bool:
        """Whether values of the old version cannot be read as values of the new one."""
        return any(change.attribute == "type" for change in self.attributes)


def compare_definitions(old: Definition, new: Definition) -> tuple[ItemChange, ...]:
    """Every item that is new, changed, retired or removed, in the order of forms and items.

    Items of the new version come first, in its order; those that it lacks follow in the old order.
    """
    changes: list[ItemChange] = []
    for form in new.forms:
        before = old.forms_by_id.get(form.id)
        for item in form.items:
            held = before.by_id.get(item.id) if before else None
            changes += _item_changes(old, new, form, held, item)
    for form in old.forms:
        after = new.forms_by_id.get(form.id)
        changes += [
            ItemChange(form.id, item.id, "removed")
            for item in form.items
            if after is None or item.id not in after.by_id
        ]
    return tuple(changes)


def _item_changes(
    old: Definition, new: Definition, form: Form, held: Item | None, item: Item
) -> Iterator[ItemChange]:
    if held is None:
        yield ItemChange(form.id, item.id, "new")
        return
    before, after = _attributes(old, held), _attributes(new, item)
    changed = tuple(
        AttributeChange(name, before[name], after[name])
        for name in _COMPARED
        if before[name] != after[name]
    )
    if item.retired and not held.retired:
        # Whatever is not required of it any more goes without saying.
        yield ItemChange(
            form.id, item.id, "retired", tuple(c for c in changed if c.attribute != "required")
        )
    elif changed or item.retired != held.retired:
        yield ItemChange(form.id, item.id, "changed", changed)


def _attributes(definition: Definition, item: Item) -> dict[str, str]:
    told = {name: _text(getattr(item, name)) for name in _COMPARED if name != "codes"}
    codes = definition.codelists_by_id[item.codelist].codes if item.codelist else ()
    return told | {"codes": "; ".join(f"{c.code} {_text(c.label)}" for c in codes)}


def _text(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value.en} / {value.zh}" if isinstance(value, Bilingual) else str(value)
