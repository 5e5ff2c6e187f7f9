"""What stands around every page: the study's name, the navigation, the other language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import actor_of, may_open
from trialwright_web.capture.models import Study
from trialwright_web.studies.loaded import loaded_study

# Pages that have no entry of their own stand under another.
PART_OF = {
    "participant": "participants",
    "form-entry": "participants",
    "eligibility": "participants",
    "consents": "participants",
    "journal": "participants",
    "journal-verify": "participants",
    "journal-of-user": "journal-configuration",
    "permissions": "work",
    "lock": "work",
    "amendments": "work",
    "data-review": "work",
    "verification": "work",
    "tokens": "members",
    "dashboard-list": "dashboard",
    "form": "forms",
    "compare": "check",
    "library": "check",
    "library-record": "check",
}


# The name of a page and what the navigation calls it.
Pages = tuple[tuple[str, object], ...]
STUDY_PAGES: Pages = (
    ("home", _("Study")),
    ("record", _("Record")),
    ("schedule", _("Schedule")),
    ("forms", _("Forms")),
    ("criteria", _("Criteria")),
    ("facts", _("Facts")),
    ("report", _("Report")),
    ("sharing", _("Sharing")),
    ("check", _("Check a record")),
)
MEMBER_PAGES: Pages = (
    ("work", _("My work")),
    ("participants", pgettext_lazy("page", "Participants")),
    ("queries", _("Queries")),
    ("dashboard", _("Dashboard")),
    ("imports", _("Import")),
    ("journal-configuration", _("Journal")),
    ("members", _("Members")),
)


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the navigation."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True)
class LanguageLink:
    """The same page in a language, named in that language."""

    code: str
    name: str
    url: str
    here: bool


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of the page asked for."""
    actor = actor_of(request)
    return {
        "study": loaded_study().definition.study,
        "actor_roles": actor.roles,
        "rehearsal": bool(actor.user) and is_rehearsal(),
        "navigation": _navigation(request, STUDY_PAGES),
        "member_pages": _navigation(request, _open_to(actor)),
        "languages": _languages(request),
    }


def is_rehearsal() -> bool:
    """Whether every participant of the database is synthetic."""
    study = loaded_study().definition.study.id
    return Study.objects.filter(study=study, rehearsal="yes").exists()


def _open_to(actor: Actor) -> Pages:
    """The pages of a member's work, as far as their roles open them."""
    return tuple(
        (page, label)
        for page, label in MEMBER_PAGES
        if may_open(actor, page.removesuffix("-configuration"))
    )


def _navigation(request: HttpRequest, pages: Pages) -> list[NavigationItem]:
    match = request.resolver_match
    name = match.url_name if match else None
    current = PART_OF.get(name, name) if name else None
    return [NavigationItem(str(label), reverse(page), page == current) for page, label in pages]


def _languages(request: HttpRequest) -> list[LanguageLink]:
    active = get_language()
    return [
        LanguageLink(code, name, _same_page(request, code), code == active)
        for code, name in settings.LANGUAGES
    ]


def _same_page(request: HttpRequest, language: str) -> str:
    here = request.get_full_path()
    there = translate_url(here, language)
    # An address that is no page cannot be translated: then the language's first page.
    return there if there != here or language == get_language() else f"/{language}/"
