"""Names that must lead somewhere, and names that must be used once."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from trialwright.definition.parts import Parts
from trialwright.definition.schedule import RUNNING
from trialwright.definition.strict_yaml import Path_
from trialwright.errors import Problem


@dataclass(frozen=True)
class Reference:
    """One use of a name: where it stands, what kind of thing it names, and the name."""

    file: str
    path: Path_
    kind: str
    name: str


@dataclass
class _Names:
    """The names that exist, by kind."""

    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def declare(self, parts: Parts, file: str, key: str, kind: str, names: Sequence[str]) -> None:
        self.known[kind] = tuple(names)
        document = parts.documents.get(file)
        for name, count in Counter(names).items():
            if count > 1 and document:
                index = len(names) - 1 - list(reversed(names)).index(name)
                what = f"the {kind} '{name}' is declared {count} times"
                self.problems.append(
                    document.problem((key, index), what, "keep one, rename the other")
                )


def check_references(parts: Parts) -> Iterator[Problem]:
    """Every name used is declared, every name declared is declared once."""
    names = _declared(parts)
    yield from names.problems
    # Where a file failed to load, its names are unknown: do not report the consequences.
    if not parts.everything_read:
        return
    for reference in _references(parts):
        known = names.known.get(reference.kind, ())
        if reference.name not in known:
            close = difflib.get_close_matches(reference.name, known, n=1, cutoff=0.5)
            cure = f"did you mean '{close[0]}'?" if close else f"declare the {reference.kind} first"
            what = f"there is no {reference.kind} '{reference.name}'"
            yield parts.documents[reference.file].problem(reference.path, what, cure)
    yield from _file_names(parts)
    yield from _idle_forms(parts)


def _declared(parts: Parts) -> _Names:
    names = _Names()
    study, schedule, analyses = parts.study, parts.schedule, parts.analyses
    if study:
        names.declare(parts, "study.yaml", "groups", "group", [g.id for g in study.groups])
        names.declare(parts, "study.yaml", "drugs", "drug", [d.id for d in study.drugs])
        names.declare(parts, "study.yaml", "origins", "origin date", [o.id for o in study.origins])
        names.declare(parts, "study.yaml", "facts", "fact", [f.id for f in study.facts])
    if schedule:
        visits = [v.id for v in schedule.visits] + [RUNNING]
        names.declare(parts, "schedule.yaml", "visits", "visit", visits)
    names.known["form"] = tuple(form.id for form in parts.forms)
    names.known["item"] = tuple(
        f"{form.id}.{item.id}" for form in parts.forms for item in form.items
    )
    for form in parts.forms:
        names.declare(
            parts,
            f"forms/{form.id}.yaml",
            "items",
            f"item of {form.id}",
            [i.id for i in form.items],
        )
    names.known["code list"] = tuple(codelist.id for codelist in parts.codelists)
    if parts.site:
        ids = [parameter.id for parameter in parts.site.parameters]
        names.declare(parts, "site.yaml", "parameters", "site parameter", ids)
    if parts.eligibility:
        criteria = [criterion.id for criterion in parts.eligibility.criteria]
        names.declare(parts, "eligibility.yaml", "criteria", "criterion", criteria)
        derived = [name for d in parts.eligibility.derived for name in d.gives]
        names.known["rule input"] = (*parts.eligibility.inputs, *derived)
    if parts.endpoints:
        endpoints, baseline = parts.endpoints.endpoints, parts.endpoints.baseline
        names.declare(parts, "endpoints.yaml", "endpoints", "endpoint", [e.id for e in endpoints])
        names.declare(
            parts, "endpoints.yaml", "baseline", "baseline item", [b.id for b in baseline]
        )
        names.known["sensitivity"] = tuple(s.id for e in endpoints for s in e.sensitivities)
    if analyses:
        populations, displays = analyses.populations, analyses.displays
        names.declare(
            parts, "analysis.yaml", "populations", "population", [p.id for p in populations]
        )
        names.declare(parts, "analysis.yaml", "displays", "display", [d.id for d in displays])
        names.declare(
            parts, "analysis.yaml", "analyses", "analysis", [a.id for a in analyses.analyses]
        )
    return names


def _references(parts: Parts) -> Iterator[Reference]:
    yield from _study_references(parts)
    yield from _schedule_references(parts)
    yield from _form_references(parts)
    yield from _eligibility_references(parts)
    yield from _endpoint_references(parts)
    yield from _analysis_references(parts)
    yield from _sharing_references(parts)
    yield from _report_references(parts)


def _study_references(parts: Parts) -> Iterator[Reference]:
    assert parts.study
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


def _schedule_references(parts: Parts) -> Iterator[Reference]:
    assert parts.schedule
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
    for form in parts.forms:
        for i, item in enumerate(form.items):
            if item.codelist:
                path = ("items", i, "codelist")
                yield Reference(f"forms/{form.id}.yaml", path, "code list", item.codelist)


def _eligibility_references(parts: Parts) -> Iterator[Reference]:
    file, eligibility = "eligibility.yaml", parts.eligibility
    assert eligibility
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
    assert parts.endpoints
    for i, baseline in enumerate(parts.endpoints.baseline):
        if baseline.item:
            yield Reference("endpoints.yaml", ("baseline", i, "item"), "item", baseline.item)
    for i, endpoint in enumerate(parts.endpoints.endpoints):
        here: Path_ = ("endpoints", i)
        yield Reference("endpoints.yaml", (*here, "origin"), "origin date", endpoint.origin)
        for role, item in endpoint.roles.items():
            yield Reference("endpoints.yaml", (*here, "roles", role), "item", item)


def _analysis_references(parts: Parts) -> Iterator[Reference]:
    file, analyses = "analysis.yaml", parts.analyses
    assert analyses
    yield Reference(file, ("reference_group",), "group", analyses.reference_group)
    for i, analysis in enumerate(analyses.analyses):
        here: Path_ = ("analyses", i)
        yield Reference(file, (*here, "display"), "display", analysis.display)
        yield Reference(file, (*here, "population"), "population", analysis.population)
        for key in ("endpoint", "sensitivity"):
            if getattr(analysis, key):
                yield Reference(file, (*here, key), key, getattr(analysis, key))
        for j, covariate in enumerate(analysis.covariates):
            path = (*here, "covariates", j, "baseline")
            yield Reference(file, path, "baseline item", covariate.baseline)


def _sharing_references(parts: Parts) -> Iterator[Reference]:
    assert parts.sharing and parts.synthetic
    yield Reference("sharing.yaml", ("origin",), "origin date", parts.sharing.origin)
    yield Reference("sharing.yaml", ("age_at",), "origin date", parts.sharing.age_at)
    for i, quasi in enumerate(parts.sharing.quasi_identifiers):
        if quasi.item:
            yield Reference("sharing.yaml", ("quasi_identifiers", i, "item"), "item", quasi.item)
        for j, item in enumerate(quasi.determined_by):
            path: Path_ = ("quasi_identifiers", i, "determined_by", j)
            yield Reference("sharing.yaml", path, "item", item)
    for i, stand_in in enumerate(parts.synthetic.stand_ins):
        path = ("stand_ins", i, "parameter")
        yield Reference("synthetic.yaml", path, "site parameter", stand_in.parameter)


def _report_references(parts: Parts) -> Iterator[Reference]:
    assert parts.report_text
    for i, use in enumerate(parts.report_text.stand_in_uses):
        path = ("stand_in_uses", i, "parameter")
        yield Reference("report.yaml", path, "site parameter", use.parameter)


def _file_names(parts: Parts) -> Iterator[Problem]:
    """A form lives in the file of its name, so that its messages lead to it."""
    for file, document in parts.documents.items():
        if file.startswith("forms/") and isinstance(document.tree, dict):
            identifier = document.tree.get("id")
            if file != f"forms/{identifier}.yaml":
                cure = f"rename the file to {identifier}.yaml"
                yield document.problem(("id",), f"the form in this file is '{identifier}'", cure)


def _idle_forms(parts: Parts) -> Iterator[Problem]:
    """A form that no visit asks for would never be filled in."""
    assert parts.schedule
    due: set[str] = {form for visit in parts.schedule.visits for form in visit.forms}
    due |= {running.form for running in parts.schedule.running}
    for form in parts.forms:
        document = parts.documents.get(f"forms/{form.id}.yaml")
        if form.id not in due and document:
            cure = "name it in schedule.yaml, at a visit or under running"
            yield document.problem(("id",), f"no visit asks for the form '{form.id}'", cure)
