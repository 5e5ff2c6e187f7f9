"""The parts of a definition while it is loaded: any of them may have failed to load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from trialwright.definition.analyses import Analyses
from trialwright.definition.eligibility import Eligibility
from trialwright.definition.endpoints import Endpoints
from trialwright.definition.forms import CodeList, Form, Item
from trialwright.definition.report_text import ReportText
from trialwright.definition.scalars import Model
from trialwright.definition.schedule import Schedule
from trialwright.definition.sharing_plan import SharingPlan
from trialwright.definition.strict_yaml import Document
from trialwright.definition.study import Site, Study
from trialwright.definition.synthetic import Synthetic
from trialwright.definition.verification import VerificationPlan
from trialwright.record.read import Record


@dataclass(frozen=True)
class Parts:
    """What could be read of a study's folder; a part that could not be read is None.

    `models` holds the same parts by file name. `unread` names the files that failed: a name that
    one of them would declare may be missing as a consequence, and is not reported again.
    """

    study: Study | None
    site: Site | None
    schedule: Schedule | None
    forms: tuple[Form, ...]
    codelists: tuple[CodeList, ...]
    eligibility: Eligibility | None
    endpoints: Endpoints | None
    analyses: Analyses | None
    report_text: ReportText | None
    sharing: SharingPlan | None
    synthetic: Synthetic | None
    verification: VerificationPlan | None
    record: Record | None
    documents: Mapping[str, Document]
    models: Mapping[str, Model]
    unread: frozenset[str]

    COMPLETE: ClassVar[tuple[str, ...]] = (
        "study",
        "site",
        "schedule",
        "forms",
        "codelists",
        "eligibility",
        "endpoints",
        "analyses",
        "report_text",
        "sharing",
        "synthetic",
        "verification",
        "record",
        "models",
    )

    @property
    def everything_read(self) -> bool:
        """Whether no file failed."""
        return not self.unread

    @property
    def form_files(self) -> tuple[tuple[str, Form], ...]:
        """Each form with the file it stands in, which may still bear a wrong name."""
        return tuple((file, part) for file, part in self.models.items() if isinstance(part, Form))

    def item(self, reference: str) -> Item | None:
        """The item that "form.item" names, if it exists."""
        form_id, _, item_id = reference.partition(".")
        form = next((form for form in self.forms if form.id == form_id), None)
        return form.by_id.get(item_id) if form else None

    def codelist(self, identifier: str) -> CodeList | None:
        """The code list called `identifier`, if it exists."""
        return next((c for c in self.codelists if c.id == identifier), None)
