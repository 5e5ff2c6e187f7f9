"""Rehearse the study on the site: synthetic participants, entered through the actions of the pages.

Every check, the journal and the signatures are those of a real study. The accounts are for
demonstration: one for each role, named after it, on this machine only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import groupby, repeat
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from trialwright.capture.access import ROLES
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.definition import Definition
from trialwright_web.accounts.models import User
from trialwright_web.capture.actions.double_entry import enter_apart
from trialwright_web.capture.actions.double_entry_rows import is_entered_twice
from trialwright_web.capture.actions.forms import save_form
from trialwright_web.capture.actions.participants import add_participant
from trialwright_web.capture.actions.refusals import NotComplete, not_possible
from trialwright_web.capture.actions.signatures import sign_forms
from trialwright_web.capture.actions.study import give_role, mark_as_rehearsal
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.stored import FormKey

DEMONSTRATION_PASSWORD: Final = "demonstration"
_COORDINATOR: Final = Actor.of("coordinator", ["coordinator"])
_INVESTIGATOR: Final = Actor.of("investigator", ["investigator"])
CORRECTION: Final = "corrected at the site (synthetic)"


def make_demonstration_accounts(definition: Definition) -> None:
    """One account for each role; all have the same well-known password. Every page then says
    SYNTHETIC. Raises NotPossible where somebody has been entered already.
    """
    mark_as_rehearsal(definition=definition)
    hashed = make_password(DEMONSTRATION_PASSWORD)
    for role in ROLES:
        name = role.replace("_", " ").title()
        User.objects.create(username=role, full_name=f"{name} (demonstration)", password=hashed)
        give_role(by=None, definition=definition, user=role, role=role)


def enter_cohort(
    definition: Definition,
    entries: Sequence[Entry],
    *,
    signed: bool = True,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Enter everybody's forms in the order they were made, then sign each casebook once.

    Each signature takes the investigator's password, as on the page. Whoever wants them signed has
    made the demonstration accounts. `progress` is told after each participant how many are done.
    """
    ordered = sorted(entries, key=lambda entry: entry.participant)
    people = [(number, list(each)) for number, each in groupby(ordered, lambda e: e.participant)]
    answers = _ask_beside(password_check(), len(people)) if signed else repeat(None)
    for done, ((number, theirs), right) in enumerate(zip(people, answers, strict=False), start=1):
        # A participant at a time reaches the disk: who is made up can be made up again.
        with transaction.atomic():
            add_participant(by=_COORDINATOR, definition=definition, number=number)
            _enter(definition, theirs)
            if right:
                _sign_casebook(definition, number, right.result())
        progress(done)


def _ask_beside(password: Callable[[], bool], times: int) -> Iterator[Future[bool]]:
    """Answers to come, one after the other. A password takes longer than all forms of a participant,
    so it is checked beside them, and one more while the forms of the one before are entered.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        asked: deque[Future[bool]] = deque()
        for answered in range(times):
            while len(asked) < min(2, times - answered):
                asked.append(beside.submit(password))
            yield asked.popleft()


def password_check() -> Callable[[], bool]:
    """Ask the site's own hasher whether the investigator's password is the right one."""
    account = User.objects.get(username=_INVESTIGATOR.user)
    return partial(check_password, DEMONSTRATION_PASSWORD, account.password)


def _enter(definition: Definition, entries: Iterable[Entry]) -> None:
    revisions: dict[tuple[str, str, str, int], int] = {}
    for entry in sorted(entries, key=lambda each: (each.entered_at, each.id)):
        key = (entry.participant, entry.visit, entry.form, entry.repeat)
        before = revisions.get(key, 0)
        if not before and is_entered_twice(definition, key):
            _enter_twice(definition, key, entry.values)
            revisions[key] = 1
            continue
        options = {
            "by": _COORDINATOR,
            "definition": definition,
            "key": key,
            "values": entry.values,
            "revision": before,
            "reason": CORRECTION if before else "",
        }
        try:
            saved = save_form(**options)  # type: ignore[arg-type]
        except NotComplete:
            # What a site could not complete stays a draft, and somebody has to ask.
            saved = save_form(**options, intent="draft")  # type: ignore[arg-type]
        revisions[key] = saved.revision


def _enter_twice(definition: Definition, key: FormKey, values: Sequence[EnteredValue]) -> None:
    """Both people type the same: a made-up difference would be a made-up error rate."""
    by = _COORDINATOR
    try:
        enter_apart(by=by, definition=definition, key=key, values=values)
    except NotComplete as refused:
        # There is no draft of such a form: what cannot stand is unknown until somebody has asked.
        wrong = dict.fromkeys(finding.item for finding in refused.findings)
        values = [value for value in values if value.item not in wrong]
        values += [EnteredValue(item, None, None, "unknown") for item in wrong]
        enter_apart(by=by, definition=definition, key=key, values=values)
    enter_apart(by=_INVESTIGATOR, definition=definition, key=key, values=values)


def _sign_casebook(definition: Definition, number: str, password_is_right: bool) -> None:
    if not password_is_right:
        raise not_possible("password", "the investigator's account has another password")
    rows = FormInstance.objects.filter(
        study=definition.study.id, participant=number, status="complete"
    ).order_by("visit", "form", "repeat")
    keys = [(row.participant, row.visit, row.form, row.repeat) for row in rows]
    if keys:
        sign_forms(by=_INVESTIGATOR, definition=definition, keys=keys, meaning="approved")
