"""Who may do what to what, and what becomes of it: one table for everything people act on.

A row says: an action, on one kind of object, in which states it may stand, which roles may do it,
and the state it leads to. What no row permits is refused. The table is shown on the site, printed
in the documentation and tested cell by cell; pages, imports and the interface for programs all ask
here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, get_args

from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import AnyOf, Sentence, Word, sentence

Role = Literal[
    "investigator",
    "coordinator",
    "data_manager",
    "monitor",
    "radiologist",
    "pathologist",
    "laboratory",
    "biobank",
    "statistician",
    "dmc_member",
    "safety_officer",
    "data_access_reviewer",
    "inspector",
    "administrator",
]
Subject = Literal[
    "participant", "form", "query", "serious_event", "specimen", "read", "request", "study"
]

ROLES: Final[tuple[str, ...]] = get_args(Role)

NEW: Final = "none"
"""The state of what does not exist yet."""

_SITE: Final = ("investigator", "coordinator")
_ENTRY: Final = (*_SITE, "radiologist", "pathologist", "laboratory", "biobank")
_CHECKING: Final = ("data_manager", "monitor")
_READING: Final = (*_ENTRY, *_CHECKING, "safety_officer", "inspector")


class AccessRefused(TrialwrightError):
    """An action that the table does not permit."""


@dataclass(frozen=True)
class Permission:
    """One row: `roles` may do `action` to a `subject` in one of `states`; then it is in `to`.

    `to` is empty where the state stays as it is. `because` asks for a reason, `password` for the
    password once more.
    """

    subject: Subject
    action: str
    states: tuple[str, ...]
    roles: tuple[str, ...]
    to: str = ""
    because: bool = False
    password: bool = False


_FILLED: Final = ("complete", "reviewed", "verified", "signed")

PERMISSIONS: Final[tuple[Permission, ...]] = (
    Permission("participant", "add", (NEW,), _SITE, "screening"),
    Permission("participant", "view", ("screening", "enrolled", "ended"), _READING),
    Permission("form", "view", ("draft", *_FILLED, "locked"), _READING),
    Permission("form", "save_draft", (NEW, "draft"), _ENTRY, "draft"),
    Permission("form", "enter_first", (NEW, "draft"), _ENTRY, "entered_once"),
    Permission("form", "enter_second", ("entered_once",), _ENTRY, "entered_twice"),
    Permission("form", "settle_entries", ("entered_twice",), (*_ENTRY, "data_manager"), "complete", because=True),
    Permission("form", "complete", (NEW, "draft"), _ENTRY, "complete"),
    Permission("form", "change", _FILLED, _ENTRY, "complete", because=True),
    Permission("form", "review", ("complete",), ("data_manager",), "reviewed"),
    Permission("form", "compare_source", _FILLED, ("monitor",)),
    Permission("form", "verify", ("complete", "reviewed"), ("monitor",), "verified"),
    Permission("form", "sign", ("complete", "reviewed", "verified"), ("investigator",), "signed", password=True),
    Permission("form", "lock", ("signed",), ("data_manager",), "locked"),
    Permission("form", "unlock", ("locked",), ("data_manager",), "signed", because=True),
    Permission("query", "view", ("open", "answered", "closed"), _READING),
    Permission("query", "ask", (NEW,), _CHECKING, "open"),
    Permission("query", "answer", ("open",), _ENTRY, "answered"),
    Permission("query", "ask_again", ("answered", "closed"), _CHECKING, "open", because=True),
    Permission("query", "close", ("open", "answered"), _CHECKING, "closed"),
    Permission("serious_event", "report", (NEW,), _SITE, "reported"),
    Permission("serious_event", "assess", ("reported", "followed_up"), ("safety_officer", "investigator"), "assessed"),
    Permission("serious_event", "submit", ("assessed",), ("safety_officer",), "submitted"),
    Permission("serious_event", "follow_up", ("reported", "assessed", "submitted"), _SITE, "followed_up"),
    Permission("serious_event", "close", ("submitted",), ("safety_officer",), "closed"),
    Permission("specimen", "collect", (NEW,), (*_SITE, "biobank"), "collected"),
    Permission("specimen", "receive", ("collected",), ("biobank", "laboratory"), "received"),
    Permission("specimen", "store", ("received",), ("biobank",), "stored"),
    Permission("specimen", "move", ("stored",), ("biobank",), "stored", because=True),
    Permission("specimen", "use", ("stored",), ("biobank",), "used"),
    Permission("specimen", "destroy", ("collected", "received", "stored"), ("biobank",), "destroyed", because=True),
    Permission("read", "assign", (NEW,), ("data_manager",), "assigned"),
    Permission("read", "submit", ("assigned",), ("radiologist",), "submitted"),
    Permission("read", "correct", ("submitted",), ("radiologist",), "submitted", because=True),
    Permission("read", "adjudicate", ("submitted",), ("radiologist",), "adjudicated"),
    Permission("request", "screen", ("received",), ("data_access_reviewer",), "screened"),
    Permission("request", "approve", ("screened",), ("data_access_reviewer",), "approved", because=True),
    Permission("request", "refuse", ("received", "screened"), ("data_access_reviewer",), "refused", because=True),
    Permission("request", "release", ("approved",), ("data_manager",), "released"),
    Permission("study", "invite", ("open", "locked"), ("administrator",)),
    Permission("study", "end_membership", ("open", "locked"), ("administrator",), because=True),
    Permission("study", "renew_access", ("open", "locked"), ("administrator",), because=True),
    Permission("study", "view_members", ("open", "locked"), ("inspector", "administrator")),
    Permission("study", "mark_review", ("open", "locked"), _CHECKING),
    Permission("study", "make_token", ("open", "locked"), ("administrator",)),
    Permission("study", "end_token", ("open", "locked"), ("administrator",), because=True),
    Permission("study", "explain", ("open",), ("data_manager",), because=True),
    Permission("study", "lock", ("open",), ("data_manager",), "locked", password=True),
    Permission("study", "unlock", ("locked",), ("data_manager",), "open", because=True, password=True),
    Permission("study", "amend", ("open",), ("data_manager",), because=True),
    Permission("study", "unblind", ("locked",), ("statistician",), because=True, password=True),
    Permission("study", "view_journal", ("open", "locked"), (*_CHECKING, "inspector", "administrator")),
    # Who sees outcomes by group before unblinding could steer treatment or reporting by them.
    Permission("study", "view_groups", ("open", "locked"), ("statistician", "dmc_member")),
    Permission("study", "export", ("open", "locked"), ("data_manager", "statistician", "inspector")),
)  # fmt: skip

#: What an English sentence says of an action before "this form" or "this study".
PHRASES: Final = {
    "save_draft": "save a draft of",
    "follow_up": "follow up",
    "invite": "invite people into",
    "end_membership": "end a membership of",
    "renew_access": "renew the access of a member to",
    "view_members": "see the members of",
    "mark_review": "mark the review of",
    "make_token": "make a token for",
    "end_token": "end a token for",
    "explain": "explain what stands in the way of locking",
    "view_journal": "read the journal of",
    "view_groups": "see outcomes by group in",
    "export": "export the data of",
    "compare_source": "compare the source with",
    "enter_first": "make the first entry of",
    "enter_second": "make the second entry of",
    "settle_entries": "settle the two entries of",
}

#: English participles that do not end in -ed alone.
PARTICIPLES: Final = {
    "save_draft": "saved as draft",
    "verify": "verified",
    "follow_up": "followed up",
    "submit": "submitted",
    "ask_again": "asked again",
    "enter_first": "entered for the first time",
    "enter_second": "entered for the second time",
    "settle_entries": "settled",
    "compare_source": "compared with the source",
    "view": "seen",
}

_BY_ACTION: Final = {(row.subject, row.action): row for row in PERMISSIONS}


def permission(subject: Subject, action: str) -> Permission:
    """The row of one action. Raises KeyError for an action the table does not have."""
    return _BY_ACTION[subject, action]


def check_can(
    subject: Subject, action: str, state: str, roles: Collection[str], *, reason: str = ""
) -> Permission:
    """The row that permits the action to somebody with `roles`.

    Raises AccessRefused with a sentence: no such action, not in this state, not for these roles,
    or without the reason it asks for.
    """
    row = _BY_ACTION.get((subject, action))
    what, to_do = _status(subject), Word("action", action, PHRASES.get(action, _words(action)))
    if row is None:
        cannot = sentence("there is no way to {action} a {object}", action=to_do, object=what)
        raise _refused(cannot)
    if not set(row.roles) & set(roles):
        may_not = sentence("you may not {action} this {object}", action=to_do, object=what)
        who = AnyOf(tuple(_status(role) for role in row.roles))
        raise _refused(may_not, sentence("ask somebody who is {roles}", roles=who))
    if state not in row.states:
        cannot = sentence(
            "a {object} that is {state} cannot be {done}",
            object=what,
            state=_status(state),
            done=Word("action", action, _done(action)),
        )
        needed = AnyOf(tuple(_status(s) for s in row.states))
        raise _refused(cannot, sentence("it must be {states}", states=needed))
    if row.because and not reason.strip():
        why = sentence("say why you {action} this {object}", action=to_do, object=what)
        raise _refused(why, sentence("a reason stays in the journal"))
    return row


def can(subject: Subject, action: str, state: str, roles: Collection[str]) -> bool:
    """Whether somebody with `roles` may do it, a reason given."""
    row = _BY_ACTION.get((subject, action))
    return row is not None and state in row.states and bool(set(row.roles) & set(roles))


def permitted(subject: Subject, state: str, roles: Collection[str]) -> tuple[Permission, ...]:
    """Every action that somebody with `roles` may do to a subject in this state."""
    return tuple(
        row
        for row in PERMISSIONS
        if row.subject == subject and can(subject, row.action, state, roles)
    )


def role_word(role: str) -> Word:
    """A role as a word of a sentence."""
    return _status(role)


def _status(code: str) -> Word:
    return Word("status", code, "not started" if code == NEW else _words(code))


def _words(code: str) -> str:
    return code.replace("_", " ")


def _done(action: str) -> str:
    """The action as something that was done: "signed", "verified", "saved as draft"."""
    return PARTICIPLES.get(action) or _words(action) + ("d" if action.endswith("e") else "ed")


def _refused(what: Sentence, cure: Sentence | None = None) -> AccessRefused:
    return AccessRefused(Problem("", 0, "", what, cure or ""))
