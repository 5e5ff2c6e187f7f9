"""Registered outcomes as endpoints: derived by a known derivation, or recorded and not derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trialwright.definition.draft.decision import Evidence, Option
from trialwright.definition.draft.outcome_kinds import Recognised, recognised_kind
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.sources import ANSWERED, assumed, from_record
from trialwright.definition.draft.templates import (
    DerivationTemplate,
    FormTemplate,
    derivation_templates,
    form_templates,
    outcome_kind_templates,
)
from trialwright.definition.draft.time_frames import (
    Clock,
    Registered,
    as_decimal,
    draft_clock,
    registered,
)
from trialwright.definition.draft.treatments import Treatment
from trialwright.definition.draft.wording import clean
from trialwright.definition.scalars import Bilingual
from trialwright.record.models import Outcome
from trialwright.record.read import Record

RECORDED = "recorded"
NO_FORM = "none"
_MODULE = "protocolSection.outcomesModule"
_RECORDED_LABEL = Bilingual(
    en="Recorded, not derived: no derivation here fits", zh="仅记录，不推导：没有适用的推导方法"
)
_RECORDED_ABOUT = Bilingual(
    en="Its answers are collected and listed; no result is computed from them.",
    zh="收集并列出其答案，不据此计算结果。",
)
_NO_FORM_LABEL = Bilingual(en="On none: it is collected elsewhere", zh="无：在别处收集")


@dataclass(frozen=True)
class Plan:
    """The outcomes as far as they are decided; `is_open` while one of them is not.

    `origins` are the dates their clocks start from, with what the record says of each.
    """

    endpoints: tuple[dict[str, Any], ...]
    recorded: tuple[dict[str, Any], ...]
    frames: tuple[Registered, ...]
    origins: dict[str, Evidence | None]
    forms: frozenset[str]
    is_open: bool

    @property
    def first_origin(self) -> str:
        """The date from which the first outcome counts."""
        return next(iter(self.origins), "T_E")


@dataclass(frozen=True)
class _Drafted:
    """One outcome: its tree, whether it is derived, its clock and its forms."""

    tree: dict[str, Any]
    derived: bool
    clock: Clock
    forms: frozenset[str]


def draft_outcomes(sheet: Sheet, record: Record, treatments: tuple[Treatment, ...] | None) -> Plan:
    """Read every registered outcome and ask what each needs."""
    given = list(_registered(record))
    names = None if given else sheet.several("outcomes.names", why="the record lists no outcome")
    given += [(name, "exploratory", "", Outcome()) for name in names or ()]
    frames = {name: _frame(name, path, outcome) for name, _, path, outcome in given}
    drafted = [
        _outcome(sheet, rank, path, outcome, frames[name], treatments)
        for name, rank, path, outcome in given
    ]
    done = [each for each in drafted if each is not None]
    origins: dict[str, Evidence | None] = {}
    for each in done:
        origins[each.clock.origin] = origins.get(each.clock.origin) or each.clock.at
    return Plan(
        endpoints=tuple(each.tree for each in done if each.derived),
        recorded=tuple(each.tree for each in done if not each.derived),
        frames=tuple(frames.values()),
        origins=origins,
        forms=frozenset().union(*(each.forms for each in done)),
        is_open=not given or None in drafted,
    )


def _registered(record: Record) -> Iterator[tuple[str, str, str, Outcome]]:
    """Name, rank, path and content of each registered outcome."""
    outcomes = record.view.outcomes
    for name, rank, listed in (
        ("primary", "primary", outcomes.primary),
        ("secondary", "secondary", outcomes.secondary),
        ("other", "exploratory", outcomes.other),
    ):
        for n, outcome in enumerate(listed):
            yield f"{name}_{n + 1}", rank, f"{_MODULE}.{name}Outcomes[{n}]", outcome


def _frame(name: str, path: str, outcome: Outcome) -> Registered:
    return registered(name, f"{path}.timeFrame", outcome.time_frame or "")


def _outcome(
    sheet: Sheet,
    rank: str,
    path: str,
    outcome: Outcome,
    frame: Registered,
    treatments: tuple[Treatment, ...] | None,
) -> _Drafted | None:
    name, measure = frame.outcome, outcome.measure or ""
    at = Evidence(f"{path}.measure") if clean(measure) else None
    text = measure if path else name.replace("_", " ")
    label = sheet.words("outcome.*.label", name, text, at)
    kind = recognised_kind(outcome, path) if path else None
    if kind:
        sheet.read(f"kind of {name}", kind.kind, kind.at)
    derivation = sheet.choice(
        "outcome.*.derivation", name, options=_derivations(), why=_told(outcome, kind), at=at
    )
    if derivation is None:
        return None
    derived = derivation in derivation_templates()
    clock = draft_clock(sheet, frame, derived=derived)
    source = from_record(at) if at else assumed(ANSWERED)
    head = {"id": name, "label": label, "rank": rank, "outcome": path or "not registered"}
    if not derived:
        of_kind = {} if derivation == RECORDED else {"kind": derivation}
        return _recorded(sheet, frame, {**head, **of_kind, "source": source}, clock)
    template = derivation_templates()[derivation]
    settings = _settings(sheet, name, template, treatments)
    if label is None or clock is None or settings is None:
        return None
    tree = {
        **{**head, "derivation": derivation, "origin": clock.origin},
        "horizon": {"months": str(clock.months)},
        "roles": template.roles,
        "settings": settings,
        "rules": list(template.rules),
        "source": source,
    }
    return _Drafted(tree, True, clock, template.forms)


def _derivations() -> tuple[Option, ...]:
    derived = (Option(key, each.label, each.about) for key, each in derivation_templates().items())
    kinds = (Option(key, each.label, each.about) for key, each in outcome_kind_templates().items())
    return (*derived, *kinds, Option(RECORDED, _RECORDED_LABEL, _RECORDED_ABOUT))


def _told(outcome: Outcome, kind: Recognised | None) -> str:
    described = clean(outcome.description or "")
    words = f" by '{kind.at.quote}'" if kind and kind.at.quote else ""
    like = f"it reads like {kind.kind}{words}, if no derivation fits; " if kind else ""
    told = f"the record describes it: {described}" if described else "the record only names it"
    return f"{like}{told}"


def _recorded(
    sheet: Sheet, frame: Registered, tree: dict[str, Any], clock: Clock | None
) -> _Drafted | None:
    options = [Option(each.id, each.label, each.purpose) for each in _forms_for(tree.get("kind"))]
    form = sheet.choice(
        "outcome.*.form",
        frame.outcome,
        options=(*options, Option(NO_FORM, _NO_FORM_LABEL)),
        why="a record names outcomes, not forms",
    )
    if tree["label"] is None or clock is None or form is None:
        return None
    tree = {**tree, "origin": clock.origin}
    if clean(frame.text):
        tree["time_frame"] = clean(frame.text)
    if clock.horizon is not None:
        tree["horizon"] = {"number": as_decimal(clock.horizon.number), "unit": clock.horizon.unit}
    elif clock.months is not None:
        tree["horizon"] = {"number": str(clock.months), "unit": "month"}
    if form == NO_FORM:
        return _Drafted(tree, False, clock, frozenset())
    return _Drafted({**tree, "form": form}, False, clock, frozenset({form}))


def _forms_for(kind: str | None) -> Iterator[FormTemplate]:
    """The forms on which an outcome of this kind can be collected; all for one of no kind."""
    templates = form_templates()
    names = outcome_kind_templates()[kind].forms if kind else templates
    return (templates[name] for name in names)


def _settings(
    sheet: Sheet, name: str, template: DerivationTemplate, treatments: tuple[Treatment, ...] | None
) -> dict[str, str] | None:
    """The settings of a derivation; None while one is open."""
    found: dict[str, str | int | None] = dict(template.fixed_settings)
    if template.settings and treatments is None:
        return None
    why = "the record does not fix it"
    for setting in template.settings:
        key = f"outcome.*.{setting}"
        if setting == "interferon":
            none = Option(NO_FORM, Bilingual(en="None of them", zh="均无"))
            options = (*(each.option for each in treatments or ()), none)
            found[setting] = sheet.choice(key, name, options=options, why=why)
        elif setting == "days_after_last_interferon" and found["interferon"] in (None, NO_FORM):
            found[setting] = found["days_after_last_dose"]
        else:
            found[setting] = sheet.number(key, name, why=why)
    if None in found.values():
        return None
    return {key: str(value) for key, value in found.items()}
