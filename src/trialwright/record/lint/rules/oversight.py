"""OVS and CON: who watches over the study, who answers for it, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import DMC
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import REVIEW_CRITERIA, WHO_DATA_SET
from trialwright.record.lint.study_text import StudyText
from trialwright.record.models import Contact
from trialwright.record.module_paths import CONTACTS, OVERSIGHT
from trialwright.record.searching import words

COMMITTEE: Final = words(
    r"(?:data (?:and|&) safety |data[ -](?:safety )?|safety )monitoring (?:committee|board)"
    r"|\bI?DMC\b|\bDSMB\b|数据(?:安全)?监[察查]委员会",
)
_WEBMAIL: Final = re.compile(
    r"@(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|aol|gmx|web|mail|protonmail"
    r"|163|126|yeah|qq|foxmail|sina|sohu|139|189|naver|daum|hanmail|yandex|rediffmail|orange|free)"
    r"\.[a-z.]{2,6}\s*\Z",
    re.I,
)
_MOBILE: Final = re.compile(
    r"(?:\+|00)?86[- ]?1[3-9]\d(?:[- ]?\d){8}|(?<![\d+])1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"
    r"|(?:\+|00)(?:33[- ]?[67]|34[- ]?[67]|39[- ]?3|44[- ]?7\d|49[- ]?1[567]\d|81[- ]?[789]0|82[- ]?10"
    r"|91[- ]?[6-9]\d)(?:[. -]?\d){7,8}"
)
# Degrees such as "MD, PhD" are added by the registry from a field of their own.
_TITLE: Final = re.compile(
    r"(?:^|[\s,])(?:Dr|Prof|Mr|Mrs|Ms|Doctor|Professor|Chief Physician|Director)\b\.?|教授|主任|医生",
    re.I,
)
_OFFICE: Final = re.compile(
    r"\b(?:cent(?:er|re)|office|department|team|desk|information|trials?|study|studies"
    r"|unit)\b|中心|办公室",
    re.I,
)
_RECRUITING: Final = frozenset(
    {"NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"}
)


def _committee_named(study: StudyText) -> bool:
    named = COMMITTEE.occur_in(study.prose)
    return study.view.oversight.has_dmc is True or named


@rule(
    "OVS-01",
    Severity.WARNING,
    Family.UNCLEAR,
    "The monitoring committee has one described duty",
    DMC,
    _committee_named,
)
def committee_has_one_duty(study: StudyText) -> Iterator[Hit]:
    sharing = [(text, match) for text in study.ipd_texts if (match := COMMITTEE.search(text))]
    for field, match in sharing:
        yield field.hit(
            match,
            "The committee that watches over safety also decides on access to the data. The two "
            "duties need different people, at different times.",
            "Name a separate panel for data access, or describe both duties.",
        )
    if not sharing and not COMMITTEE.occur_in(study.prose):
        yield Hit(
            f"{OVERSIGHT}.oversightHasDmc",
            "A monitoring committee is registered and nowhere described.",
            "Say who sits on it and what it reviews.",
        )


@rule(
    "OVS-02",
    Severity.ERROR,
    Family.VALIDITY,
    "The items of the WHO data set that the record can hold are there",
    WHO_DATA_SET,
    # The data set describes trials: expanded access is treatment, and registers neither.
    lambda study: study.view.design.study_type != "EXPANDED_ACCESS",
)
def who_items_are_present(study: StudyText) -> Iterator[Hit]:
    """Ethics review and funding have no key in the public record, so only a reminder names them."""
    contacts, sponsors = study.view.contacts_locations, study.view.sponsors
    suggestion = "Add it, and give funding and ethics review where the registry asks for them."
    if not contacts.locations:
        message = "No location is registered, so the countries of recruitment are unknown."
        yield Hit(f"{CONTACTS}.locations", message, suggestion)
    if not contacts.overall_officials and not sponsors.investigator_name:
        message = "No investigator is named, so nobody answers scientific queries."
        yield Hit(f"{CONTACTS}.overallOfficials", message, suggestion)
    if study.view.status.overall_status in _RECRUITING and not _has_contact(study):
        message = "The study recruits or will recruit and gives no contact."
        yield Hit(f"{CONTACTS}.centralContacts", message, suggestion)


def _has_contact(study: StudyText) -> bool:
    contacts = study.view.contacts_locations
    return bool(contacts.central_contacts or any(place.contacts for place in contacts.locations))


@rule(
    "CON-01",
    Severity.NOTE,
    Family.VALIDITY,
    "Contacts are offices that outlast a person",
    REVIEW_CRITERIA,
    lambda study: bool(study.view.contacts_locations.central_contacts),
)
def contacts_are_offices(study: StudyText) -> Iterator[Hit]:
    """The messages name no person; the quoted characters are masked where they are shown."""
    contacts = study.view.contacts_locations.central_contacts
    if len(contacts) == 1 and not _OFFICE.search(contacts[0].name or ""):
        message = "There is one contact only: nobody answers when that person is away."
        yield Hit(f"{CONTACTS}.centralContacts", message, "Add a second contact or an office.")
    for number, contact in enumerate(contacts):
        yield from _personal_details(f"{CONTACTS}.centralContacts[{number}]", contact)


def _personal_details(path: str, contact: Contact) -> Iterator[Hit]:
    checks = (
        ("email", contact.email, _WEBMAIL, "The address is one of a public mail service."),
        ("phone", contact.phone, _MOBILE, "The number is one of a mobile telephone."),
        ("name", contact.name, _TITLE, "The name holds a title."),
    )
    for key, value, pattern, message in checks:
        if value and pattern.search(value):
            suggestion = "Use the address or number of the institution, and the plain name."
            yield Hit(f"{path}.{key}", message, suggestion, 0, len(value))


RULES: Final = (committee_has_one_duty, who_items_are_present, contacts_are_offices)
