"""The table of permissions, cell by cell: each action in each state by each role, through the
actions of the site. What the table says is what happens.
"""

import pytest
from site_people import DEMOGRAPHY, entered, save

from trialwright.capture.access import NEW, PERMISSIONS, ROLES, AccessRefused, can

# Decisions are the library's: one database is enough.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)

FORM_STATES = (NEW, "draft", "complete", "reviewed", "verified", "signed", "locked")
QUERY_STATES = ("open", "answered", "closed")
# What has no action on the site yet, or is asked by a page and tested with the pages.
BY_PAGES = {
    ("participant", "view"),
    ("form", "view"),
    ("query", "view"),
    ("study", "view_members"),
    ("study", "view_journal"),
    ("study", "view_groups"),
    ("study", "export"),
}
ELSEWHERE = {
    ("study", "explain"),
    ("study", "make_token"),
    ("study", "mark_review"),
    ("study", "end_token"),
    ("study", "amend"),
    ("form", "enter_first"),
    ("form", "enter_second"),
    ("form", "settle_entries"),
}
NOT_YET = {"serious_event", "specimen", "read", "request"}


@pytest.fixture
def staged(site):
    """A participant a state of a form, named after it, and three queries in their states."""
    from trialwright_web.capture.actions import queries
    from trialwright_web.capture.actions.forms import mark_form
    from trialwright_web.capture.actions.participants import add_participant
    from trialwright_web.capture.actions.signatures import sign_forms

    coordinator = site.actor("coordinator")
    add_participant(by=coordinator, definition=site.definition, number=f"S-{NEW}")

    def mark(key, role, action):
        mark_form(by=site.actor(role), definition=site.definition, key=key, action=action)

    for state in FORM_STATES[1:]:
        key = form_key(state)
        save(site, DEMOGRAPHY, key=key, intent="draft" if state == "draft" else "complete")
        if state == "reviewed":
            mark(key, "data_manager", "review")
        if state == "verified":
            mark(key, "monitor", "verify")
        if state in ("signed", "locked"):
            by = site.actor("investigator")
            sign_forms(by=by, definition=site.definition, keys=[key], meaning="approved")
        if state == "locked":
            mark(key, "data_manager", "lock")
    common = {"definition": site.definition, "participant": "S-complete"}
    for number in (1, 2, 3):
        ask(site, site.actor("monitor"))
        if number > 1:
            by = site.actor("coordinator")
            queries.answer(by=by, **common, number=number, text="as in the source")
        if number > 2:
            queries.close(by=site.actor("monitor"), **common, number=number)
    return site


def form_key(state):
    return (f"S-{state}", "SCREENING", "demography", 0)


def ask(site, by):
    from trialwright_web.capture.actions import queries

    key = form_key("complete")
    queries.ask(by=by, definition=site.definition, key=key, item="sex", question="Sure?")


def save_as(intent):
    def act(site, by, state):
        from trialwright_web.capture.actions.forms import save_form

        changed = DEMOGRAPHY | ({} if state == NEW else {"birth_date": "1970-01-02"})
        save_form(
            by=by,
            definition=site.definition,
            key=form_key(state),
            values=entered(changed),
            revision=0 if state == NEW else 1,
            intent=intent,
            reason="typed wrongly",
        )

    return act


def mark_as(action):
    def act(site, by, state):
        from trialwright_web.capture.actions.forms import mark_form

        key = form_key(state)
        mark_form(by=by, definition=site.definition, key=key, action=action, reason="because")

    return act


def compare(site, by, state):
    from trialwright_web.capture.actions.source_verification import compare_source

    given = {"definition": site.definition, "key": form_key(state), "revision": 1}
    compare_source(by=by, **given, verified=["sex"])


def sign(site, by, state):
    from trialwright_web.capture.actions.signatures import sign_forms

    sign_forms(by=by, definition=site.definition, keys=[form_key(state)], meaning="approved")


def query_as(action, **text):
    def act(site, by, state):
        from trialwright_web.capture.actions import queries

        number = 1 + QUERY_STATES.index(state)
        told = {"definition": site.definition, "participant": "S-complete", "number": number}
        getattr(queries, action)(by=by, **told, **text)

    return act


def add(site, by, state):
    from trialwright_web.capture.actions.participants import add_participant

    add_participant(by=by, definition=site.definition, number="S-999")


def study_as(action, **given):
    def act(site, by, state):
        from trialwright_web.capture.actions import members, study
        from trialwright_web.capture.models import Study

        Study.objects.update(status=state)
        module = study if hasattr(study, action) else members
        getattr(module, action)(by=by, definition=site.definition, **given)

    return act


NEWCOMER = {"user": "li.wei", "full_name": "Li Wei", "role": "monitor"}
MONITOR = {"user": "monitor", "reason": "because"}
ACTS = {
    ("participant", "add"): add,
    ("form", "save_draft"): save_as("draft"),
    ("form", "complete"): save_as("complete"),
    ("form", "change"): save_as("complete"),
    ("form", "review"): mark_as("review"),
    ("form", "verify"): mark_as("verify"),
    ("form", "compare_source"): compare,
    ("form", "sign"): sign,
    ("form", "lock"): mark_as("lock"),
    ("form", "unlock"): mark_as("unlock"),
    ("query", "ask"): lambda site, by, state: ask(site, by),
    ("query", "answer"): query_as("answer", text="as in the source"),
    ("query", "ask_again"): query_as("ask_again", reason="not answered"),
    ("query", "close"): query_as("close"),
    ("study", "invite"): study_as("invite", **NEWCOMER),
    ("study", "end_membership"): study_as("end_membership", **MONITOR, role="monitor"),
    ("study", "renew_access"): study_as("renew_access", **MONITOR, without_second_factor=False),
    ("study", "lock"): study_as("lock_study"),
    ("study", "unlock"): study_as("unlock_study", reason="because"),
    ("study", "unblind"): study_as("unblind", reason="because"),
}


def states_of(subject, action):
    """The states an attempt can be made in: a save of what was complete is a change of it."""
    first = (NEW, "draft")
    if subject == "form":
        later = tuple(state for state in FORM_STATES if state not in first)
        return {"save_draft": first, "complete": first, "change": later}.get(action, FORM_STATES)
    if subject == "query":
        return (NEW,) if action == "ask" else QUERY_STATES
    return (NEW,) if subject == "participant" else ("open", "locked")


def test_every_row_of_the_table_is_tried_or_named_as_not_yet_there(site):
    rows = {(row.subject, row.action) for row in PERMISSIONS if row.subject not in NOT_YET}
    assert rows == set(ACTS) | BY_PAGES | ELSEWHERE


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_do_it_can_and_nothing_else(staged, role):
    from trialwright_web.oversight.lock_readiness import NotReadyToLock

    wrong = []
    for (subject, action), act in ACTS.items():
        for state in states_of(subject, action):
            may = can(subject, action, state, [role])
            if attempt(staged, act, role, state, beyond=NotReadyToLock) != may:
                wrong.append((subject, action, state, may))
    assert wrong == []


def attempt(site, act, role, state, beyond):
    """Whether the table let it through; afterwards everything is as it was."""
    from django.db import transaction

    with transaction.atomic():
        try:
            with transaction.atomic():
                act(site, site.actor(role), state)
        except AccessRefused:
            return False
        except beyond:  # permitted by the table; something else stands in the way
            return True
        finally:
            transaction.set_rollback(True)
    return True
