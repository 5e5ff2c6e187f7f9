"""Eight programs of a site that is served: their tokens, their work, and what happens meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from http_history import History, Program, add_participant, ask, save_draft
from site_history import PEOPLE
from site_people import save

SAVERS = 7
_WORK = (save_draft, save_draft, add_participant)


def set_up(site) -> dict[str, str]:
    """Everybody they save for, and a token for each of the programs by its name."""
    from trialwright_web.accounts.models import User
    from trialwright_web.capture.actions.study import give_role
    from trialwright_web.capture.actions.tokens import make_token

    for person in PEOPLE:
        key = (person, "SCREENING", "demography", 0)
        save(site, {"birth_date": f"first-{person}"}, key=key, intent="draft")
    tokens = {}
    # One user each: a token may send so many requests a minute, counted by its user and role.
    roles = {f"c{n}": "coordinator" for n in range(SAVERS)} | {"m0": "monitor"}
    for name, role in roles.items():
        User.objects.create(username=name, full_name=name)
        give_role(by=None, definition=site.definition, user=name, role=role)
        tokens[name] = make_token(
            by=site.actor("administrator"),
            definition=site.definition,
            name=f"for-{name}",
            user=name,
            role=role,
            days=30,
        )
    return tokens


def start_programs(
    tokens: dict[str, str], port: int, history: History, works: int
) -> list[Program]:
    """The programs, under way: one asks, the others save and add participants."""
    started = []
    for name, token in tokens.items():
        own = [ask if name == "m0" else _WORK[n % len(_WORK)] for n in range(works)]
        started.append(Program(name, token, port, history, own))
        started[-1].start()
    return started


def happen(
    programs: Sequence[Program], history: History, what: Sequence[tuple[int, Callable[[], None]]]
) -> None:
    """Let each thing happen once so many calls were answered, then let every program finish."""
    for answers, event in what:
        while len(history.calls) < answers and any(each.is_alive() for each in programs):
            time.sleep(0.002)
        assert any(each.is_alive() for each in programs), "everything was done before it happened"
        event()
    for program in programs:
        program.join(timeout=180)
        assert not program.is_alive(), f"{program.name} never ended"
