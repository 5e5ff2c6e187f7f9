"""What a registry reader sees of a study's dates."""

from __future__ import annotations

from typing import Final

from trialwright.record.models import RegisteredDate, StudyView
from trialwright.record.module_paths import STATUS
from trialwright.record.partial_date import PartialDate
from trialwright.record.sections import Section, Table, make_section
from trialwright.record.wording import optional_words

_VERSION: Final = "derivedSection.miscInfoModule.versionHolder"


def show_dates(view: StudyView) -> Section | None:
    """Every registered date, as exact as it was registered."""
    status = view.status
    dates: tuple[tuple[str, RegisteredDate | PartialDate | None, str], ...] = (
        ("Study start", status.start, "startDateStruct"),
        ("Primary completion", status.primary_completion, "primaryCompletionDateStruct"),
        ("Study completion", status.completion, "completionDateStruct"),
        ("First submitted", status.study_first_submit, "studyFirstSubmitDate"),
        (
            "First submitted that met quality control",
            status.study_first_submit_qc,
            "studyFirstSubmitQcDate",
        ),
        ("First posted", status.study_first_post, "studyFirstPostDateStruct"),
        ("Results first submitted", status.results_first_submit, "resultsFirstSubmitDate"),
        ("Results first posted", status.results_first_post, "resultsFirstPostDateStruct"),
        ("Last update submitted", status.last_update_submit, "lastUpdateSubmitDate"),
        ("Last update posted", status.last_update_post, "lastUpdatePostDateStruct"),
        ("Last verified", status.status_verified, "statusVerifiedDate"),
    )
    present = [(label, date, f"{STATUS}.{key}") for label, date, key in dates if date]
    if view.version:
        present.append(("Version of the record", view.version, _VERSION))
    rows = tuple((label, *_date_cells(date)) for label, date, _ in present)
    paths = tuple(path for _, _, path in present)
    return make_section("dates", "Dates", Table(("Event", "Date", "Kind"), rows, paths))


def _date_cells(value: RegisteredDate | PartialDate) -> tuple[str, str]:
    if isinstance(value, PartialDate):
        return str(value), ""
    return str(value.date), optional_words(value.type) or ""
