"""The columns a form has in the package: value, unit and reason missing of each shared item."""

from __future__ import annotations

from trialwright.capture.entry import MISSING_REASONS
from trialwright.definition.forms import Form, Item
from trialwright.definition.load import Definition
from trialwright.definition.scalars import Bilingual
from trialwright.definition.schedule import RUNNING
from trialwright.sharing.tables import Column, Kind, Role
from trialwright.sharing.transform import WITHHELD_REASONS

_REASONS = frozenset((*MISSING_REASONS, *WITHHELD_REASONS))
_KINDS: dict[str, Kind] = {"integer": "whole", "decimal": "number", "result": "result"}
_YES_NO = frozenset(("yes", "no"))


def key_columns(definition: Definition, names: frozenset[str]) -> tuple[Column, ...]:
    """The columns that say whose row it is and when it was filled in."""
    visits = frozenset(visit.id for visit in definition.schedule.visits) | {RUNNING}
    return (
        participant_column(names),
        Column("visit", Bilingual(en="Visit", zh="访视"), "visit", words=visits),
        Column(
            "repeat",
            Bilingual(en="Repeat, 0 if it cannot repeat", zh="序号，不可重复者为 0"),
            "whole",
        ),
    )


def participant_column(names: frozenset[str]) -> Column:
    """The participant's new name, the same in every file."""
    return Column("participant", Bilingual(en="Participant", zh="受试者"), "word", words=names)


def item_columns(definition: Definition, form: Form, item: Item) -> tuple[Column, Column, Column]:
    """Value, unit and reason missing of one item."""
    value = Column(
        column_name(item),
        item.label,
        _kind(item),
        item=item.id,
        words=_words(definition, item),
        unit=_unit(definition, item),
        codelist=item.codelist or "",
        action=item.sharing.action,
        because=item.sharing.because or "",
        revealing=f"{form.id}.{item.id}" in revealing_items(definition),
    )
    unit = _beside(value, "unit", Bilingual(en="unit", zh="单位"), frozenset(item.units))
    reason = _beside(value, "missing", Bilingual(en="why missing", zh="缺失原因"), _REASONS)
    return value, unit, reason


def column_name(item: Item) -> str:
    """The name an item has in the package: scan_date becomes scan_day, a birth date age_band."""
    if item.sharing.action == "age_band":
        return "age_band"
    if item.sharing.action == "study_day":
        return f"{item.id.removesuffix('_date')}_day"
    return item.id


def revealing_items(definition: Definition) -> frozenset[str]:
    """Every item ("form.item") that shows a quasi-identifier or gives it back."""
    quasi = definition.sharing.quasi_identifiers
    return frozenset(item for q in quasi for item in q.revealing_items)


def _kind(item: Item) -> Kind:
    if item.sharing.action == "study_day":
        return "day"
    return "band" if item.sharing.action == "age_band" else _KINDS.get(item.type, "word")


def _words(definition: Definition, item: Item) -> frozenset[str]:
    if item.codelist:
        return frozenset(definition.codelists_by_id[item.codelist].labels)
    return _YES_NO if item.type == "yes_no" else frozenset()


def _unit(definition: Definition, item: Item) -> str:
    if item.sharing.action == "study_day":
        return f"day ({definition.sharing.origin} = 1)"
    if item.sharing.action == "age_band":
        return "years"
    return item.units[0] if len(item.units) == 1 else ""


def _beside(value: Column, role: Role, label: Bilingual, words: frozenset[str]) -> Column:
    both = Bilingual(en=f"{value.label.en}: {label.en}", zh=f"{value.label.zh}：{label.zh}")
    return Column(
        f"{value.name}_{role}",
        both,
        "word",
        item=value.item,
        words=words,
        revealing=value.revealing,
        role=role,
    )
