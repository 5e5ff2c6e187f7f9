"""A record and the answers given so far, as the files of a study's folder.

Reads like the folder: identity, site, groups, outcomes, criteria, calendar, then what follows
from them. A file stands in the draft as soon as nothing it needs is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trialwright.definition.draft import calendar, criteria, outcomes
from trialwright.definition.draft.answers import Answers
from trialwright.definition.draft.decision import Decision, Option
from trialwright.definition.draft.form_files import draft_codelists, draft_forms, due
from trialwright.definition.draft.groups import Group, draft_groups, group_options
from trialwright.definition.draft.identity import (
    Oversight,
    draft_facts,
    draft_identity,
    draft_oversight,
    draft_rehearsal,
    draft_site,
    record_file,
    settles_sharing,
)
from trialwright.definition.draft.origins import draft_origins, key_date_items, used_forms
from trialwright.definition.draft.output_files import (
    analysis_file,
    baseline_rows,
    report_file,
    sharing_file,
)
from trialwright.definition.draft.schedule_file import draft_schedule
from trialwright.definition.draft.screening import screening_windows, window_parameters
from trialwright.definition.draft.sheet import Reading, Sheet
from trialwright.definition.draft.templates import form_templates
from trialwright.definition.draft.treatments import Treatment, draft_treatments
from trialwright.definition.draft.yaml_text import yaml_text
from trialwright.record.read import Record

#: Forms that every study has.
_STANDING = frozenset({"consent", "demography", "enrolment", "death", "withdrawal"})
#: A study without treatments of its own may still count from the start of one.
_ANY_DRUG = ("study_treatment", "Treatment", "治疗")
Tree = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A drafted folder: `files` holds each file's bytes by name, the record among them."""

    registry_id: str
    record_file: str
    record_sha256: str
    decisions: tuple[Decision, ...]
    readings: tuple[Reading, ...]
    files: dict[str, bytes]

    @property
    def open_decisions(self) -> tuple[Decision, ...]:
        """The decisions without an answer, in the order they are asked."""
        return tuple(each for each in self.decisions if each.answer is None)


@dataclass(frozen=True)
class _Parts:
    """What the record and the answers give, part by part; an open part is None or says so."""

    identity: Tree | None
    facts: list[Tree]
    oversight: Oversight
    treatments: tuple[Treatment, ...] | None
    groups: tuple[Group, ...] | None
    outcomes: outcomes.Plan
    criteria: criteria.Plan
    calendar: calendar.Plan
    extra_forms: tuple[str, ...] | None
    reference_group: str | None

    @property
    def used_origins(self) -> frozenset[str]:
        """The dates that outcomes and visits count from, and those they may not lie before."""
        named = self.outcomes.forms | self.criteria.forms | frozenset(self.extra_forms or ())
        # A form of the procedure is due on its date, whether or not a clock starts there.
        dated = {"T_R"} if any(due(form) == "procedure" for form in named) else set()
        return frozenset(self.outcomes.origins) | self.calendar.origins | dated

    @property
    def forms(self) -> frozenset[str] | None:
        """Every form of the study; None while a part that needs forms is open."""
        if self.outcomes.is_open or self.calendar.is_open or self.criteria.tree is None:
            return None
        if self.extra_forms is None or self.treatments is None:
            return None
        treated = {"study_treatment"} if self.treatments else set()
        wanted = self.outcomes.forms | self.calendar.forms | self.criteria.forms
        dates = used_forms(self.used_origins)
        return _STANDING | treated | wanted | dates | frozenset(self.extra_forms)


def draft_study(record: Record, answers: Answers) -> Draft:
    """Draft a definition from a record. The same record and answers give the same bytes.

    Raises DefinitionError for answers that do not fit their question, or answer none.
    """
    sheet = Sheet(answers)
    parts = _parts(sheet, record)
    trees = {
        "study.yaml": _study(sheet, parts),
        "site.yaml": draft_site(sheet, parts.oversight, _depends(record, parts)),
        "eligibility.yaml": _eligibility(parts),
        "endpoints.yaml": _endpoints(parts.outcomes),
        "schedule.yaml": draft_schedule(parts.calendar, parts.forms) if parts.forms else None,
        "synthetic.yaml": draft_rehearsal(sheet, record),
        **_outputs(record, parts),
    }
    files = {
        name: yaml_text(tree, name).encode() for name, tree in trees.items() if tree is not None
    }
    return Draft(
        registry_id=record.nct_id,
        record_file=record_file(record),
        record_sha256=record.sha256,
        decisions=sheet.finish(),
        readings=tuple(sheet.readings),
        files={record_file(record): record.raw, **files, **_form_files(parts)},
    )


