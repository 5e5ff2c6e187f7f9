"""Import a file of another system: look first, then all of it or nothing, as on the page."""

from __future__ import annotations

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from ninja import File, Form, Path, UploadedFile

from trialwright.capture.imports.plan import ImportPlan, PlannedSave
from trialwright_web.api.refusals import page_may_be_opened
from trialwright_web.api.route import REFUSALS, actor, definition, token_router
from trialwright_web.api.schemas import ImportedForm, ImportIn, ImportOut
from trialwright_web.capture.actions.imports import import_values, planned_import
from trialwright_web.capture.questions import finding_in_words
from trialwright_web.imports.reading import ImportedFile, import_reason, read_values

import_router = token_router()


@import_router.post("/imports/{kind}", response={200: ImportOut, **REFUSALS})
def import_file(
    request: HttpRequest,
    kind: Annotated[str, Path(max_length=64)],
    file: File[UploadedFile],
    told: Form[ImportIn],
) -> ImportOut:
    """Look at what a file would change; with the digest of that answer and a reason, import it.

    `kind` is a mapping of the study, or odm.
    """
    page_may_be_opened(request, "imports")
    sent = ImportedFile(file.name or "file", file.read())
    values = read_values(definition(), settings.STUDY_DIRECTORY, kind, sent)
    if not told.digest:
        return _answer(planned_import(definition(), values, sent.name), saved=0)
    plan = import_values(
        by=actor(request),
        definition=definition(),
        values=values,
        file=sent.name,
        digest=told.digest,
        reason=import_reason(told.reason, sent),
    )
    return _answer(plan, saved=len(plan.saves))


def _answer(plan: ImportPlan, *, saved: int) -> ImportOut:
    forms = [_form(each) for each in plan.saves]
    return ImportOut(digest=plan.digest, saved=saved, unchanged=plan.unchanged, forms=forms)


def _form(save: PlannedSave) -> ImportedForm:
    participant, visit, form, repeat = save.key
    return ImportedForm(
        participant=participant,
        visit=visit,
        form=form,
        repeat=repeat,
        kind=save.kind,
        before={each.item: each.before for each in save.differences},
        after={each.item: each.after for each in save.differences},
        questions=[finding_in_words(finding) for finding in save.findings],
    )
