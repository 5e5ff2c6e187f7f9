"""Load a study's folder into one frozen definition, or refuse it with everything that is wrong."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from trialwright.definition.analyses import Analyses
from trialwright.definition.checks import check_definition
from trialwright.definition.codelists import load_codelist
from trialwright.definition.eligibility import Eligibility
from trialwright.definition.endpoints import Endpoints
from trialwright.definition.forms import CodeList, Form, Item
from trialwright.definition.parts import Parts
from trialwright.definition.report_text import ReportText
from trialwright.definition.rule_inputs import rule_inputs
from trialwright.definition.rules import RuleInput
from trialwright.definition.scalars import Model
from trialwright.definition.schedule import Schedule
from trialwright.definition.sharing_plan import SharingPlan
from trialwright.definition.strict_yaml import Document, Path_, load_yaml
from trialwright.definition.study import Site, Study
from trialwright.definition.synthetic import Synthetic
from trialwright.errors import DefinitionError, Problem, TrialwrightError
from trialwright.record.read import Record, read_record

ModelT = TypeVar("ModelT", bound=Model)
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Definition:
    """A whole study as data. `hash` names this version: entries keep the one they were made under.

    `models` holds the same parts by file name, `files` each file's name and SHA-256.
    """

    study: Study
    site: Site
    schedule: Schedule
    forms: tuple[Form, ...]
    codelists: tuple[CodeList, ...]
    eligibility: Eligibility
    endpoints: Endpoints
    analyses: Analyses
    report_text: ReportText
    sharing: SharingPlan
    synthetic: Synthetic
    record: Record
    models: Mapping[str, Model]
    files: tuple[tuple[str, str], ...]

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the names and SHA-256 of all files, in name order."""
        lines = "".join(f"{sha256}  {name}\n" for name, sha256 in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()

    @cached_property
    def forms_by_id(self) -> dict[str, Form]:
        """Every form by its identifier."""
        return {form.id: form for form in self.forms}

    @cached_property
    def codelists_by_id(self) -> dict[str, CodeList]:
        """Every code list by its identifier."""
        return {codelist.id: codelist for codelist in self.codelists}

    def item(self, reference: str) -> Item:
        """The item that "form.item" names."""
        form, _, item = reference.partition(".")
        return self.forms_by_id[form].by_id[item]

    @cached_property
    def rule_inputs(self) -> Mapping[str, RuleInput]:
        """The type of each input of the eligibility rules."""
        found = rule_inputs(self.eligibility, self.item, self.codelists_by_id.get)
        assert found is not None  # checked at load
        return found


def load_definition(directory: Path) -> Definition:
    """Load and check the study in `directory`.

    Raises DefinitionError with every problem found: unknown keys, dangling references, overlapping
    windows, incomplete items, duplicate codes, rules that do not load, facts the record does not
    bear out.
    """
    if not (directory / "study.yaml").is_file():
        cure = "name the folder that holds study.yaml, such as studies/prtras001"
        raise DefinitionError(Problem(str(directory), 0, "", "no study is here", cure))
    loader = _Loader(directory)
    parts = loader.load()
    problems = [*loader.problems, *check_definition(parts)]
    if problems:
        raise DefinitionError(sorted(problems))
    return Definition(
        **{name: getattr(parts, name) for name in Parts.COMPLETE}, files=loader.file_hashes()
    )


class _Loader:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self.models: dict[str, Model] = {}
        self.read: list[Path] = []

    def load(self) -> Parts:
        study = self._model("study.yaml", Study)
        return Parts(
            study=study,
            site=self._model("site.yaml", Site),
            schedule=self._model("schedule.yaml", Schedule),
            forms=self._forms(),
            codelists=self._codelists(),
            eligibility=self._model("eligibility.yaml", Eligibility),
            endpoints=self._model("endpoints.yaml", Endpoints),
            analyses=self._model("analysis.yaml", Analyses),
            report_text=self._model("report.yaml", ReportText),
            sharing=self._model("sharing.yaml", SharingPlan),
            synthetic=self._model("synthetic.yaml", Synthetic),
            record=self._record(study),
            documents=self.documents,
            models=self.models,
            everything_read=not self.problems,
        )

    def _forms(self) -> tuple[Form, ...]:
        files = sorted((self.directory / "forms").glob("*.yaml"))
        forms = [self._model(f"forms/{path.name}", Form) for path in files]
        return tuple(form for form in forms if form)

    def _codelists(self) -> tuple[CodeList, ...]:
        found = []
        for path in sorted((self.directory / "codelists").glob("*.csv")):
            self.read.append(path)
            found.append(self._attempt(load_codelist, path))
        return tuple(codelist for codelist in found if codelist)

    def file_hashes(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (path.relative_to(self.directory).as_posix(), _sha256(path))
            for path in sorted(set(self.read))
        )

    def _record(self, study: Study | None) -> Record | None:
        if study is None:
            return None
        path = self.directory / study.record
        self.read.append(path)
        return self._attempt(read_record, path)

    def _model(self, name: str, model: type[ModelT]) -> ModelT | None:
        path = self.directory / name
        document = self._attempt(load_yaml, path, name)
        if document is None:
            return None
        self.read.append(path)
        self.documents[name] = document
        try:
            loaded = model.model_validate(document.tree)
        except ValidationError as error:
            self.problems += [_as_problem(document, model, e) for e in error.errors()]
            return None
        self.models[name] = loaded
        return loaded

    def _attempt(self, load: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return load(*args, **kwargs)
        except TrialwrightError as error:
            self.problems += error.problems
            return None


def _as_problem(document: Document, model: type[Model], error: Any) -> Problem:
    path: Path_ = tuple(part for part in error["loc"] if part != "[key]")
    kind, message = error["type"], error["msg"].removeprefix("Value error, ")
    key = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return document.problem(path, f"the key '{key}' is not known here", _closest(key, model))
    if kind == "missing":
        return document.problem(path, f"'{key}' is missing", f"add `{key}:`")
    if kind == "string_pattern_mismatch":
        return document.problem(path, f"{_given(error)} is not a valid name", _PATTERN_CURE)
    if error.get("input") is None:
        return document.problem(path, f"'{key}' has no value", f"fill in `{key}:`")
    return document.problem(path, f"{_given(error)}: {message[0].lower()}{message[1:]}")


_PATTERN_CURE = "letters, digits and _ only; items are written form.item, rules like REC-01"


def _given(error: Any) -> str:
    value = error.get("input")
    return f"'{value}'" if isinstance(value, str) else f"this {type(value).__name__}"


def _closest(key: str, model: type[Model]) -> str:
    names = sorted(_all_keys(model, set()))
    close = difflib.get_close_matches(key, names, n=1, cutoff=0.6)
    return (
        f"did you mean '{close[0]}'?" if close else "remove it, or check the reference of the file"
    )


def _all_keys(model: type[Model], seen: set[type]) -> set[str]:
    """Every key that may stand somewhere in the file of `model`."""
    seen.add(model)
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        keys.add(field.alias or name)
        for part in _models_in(field.annotation):
            if part not in seen:
                keys |= _all_keys(part, seen)
    return keys


def _models_in(annotation: Any) -> list[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [m for arg in getattr(annotation, "__args__", ()) for m in _models_in(arg)]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