def _parts(sheet: Sheet, record: Record) -> _Parts:
    identity = draft_identity(sheet, record)
    facts = draft_facts(sheet, record)
    oversight = draft_oversight(sheet, record)
    answered = {fact["id"] for fact in oversight.answered}
    treatments = draft_treatments(sheet, record)
    groups = draft_groups(sheet, record, treatments)
    planned = outcomes.draft_outcomes(sheet, record, treatments)
    return _Parts(
        identity=identity,
        facts=[*(fact for fact in facts if fact["id"] not in answered), *oversight.answered],
        oversight=oversight,
        treatments=treatments,
        groups=groups,
        outcomes=planned,
        criteria=criteria.draft_criteria(sheet, record),
        calendar=calendar.draft_calendar(sheet, record, planned.frames),
        extra_forms=_extra_forms(sheet),
        reference_group=_reference_group(sheet, groups),
    )


def _extra_forms(sheet: Sheet) -> tuple[str, ...] | None:
    options = (Option(each.id, each.label) for each in form_templates().values())
    return sheet.several("forms.extra", options=options, why="a record names no forms")


def _reference_group(sheet: Sheet, groups: tuple[Group, ...] | None) -> str | None:
    if groups is None or len(groups) == 1:
        return groups[0].id if groups else None
    why = "the record does not say which group is the comparison"
    return sheet.choice("analysis.reference_group", options=group_options(groups), why=why)


def _study(sheet: Sheet, parts: _Parts) -> Tree | None:
    stated = {key: at for key, at in parts.outcomes.origins.items() if at}
    origins = draft_origins(sheet, parts.used_origins, stated)
    if parts.outcomes.is_open or parts.calendar.is_open or parts.oversight.is_open:
        return None
    groups, drugs = _trees(parts.groups), _trees(parts.treatments)
    if parts.identity is None or groups is None or drugs is None or origins is None:
        return None
    group_item = {"group_item": "enrolment.treatment_group"}
    rest = {"drugs": drugs, "origins": origins, "facts": parts.facts}
    return {**parts.identity, "groups": groups, **group_item, **rest}


def _trees(listed: Iterable[Group | Treatment] | None) -> list[Tree] | None:
    trees = None if listed is None else [each.tree for each in listed]
    return None if trees is None or None in trees else [tree for tree in trees if tree]


def _depends(record: Record, parts: _Parts) -> frozenset[str]:
    """What the site's decisions depend on, beside the oversight."""
    treated = {"treatment"} if parts.treatments else set()
    timed = {"sharing_time_frame"} if not settles_sharing(record) else set()
    return window_parameters(parts.criteria.forms) | treated | timed


def _eligibility(parts: _Parts) -> Tree | None:
    if parts.criteria.tree is None:
        return None
    windows = screening_windows(parts.criteria.forms, parts.used_origins)
    version = {"version": parts.criteria.tree["version"]}
    shown = {"screening_windows": windows} if windows else {}
    return {**version, **shown, **parts.criteria.tree}


def _endpoints(plan: outcomes.Plan) -> Tree | None:
    if plan.is_open:
        return None
    lists = {"endpoints": _with_news(plan.endpoints), "recorded": list(plan.recorded)}
    return {"baseline": baseline_rows(), **lists}


def _with_news(endpoints: tuple[Tree, ...]) -> list[Tree]:
    """A questionnaire is flagged once the first endpoint of recurrence is known (QOL-08)."""
    news = [each["id"] for each in endpoints if each["derivation"] == "recurrence"][:1]
    return [
        {**each, "settings": {**each["settings"], "news_of": news[0]}}
        if news and each["derivation"] == "qlqc30_change"
        else each
        for each in endpoints
    ]


def _outputs(record: Record, parts: _Parts) -> dict[str, Tree | None]:
    if parts.identity is None or parts.outcomes.is_open:
        return {}
    title = parts.identity["short_title"]
    files: dict[str, Tree | None] = {
        "report.yaml": report_file(title, bool(parts.outcomes.recorded)),
        "sharing.yaml": sharing_file(record, title, parts.outcomes.first_origin),
    }
    if parts.reference_group is not None:
        files["analysis.yaml"] = analysis_file(parts.reference_group, parts.outcomes.endpoints)
    return files


def _form_files(parts: _Parts) -> dict[str, bytes]:
    """The forms and code lists, once it is settled which there are."""
    forms, groups, drugs = parts.forms, _trees(parts.groups), _trees(parts.treatments)
    if forms is None or groups is None or drugs is None:
        return {}
    items = {**parts.criteria.items, "key_dates": key_date_items(parts.used_origins)}
    own = {"treatment_group": _codes(groups), "study_drug": _codes(drugs) or [_ANY_DRUG]}
    trees = draft_forms(forms, items)
    written = {f"forms/{name}.yaml": tree for name, tree in trees.items()}
    return {
        **{name: yaml_text(tree, name).encode() for name, tree in written.items()},
        **{f"codelists/{n}.csv": raw for n, raw in draft_codelists(forms, own).items()},
    }


def _codes(trees: list[Tree]) -> list[tuple[str, str, str]]:
    return [(tree["id"], tree["label"]["en"], tree["label"]["zh"]) for tree in trees]
