"""What the study is called, what is taken over from the record as it stands, and the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from trialwright.definition.draft.decision import Evidence
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.sources import ANSWERED, assumed, from_record
from trialwright.definition.draft.templates import fact_rows, site_parameters
from trialwright.definition.draft.wording import both, clean
from trialwright.definition.strict_yaml import unprintable
from trialwright.record.json_values import JsonValue
from trialwright.record.partial_date import PartialDate
from trialwright.record.paths import has_value, value_at
from trialwright.record.read import Record
from trialwright.record.sharing_window import derive_sharing_window

Tree = dict[str, Any]
_TITLE = "protocolSection.identificationModule.officialTitle"
# A publication date is never in a record; with any, the rest of the time frame can be read.
_ANY_PUBLICATION = date(2030, 1, 1)
_BRIEF_TITLE = "protocolSection.identificationModule.briefTitle"


@dataclass(frozen=True)
class Oversight:
    """Who watches the study and whether its data are shared; None while it is open."""

    committee: bool | None
    sharing: str | None
    answered: tuple[Tree, ...]

    @property
    def is_open(self) -> bool:
        """Whether a person has yet to decide."""
        return self.committee is None or self.sharing is None


def record_file(record: Record) -> str:
    """The name of the record in the study's folder; a registry number holds no path."""
    suffix = "json" if record.source_format == "api v2 json" else "page.txt"
    return f"record/{record.nct_id}.{suffix}"


def draft_identity(sheet: Sheet, record: Record) -> Tree | None:
    """Name, title, question and record of the study, as study.yaml begins."""
    stated = record.view.identification
    path = _TITLE if clean(stated.official_title or "") else _BRIEF_TITLE
    text = stated.official_title if path == _TITLE else stated.brief_title
    at = Evidence(path) if clean(text or "") else None
    title = sheet.words("study.title", "", text or "", at)
    question = sheet.label(
        "study.question", why="the record gives a summary, not the question in one sentence"
    )
    if title is None or question is None:
        return None
    short = clean(stated.acronym or "", 60) or record.nct_id
    return {
        "id": record.nct_id.lower(),
        "title": title,
        "short_title": both(short),
        "question": question,
        "registry_id": record.nct_id,
        "record": record_file(record),
    }


def draft_facts(sheet: Sheet, record: Record) -> list[Tree]:
    """Facts whose value is the record's own, letter for letter."""
    facts = []
    for row in fact_rows():
        path = f"protocolSection.{row['path']}"
        if not has_value(record, path):
            continue
        value = _plain_value(value_at(record, path))
        sheet.read(row["id"], value or "", Evidence(path))
        if value:
            source = from_record(Evidence(path))
            facts.append({"id": row["id"], "label": row["label"], "value": value, "source": source})
    return facts


def _plain_value(value: JsonValue) -> str:
    """The text of a value that can be repeated exactly, else nothing."""
    if not isinstance(value, (str, int, bool)):
        return ""
    text = str(value)
    fits = text == text.strip() and unprintable(text) is None
    return text if fits else ""


def draft_oversight(sheet: Sheet, record: Record) -> Oversight:
    """Committee and sharing: read where the record says them, asked where it does not."""
    committee, sharing = record.view.oversight.has_dmc, record.view.ipd_sharing.ipd_sharing
    answered = []
    if committee is None:
        committee = sheet.truth("oversight.committee", why="the record does not say")
        answered.append(_answered("monitoring_committee", str(committee)))
    if sharing not in ("YES", "NO", "UNDECIDED"):
        sharing = sheet.choice("sharing.statement", why="the record has no sharing statement")
        answered.append(_answered("sharing", str(sharing)))
    return Oversight(committee, sharing, tuple(answered))


def _answered(identifier: str, value: str) -> Tree:
    label = next(row["label"] for row in fact_rows() if row["id"] == identifier)
    return {"id": identifier, "label": label, "value": value, "source": assumed(ANSWERED)}


def draft_site(sheet: Sheet, oversight: Oversight, depends: frozenset[str]) -> Tree | None:
    """site.yaml: the hospital, and what it has to decide before the first participant.

    `depends` names what the draft has that a decision of the templates waits for.
    """
    name = sheet.label("site.name", why="the record does not name who uses this definition")
    zone = sheet.text("site.time_zone", why="the record has no time zone")
    extra = sheet.several("site.parameters", why="the record may leave more open than it shows")
    added = [_parameter(sheet, identifier) for identifier in extra or ()]
    if name is None or zone is None or extra is None or oversight.is_open or None in added:
        return None
    shared = oversight.sharing == "YES"
    holds = {
        "": True,
        **{each: each in depends for each in ("treatment", "laboratory_window", "imaging_window")},
        "committee": oversight.committee,
        "sharing": shared,
        "sharing_time_frame": shared and "sharing_time_frame" in depends,
    }
    standing = [
        {key: row[key] for key in ("id", "label", "needed_for", "unit") if key in row}
        for row in site_parameters()
        if holds[row.get("only_if", "")]
    ]
    return {"name": name, "time_zone": zone, "parameters": [*standing, *added]}


def settles_sharing(record: Record) -> bool:
    """Whether the record says when data can be requested, up to a publication date (IPD-03)."""
    window = derive_sharing_window(record.view, _ANY_PUBLICATION)
    return bool(window and window.opens and (window.closes or window.never_closes))


def _parameter(sheet: Sheet, identifier: str) -> Tree | None:
    label = sheet.words("parameter.*.label", identifier, identifier.replace("_", " "), None)
    needed = {"en": "the first participant", "zh": "首例受试者"}
    return label and {"id": identifier, "label": label, "needed_for": needed}


def draft_rehearsal(sheet: Sheet, record: Record) -> Tree | None:
    """synthetic.yaml: the size and the days of a rehearsal."""
    status, count = record.view.status, record.view.design.enrollment_count
    start = _day(
        sheet, "dates.first_enrolment", status.start.date if status.start else None, "start"
    )
    end = _day(
        sheet, "dates.data_cutoff", status.completion.date if status.completion else None, "end"
    )
    if count is None or not 1 <= count <= 20_000:
        count = sheet.number("dates.participants", why=f"the registered number is {count}")
    if start is None or end is None or count is None:
        return None
    return {
        "participants": count,
        "seed": int(record.nct_id[3:].lstrip("0") or "0"),
        "first_enrolment": start,
        "data_cutoff": end,
        "parameters": {},
    }


def _day(sheet: Sheet, key: str, registered: PartialDate | None, what: str) -> str | None:
    if registered and registered.day:
        return str(registered)
    said = f"the registered {what} is {registered}, no day" if registered else f"it has no {what}"
    return sheet.text(key, why=said)
