"""Load a study's folder into one frozen definition, or refuse it with everything that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from trialwright.definition.analyses import Analyses
from trialwright.definition.checks import check_definition
from trialwright.definition.eligibility import Eligibility
from trialwright.definition.endpoints import Endpoints
from trialwright.definition.forms import CodeList, Form, Item
from trialwright.definition.parts import Parts
from trialwright.definition.read_parts import PartsReader
from trialwright.definition.report_text import ReportText
from trialwright.definition.rule_inputs import rule_inputs
from trialwright.definition.rules import RuleInput
from trialwright.definition.scalars import Model
from trialwright.definition.schedule import RUNNING, UNSCHEDULED, Schedule
from trialwright.definition.sharing_plan import SharingPlan
from trialwright.definition.study import Site, Study
from trialwright.definition.synthetic import Synthetic
from trialwright.definition.verification import VerificationPlan
from trialwright.errors import DefinitionError, Problem
from trialwright.record.read import Record


@dataclass(frozen=True)
class Definition:
    """A whole study as data. `hash` names this version: entries keep the one they were made under.

    `models` holds the same parts by file name, `files` each file's name and SHA-256. A study without
    verification.yaml has no plan of source data verification.
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
    verification: VerificationPlan | None
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

    def has_form_at(self, visit: str, form: str) -> bool:
        """Whether the form may stand at the visit: where the schedule asks for it, or unscheduled.

        The form that records the group stands only where the schedule asks for it: a second one
        would be a second group, and nobody could say which of them holds.
        """
        if visit == RUNNING:
            return form in {each.form for each in self.schedule.running}
        planned = next((each.forms for each in self.schedule.visits if each.id == visit), None)
        if planned is not None:
            return form in planned
        of_group = self.study.group_item.partition(".")[0]
        return UNSCHEDULED.fullmatch(visit) is not None and form != of_group

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
    reader = PartsReader(directory)
    parts = reader.read()
    problems = [*reader.problems, *check_definition(parts)]
    if problems:
        raise DefinitionError(sorted(set(problems)))
    return Definition(**{name: getattr(parts, name) for name in Parts.COMPLETE}, files=reader.files)
