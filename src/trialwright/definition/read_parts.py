"""The files of a study's folder, read one by one; what is wrong with each is collected."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from pydantic import ValidationError

from trialwright.definition.analyses import Analyses
from trialwright.definition.codelists import load_codelist
from trialwright.definition.eligibility import Eligibility
from trialwright.definition.endpoints import Endpoints
from trialwright.definition.forms import CodeList, Form
from trialwright.definition.model_problems import model_problems
from trialwright.definition.parts import Parts
from trialwright.definition.report_text import ReportText
from trialwright.definition.scalars import Model
from trialwright.definition.schedule import Schedule
from trialwright.definition.sharing_plan import SharingPlan
from trialwright.definition.strict_yaml import Document, load_yaml
from trialwright.definition.study import Site, Study
from trialwright.definition.synthetic import Synthetic
from trialwright.definition.verification import VerificationPlan
from trialwright.errors import Problem, TrialwrightError
from trialwright.record.read import Record, read_record

ModelT = TypeVar("ModelT", bound=Model)
P = ParamSpec("P")
T = TypeVar("T")

#: One file for each of these parts, by the name of the part.
MODELS: dict[str, tuple[str, type[Model]]] = {
    "study": ("study.yaml", Study),
    "site": ("site.yaml", Site),
    "schedule": ("schedule.yaml", Schedule),
    "eligibility": ("eligibility.yaml", Eligibility),
    "endpoints": ("endpoints.yaml", Endpoints),
    "analyses": ("analysis.yaml", Analyses),
    "report_text": ("report.yaml", ReportText),
    "sharing": ("sharing.yaml", SharingPlan),
    "synthetic": ("synthetic.yaml", Synthetic),
    "verification": ("verification.yaml", VerificationPlan),
}
#: Files that a study may leave out.
_OPTIONAL = frozenset({"verification.yaml"})
_SUFFIXES = {"forms": ".yaml", "codelists": ".csv"}


class PartsReader:
    """Reads a study's folder once; `problems` and `files` fill while it reads.

    `files` holds the name and SHA-256 of each file read, in name order when done.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self.models: dict[str, Model] = {}
        self._hashes: dict[str, str] = {}
        self._unread: set[str] = set()

    def read(self) -> Parts:
        """Every part that can be read."""
        parts = {name: self._model(file, model) for name, (file, model) in MODELS.items()}
        forms = [self._model(f"forms/{path.name}", Form) for path in self._folder("forms")]
        codelists = [self._codelist(path) for path in self._folder("codelists")]
        study = parts["study"]
        record = self._record(study.record) if isinstance(study, Study) else None
        self._refuse_strays()
        return Parts(
            **parts,  # type: ignore[arg-type]
            forms=tuple(form for form in forms if form),
            codelists=tuple(codelist for codelist in codelists if codelist),
            record=record,
            documents=self.documents,
            models=self.models,
            unread=frozenset(self._unread),
        )

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """The name and SHA-256 of each file that was read, in name order."""
        return tuple(sorted(self._hashes.items()))

    def _folder(self, name: str) -> list[Path]:
        """The files of a folder; one of another kind would be left out in silence, so is refused."""
        suffix = _SUFFIXES[name]
        found = sorted(p for p in (self.directory / name).glob("*") if p.name[0] != ".")
        for path in found:
            if path.suffix != suffix:
                cure = f"files of {name}/ end in {suffix}; rename or remove it"
                self._refuse(f"{name}/{path.name}", "this file would not be read", cure)
        return [path for path in found if path.suffix == suffix]

    def _refuse_strays(self) -> None:
        known = {file for file, _ in MODELS.values()}
        for path in sorted(self.directory.glob("*.y*ml")):
            if path.name not in known:
                cure = f"a study has: {', '.join(sorted(known))}"
                self._refuse(path.name, "this file would not be read", cure)

    def _record(self, name: str) -> Record | None:
        path = self._inside(name)
        return self._attempt(name, read_record, path) if path else None

    def _codelist(self, path: Path) -> CodeList | None:
        name = f"codelists/{path.name}"
        inside = self._inside(name)
        return self._attempt(name, load_codelist, inside) if inside else None

    def _model(self, name: str, model: type[ModelT]) -> ModelT | None:
        if name in _OPTIONAL and not (self.directory / name).is_file():
            return None
        path = self._inside(name)
        document = self._attempt(name, load_yaml, path, name) if path else None
        if document is None:
            return None
        self.documents[name] = document
        try:
            loaded = model.model_validate(document.tree)
        except ValidationError as error:
            self.problems += model_problems(document, model, error)
            self._unread.add(name)
            return None
        self.models[name] = loaded
        return loaded

    def _inside(self, name: str) -> Path | None:
        """The path of a file, unless it leads out of the study's folder, by dots or by a link."""
        path = self.directory / name
        if path.resolve().is_relative_to(self.directory.resolve()):
            return path
        self._refuse(name, "the file lies outside the study's folder", "copy it into the folder")
        return None

    def _attempt(
        self, name: str, load: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        try:
            loaded = load(*args, **kwargs)
        except TrialwrightError as error:
            self.problems += error.problems
            self._unread.add(name)
            return None
        self._hashes[name] = hashlib.sha256((self.directory / name).read_bytes()).hexdigest()
        return loaded

    def _refuse(self, name: str, what: str, cure: str) -> None:
        self.problems.append(Problem(name, 0, "", what, cure))
        self._unread.add(name)
