"""The words of oversight in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

OBSTACLE_WORDS: Final[Mapping[str, object]] = {
    "finding": _("Findings that no query asked about"),
    "query": _("Queries that are not closed"),
    "draft": _("Drafts"),
    "unsettled": _("Forms that are not entered twice and settled"),
    "unsigned": _("Forms without a valid signature"),
}
OBSTACLE_TEXTS: Final[Mapping[str, object]] = {
    "draft": _("The form is a draft: complete it."),
    "unsettled": _("The second entry is awaited, or the two differ: settle them."),
    "unsigned": _("The investigator has not signed the form, or a change made the signature void."),
}

CHANGE_WORDS: Final[Mapping[str, object]] = {
    "new": _("new"),
    "changed": _("changed"),
    "retired": _("retired"),
    "removed": _("removed"),
}
#: The lists of the dashboard.
LIST_WORDS: Final[Mapping[str, object]] = {
    "enrolled": _("Enrolled participants"),
    "overdue-scans": _("Scans overdue"),
    "last-seen": _("Last seen"),
    "missing-forms": _("Forms still missing"),
    "adverse-events": _("Adverse events"),
    "serious-events": _("Serious adverse events"),
    "unclear-events": _("Events whose seriousness is unclear"),
    "deaths": _("Deaths"),
    "withdrawals": _("Withdrawals"),
}
#: Where the verification of items stands, which lists there are, and of whom they are verified.
VERIFICATION_WORDS: Final[Mapping[str, object]] = {
    "open": _("to be verified"),
    "all": _("all"),
    "due": _("not yet verified"),
    "fallen": _("changed since it was verified"),
    "differs": _("differs from the source"),
    "verified": _("source-verified"),
    "everybody": _("everybody"),
    "sample": _("a sample of participants"),
}
