"""Names that must lead somewhere, and names that must be used once."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trialwright.definition.declared_names import Declared, declared_names
from trialwright.definition.parts import Parts
from trialwright.definition.strict_yaml import Path_
from trialwright.errors import Problem


@dataclass(frozen=True)
class Reference:
    """One use of a name: where it stands, what kind of thing it names, and the name."""

    file: str
    path: Path_
    kind: str
    name: str


#: The file, or the folder, whose failure leaves names of a kind unknown.
#: The milestones that name an item where they are given.
MILESTONE_ITEMS = (
    "deviation_reason",
    "drug",
    "drug_start",
    "drug_stop_reason",
    "group_decided_on",
    "group_decided_by",
)
_DECLARED_IN = {
    "group": "study.yaml",
    "drug": "study.yaml",
    "origin date": "study.yaml",
    "site parameter": "site.yaml",
    "form": "forms/",
    "item": "forms/",
    "code list": "codelists/",
    "visit": "schedule.yaml",
    "rule input": "eligibility.yaml",
    "endpoint": "endpoints.yaml",
    "sensitivity": "endpoints.yaml",
    "baseline item": "endpoints.yaml",
    "population": "analysis.yaml",
    "display": "analysis.yaml",
    "analysis": "analysis.yaml",
}


def check_references(parts: Parts) -> Iterator[Problem]:
    """Every name used is declared, every name declared is declared once.

    A name that a file which failed to load would declare is not reported: it is a consequence.
    """
    names = declared_names(parts)
    yield from _repeated(parts, names)
    known: dict[str, list[str]] = defaultdict(list)
    for declared in names:
        known[declared.kind].append(declared.name)
    for reference in _references(parts):
        if reference.name not in known[reference.kind] and not _may_exist(parts, reference):
            what = f"there is no {reference.kind} '{reference.name}'"
            cure = _nearest(reference, known[reference.kind])
            yield parts.documents[reference.file].problem(reference.path, what, cure)
    yield from _file_names(parts)
    yield from _idle_forms(parts)


def _may_exist(parts: Parts, reference: Reference) -> bool:
    """Whether the file that could declare the name failed to load."""
    if reference.kind == "item":
        form = reference.name.partition(".")[0]
        if any(known.id == form for known in parts.forms):
            return False
    return any(file.startswith(_DECLARED_IN[reference.kind]) for file in parts.unread)


def _nearest(reference: Reference, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(reference.name, known, n=1, cutoff=0.5)
    return f"did you mean '{close[0]}'?" if close else f"declare the {reference.kind} first"


def _repeated(parts: Parts, names: Sequence[Declared]) -> Iterator[Problem]:
    counts = Counter((declared.kind, declared.name) for declared in names)
    last = {(declared.kind, declared.name): declared for declared in names}
    for (kind, name), count in counts.items():
        document = parts.documents.get(last[kind, name].file)
        if count > 1 and document:
            what = f"the {kind} '{name}' is declared {count} times"
            yield document.problem(last[kind, name].path, what, "keep one, rename the other")


def _references(parts: Parts) -> Iterator[Reference]:
    yield from _study_references(parts)
    yield from _milestone_references(parts)
    yield from _schedule_references(parts)
    yield from _form_references(parts)
    yield from _eligibility_references(parts)
    yield from _endpoint_references(parts)
    yield from _analysis_references(parts)
    yield from _sharing_references(parts)
    yield from _stand_in_references(parts)
    yield from _report_references(parts)
    yield from _verification_references(parts)


def _study_references(parts: Parts) -> Iterator[Reference]:
    if parts.study is None:
        return
    yield Reference("study.yaml", ("group_item",), "item", parts.study.group_item)
    for i, group in enumerate(parts.study.groups):
        for key, drugs in (("one_of", group.one_of), ("with", group.with_)):
            for j, drug in enumerate(drugs):
                yield Reference("study.yaml", ("groups", i, key, j), "drug", drug)
    for i, origin in enumerate(parts.study.origins):
        for j, item in enumerate(origin.items):
            yield Reference("study.yaml", ("origins", i, "items", j), "item", item)
        if origin.not_before:
            path = ("origins", i, "not_before")
            yield Reference("study.yaml", path, "origin date", origin.not_before)


def _milestone_references(parts: Parts) -> Iterator[Reference]:
    """A milestone left at its default is only asked for where the study has its date or form."""
    if parts.study is None:
        return
    milestones = parts.study.milestones
    given = milestones.model_fields_set
    yield Reference("study.yaml", ("milestones", "enrolment"), "origin date", milestones.enrolment)
    if "treatment" in given:
        path = ("milestones", "treatment")
        yield Reference("study.yaml", path, "origin date", milestones.treatment)
    forms = {form.id for form in parts.forms}
    for key, item in (("death", milestones.death), ("withdrawal", milestones.withdrawal)):
        if key in given or item.partition(".")[0] in forms:
            yield Reference("study.yaml", ("milestones", key), "item", item)
    for key in MILESTONE_ITEMS:
        if item := getattr(milestones, key):
            yield Reference("study.yaml", ("milestones", key), "item", item)
    if floor := milestones.group_not_before:
        yield Reference("study.yaml", ("milestones", "group_not_before"), "origin date", floor)


def _schedule_references(parts: Parts) -> Iterator[Reference]:
    if parts.schedule is None:
        return
    for i, visit in enumerate(parts.schedule.single_visits):
        here: Path_ = ("visits", i)
        yield Reference("schedule.yaml", (*here, "origin"), "origin date", visit.origin)
        for j, form in enumerate(visit.forms):
            yield Reference("schedule.yaml", (*here, "forms", j), "form", form)
        if visit.not_after:
            path = (*here, "not_after", "origin")
            yield Reference("schedule.yaml", path, "origin date", visit.not_after.origin)
    for i, series in enumerate(parts.schedule.series):
        yield Reference("schedule.yaml", ("series", i, "origin"), "origin date", series.origin)
        for j, due in enumerate(series.forms):
            yield Reference("schedule.yaml", ("series", i, "forms", j), "form", due.form)
    for i, running in enumerate(parts.schedule.running):
        yield Reference("schedule.yaml", ("running", i), "form", running.form)


def _form_references(parts: Parts) -> Iterator[Reference]:
    for file, form in parts.form_files:
        for i, item in enumerate(form.items):
            if item.codelist:
                yield Reference(file, ("items", i, "codelist"), "code list", item.codelist)


def _eligibility_references(parts: Parts) -> Iterator[Reference]:
    file, eligibility = "eligibility.yaml", parts.eligibility
    if eligibility is None:
        return
    for name, source in eligibility.inputs.items():
        here: Path_ = ("inputs", name)
        for key in ("item", "unit_of"):
            if getattr(source, key):
                yield Reference(file, (*here, key), "item", getattr(source, key))
        if source.rows_of:
            rows = source.rows_of
            yield Reference(file, (*here, "rows_of", "asked"), "item", rows.asked)
            for inner, item in rows.fields.items():
                path = (*here, "rows_of", "fields", inner)
                yield Reference(file, path, "item", f"{rows.form}.{item}")
    for i, derived in enumerate(eligibility.derived):
        for j, name in enumerate(derived.inputs):
            yield Reference(file, ("derived", i, "inputs", j), "rule input", name)
    for i, window in enumerate(eligibility.screening_windows):
        yield Reference(file, ("screening_windows", i, "date_item"), "item", window.date_item)
        if window.until:
            yield Reference(file, ("screening_windows", i, "until"), "origin date", window.until)


def _endpoint_references(parts: Parts) -> Iterator[Reference]:
    if parts.endpoints is None:
        return
    for i, baseline in enumerate(parts.endpoints.baseline):
        if baseline.item:
            yield Reference("endpoints.yaml", ("baseline", i, "item"), "item", baseline.item)
    for i, endpoint in enumerate(parts.endpoints.endpoints):
        here: Path_ = ("endpoints", i)
        yield Reference("endpoints.yaml", (*here, "origin"), "origin date", endpoint.origin)
        for role, item in endpoint.roles.items():
            yield Reference("endpoints.yaml", (*here, "roles", role), "item", item)
        if news_of := endpoint.settings.get("news_of"):
            yield Reference("endpoints.yaml", (*here, "settings", "news_of"), "endpoint", news_of)
    for i, recorded in enumerate(parts.endpoints.recorded):
        here = ("recorded", i)
        yield Reference("endpoints.yaml", (*here, "origin"), "origin date", recorded.origin)
        if recorded.form:
            yield Reference("endpoints.yaml", (*here, "form"), "form", recorded.form)


def _analysis_references(parts: Parts) -> Iterator[Reference]:
    file, analyses = "analysis.yaml", parts.analyses
    if analyses is None:
        return
    yield Reference(file, ("reference_group",), "group", analyses.reference_group)
    for i, analysis in enumerate(analyses.analyses):
        here: Path_ = ("analyses", i)
        yield Reference(file, (*here, "display"), "display", analysis.display)
        yield Reference(file, (*here, "population"), "population", analysis.population)
        for key in ("endpoint", "sensitivity"):
            if getattr(analysis, key):
                yield Reference(file, (*here, key), key, getattr(analysis, key))
        for j, other in enumerate(analysis.of):
            yield Reference(file, (*here, "of", j), "analysis", other)
        for j, stratum in enumerate(analysis.strata):
            yield Reference(file, (*here, "strata", j), "baseline item", stratum)
        for j, covariate in enumerate(analysis.covariates):
            path = (*here, "covariates", j, "baseline")
            yield Reference(file, path, "baseline item", covariate.baseline)


def _sharing_references(parts: Parts) -> Iterator[Reference]:
    if parts.sharing is None:
        return
    yield Reference("sharing.yaml", ("origin",), "origin date", parts.sharing.origin)
    yield Reference("sharing.yaml", ("age_at",), "origin date", parts.sharing.age_at)
    for i, quasi in enumerate(parts.sharing.quasi_identifiers):
        if quasi.item:
            yield Reference("sharing.yaml", ("quasi_identifiers", i, "item"), "item", quasi.item)
        for j, item in enumerate(quasi.determined_by):
            path: Path_ = ("quasi_identifiers", i, "determined_by", j)
            yield Reference("sharing.yaml", path, "item", item)


def _stand_in_references(parts: Parts) -> Iterator[Reference]:
    stand_ins = parts.synthetic.stand_ins if parts.synthetic else ()
    for i, stand_in in enumerate(stand_ins):
        path = ("stand_ins", i, "parameter")
        yield Reference("synthetic.yaml", path, "site parameter", stand_in.parameter)


def _verification_references(parts: Parts) -> Iterator[Reference]:
    for i, row in enumerate(parts.verification.rows if parts.verification else ()):
        for key, kind, names in (
            ("forms", "form", row.forms),
            ("items", "item", row.items),
            ("visits", "visit", row.visits),
        ):
            for j, name in enumerate(names):
                yield Reference("verification.yaml", ("rows", i, key, j), kind, name)


def _report_references(parts: Parts) -> Iterator[Reference]:
    if parts.report_text is None:
        return
    for i, use in enumerate(parts.report_text.stand_in_uses):
        path = ("stand_in_uses", i, "parameter")
        yield Reference("report.yaml", path, "site parameter", use.parameter)


def _file_names(parts: Parts) -> Iterator[Problem]:
    """A form lives in the file of its name, so that its messages lead to it."""
    for file, form in parts.form_files:
        if file != f"forms/{form.id}.yaml":
            cure = f"rename the file to {form.id}.yaml"
            what = f"the form in this file is '{form.id}'"
            yield parts.documents[file].problem(("id",), what, cure)


def _idle_forms(parts: Parts) -> Iterator[Problem]:
    """A form that no visit asks for would never be filled in."""
    if parts.schedule is None:
        return
    due = {form for visit in parts.schedule.visits for form in visit.forms}
    due |= {running.form for running in parts.schedule.running}
    for file, form in parts.form_files:
        if form.id not in due:
            cure = "name it in schedule.yaml, at a visit or under running"
            what = f"no visit asks for the form '{form.id}'"
            yield parts.documents[file].problem(("id",), what, cure)
