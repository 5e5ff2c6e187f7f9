"""HDR: the pairs above the record on a registry page, which are a copy and not the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trialwright.record.json_values import JsonValue
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.reading.registered_dates import NAMES, date_of
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import STRUCTURE
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import PAGE_HEADER, PROTOCOL

# Which value of the record each pair of the page repeats.
COPIES: Final = {
    "Study NCT ID": f"{PROTOCOL}.identificationModule.nctId",
    "Status": f"{PROTOCOL}.statusModule.overallStatus",
    "Last Update Posted": f"{PROTOCOL}.statusModule.lastUpdatePostDateStruct.date",
    "First Post": f"{PROTOCOL}.statusModule.studyFirstPostDateStruct.date",
    "First Posted": f"{PROTOCOL}.statusModule.studyFirstPostDateStruct.date",
    "Brief Title": f"{PROTOCOL}.identificationModule.briefTitle",
    "Official Title": f"{PROTOCOL}.identificationModule.officialTitle",
    "Acronym": f"{PROTOCOL}.identificationModule.acronym",
    "Sponsor": f"{PROTOCOL}.sponsorCollaboratorsModule.leadSponsor.name",
    "Organization": f"{PROTOCOL}.identificationModule.organization.fullName",
    "Study Type": f"{PROTOCOL}.designModule.studyType",
    "Enrollment": f"{PROTOCOL}.designModule.enrollmentInfo.count",
    "Start Date": f"{PROTOCOL}.statusModule.startDateStruct.date",
    "Primary Completion Date": f"{PROTOCOL}.statusModule.primaryCompletionDateStruct.date",
    "Completion Date": f"{PROTOCOL}.statusModule.completionDateStruct.date",
}
_FLAG_MEANINGS: Final = {
    ("Has Adverse Events", "False"): "no results are posted, not that no event happened",
    ("Has Adverse Events", "True"): "results with adverse events are posted",
    ("Has Results", "False"): "no results are posted, not that there are none",
}


def has_header(study: StudyText) -> bool:
    """Only a registry page has one; an answer of the interface has not."""
    return bool(study.header)


@rule(
    "HDR-01",
    Severity.WARNING,
    Family.MISMATCH,
    "Every pair of the page header equals the value of the record it repeats",
    STRUCTURE,
    has_header,
)
def header_equals_record(study: StudyText) -> Iterator[Hit]:
    for key, path in COPIES.items():
        shown, registered = study.header.get(key), study.value(path)
        if shown is None or registered is None or _same(shown, registered):
            continue
        name = path.rsplit(".", 2)[-2] if path.endswith(".date") else path.rsplit(".", 1)[-1]
        says = f"says '{shown}'" if shown else "is blank"
        yield _header_hit(
            key,
            shown,
            f"The page's '{key}' {says}, the record's {name} is '{registered}'."
            + _shown_instead(shown, study),
            "Use the record's value; the page header is only a copy.",
        )


@rule(
    "HDR-02",
    Severity.NOTE,
    Family.MISMATCH,
    "No flag of the page header is negated or derived without saying what it means",
    STRUCTURE,
    has_header,
)
def header_flags_are_plain(study: StudyText) -> Iterator[Hit]:
    for key, shown in study.header.items():
        meaning = _FLAG_MEANINGS.get((key, shown)) or _negated(key, shown)
        if meaning:
            message = f"The flag '{key}: {shown}' is easily misread: it means that {meaning}."
            yield _header_hit(key, shown, message, f"Show it as: {meaning}.")


RULES: Final = (header_equals_record, header_flags_are_plain)


def _shown_instead(shown: str, study: StudyText) -> str:
    """Which other date of the record the page shows, where it is one."""
    others = (name for key, (_, name) in NAMES.items() if str(date_of(study, key)) == shown)
    other = next(others, None)
    return f" What it shows is the {other}." if other else ""


def _header_hit(key: str, shown: str, message: str, suggestion: str) -> Hit:
    span = (0, len(shown)) if shown else (None, None)
    return Hit(f"{PAGE_HEADER}.{key}", message, suggestion, *span)


def _same(shown: str, registered: JsonValue) -> bool:
    """Spelling of codes and spaces do not count: "Not yet recruiting" is NOT_YET_RECRUITING."""
    return _folded(shown) == _folded(str(registered))


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").replace(",", " ").casefold().split())


def _negated(key: str, shown: str) -> str | None:
    if not key.startswith(("Is NOT ", "Has NO ")) or shown not in ("True", "False"):
        return None
    thing = key[7:].lower()
    verb = "is" if key.startswith("Is") else "has"
    return f"the study {verb} no {thing}" if shown == "True" else f"the study {verb} {thing}"
