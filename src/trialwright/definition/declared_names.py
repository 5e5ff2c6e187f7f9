"""Every name that a study declares: what kind of thing it names, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from trialwright.definition.parts import Parts
from trialwright.definition.schedule import RUNNING
from trialwright.definition.strict_yaml import Path_


@dataclass(frozen=True)
class Declared:
    """One name that exists, and the place that declares it."""

    file: str
    path: Path_
    kind: str
    name: str


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def declared_names(parts: Parts) -> tuple[Declared, ...]:
    """The names of every part that could be read, in file order."""
    return (
        *_of_study(parts),
        *_of_schedule(parts),
        *_of_forms(parts),
        *_of_eligibility(parts),
        *_of_endpoints(parts),
        *_of_analyses(parts),
        *_of_verification(parts),
    )


def _listed(file: str, key: str, kind: str, things: Iterable[_Named]) -> Iterator[Declared]:
    for index, thing in enumerate(things):
        yield Declared(file, (key, index), kind, thing.id)


def _of_study(parts: Parts) -> Iterator[Declared]:
    if study := parts.study:
        yield from _listed("study.yaml", "groups", "group", study.groups)
        yield from _listed("study.yaml", "drugs", "drug", study.drugs)
        yield from _listed("study.yaml", "origins", "origin date", study.origins)
        yield from _listed("study.yaml", "facts", "fact", study.facts)
    if parts.site:
        yield from _listed("site.yaml", "parameters", "site parameter", parts.site.parameters)


def _of_schedule(parts: Parts) -> Iterator[Declared]:
    if schedule := parts.schedule:
        file = "schedule.yaml"
        yield Declared(file, (), "visit", RUNNING)
        yield from _listed(file, "visits", "visit", schedule.single_visits)
        yield from _listed(file, "series", "series", schedule.series)
        for index, series in enumerate(schedule.series):
            for visit in series.visits():
                yield Declared(file, ("series", index), "visit", visit.id)


def _of_forms(parts: Parts) -> Iterator[Declared]:
    for file, form in parts.form_files:
        yield Declared(file, ("id",), "form", form.id)
        for index, item in enumerate(form.items):
            yield Declared(file, ("items", index), "item", f"{form.id}.{item.id}")
    for codelist in parts.codelists:
        yield Declared(f"codelists/{codelist.id}.csv", (), "code list", codelist.id)


def _of_eligibility(parts: Parts) -> Iterator[Declared]:
    if eligibility := parts.eligibility:
        file = "eligibility.yaml"
        yield from _listed(file, "criteria", "criterion", eligibility.criteria)
        for name in eligibility.inputs:
            yield Declared(file, ("inputs", name), "rule input", name)
        for index, derived in enumerate(eligibility.derived):
            for name in derived.gives:
                yield Declared(file, ("derived", index, "gives"), "rule input", name)


def _of_endpoints(parts: Parts) -> Iterator[Declared]:
    if declared := parts.endpoints:
        file = "endpoints.yaml"
        yield from _listed(file, "endpoints", "endpoint", declared.endpoints)
        yield from _listed(file, "recorded", "recorded outcome", declared.recorded)
        yield from _listed(file, "baseline", "baseline item", declared.baseline)
        for index, endpoint in enumerate(declared.endpoints):
            for number, sensitivity in enumerate(endpoint.sensitivities):
                path = ("endpoints", index, "sensitivities", number)
                yield Declared(file, path, "sensitivity", sensitivity.id)


def _of_analyses(parts: Parts) -> Iterator[Declared]:
    if declared := parts.analyses:
        file = "analysis.yaml"
        yield from _listed(file, "populations", "population", declared.populations)
        yield from _listed(file, "displays", "display", declared.displays)
        yield from _listed(file, "analyses", "analysis", declared.analyses)


def _of_verification(parts: Parts) -> Iterator[Declared]:
    if declared := parts.verification:
        file = "verification.yaml"
        yield from _listed(file, "rows", "row of the verification plan", declared.rows)
