"""No save that was answered is lost and none is doubled, whoever is killed in the midst of it."""

from datetime import timedelta

import pytest
from site_history import PEOPLE, Plan, counted, disagreements, kill_after, start


@pytest.fixture
def people(site):
    from trialwright_web.capture.actions.participants import add_participant

    for number in PEOPLE:
        add_participant(by=site.actor("coordinator"), definition=site.definition, number=number)
    (site.folder / "history").mkdir()
    return site


def finish(site, plans):
    """Let every client finish, after whatever happened to it."""
    for process in [start(site, plan, site.folder / "history") for plan in plans]:
        process.join()
        assert process.exitcode == 0


def test_clients_that_are_killed_lose_and_double_nothing(people):
    """One of the clients has its clock an hour behind, one a day ahead."""
    folder = people.folder / "history"
    clocks = [timedelta(), timedelta(hours=-1), timedelta(days=1), timedelta()]
    plans = [Plan(f"c{n}", 8, clock) for n, clock in enumerate(clocks)]
    for answers in (1, 4):
        running = [start(people, plan, folder) for plan in plans]
        for plan, process in zip(plans, running, strict=True):
            kill_after(process, folder / f"{plan.name}.jsonl", answers)
    finish(people, plans)
    assert list(disagreements(people, folder)) == []
    answers = counted(folder)
    assert answers["saved"] + answers["saved before"] == 4 * 8


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_a_postgresql_that_crashes_loses_nothing_that_was_answered(people):
    folder = people.folder / "history"
    plans = [Plan(f"c{n}", 10) for n in range(3)]
    running = [start(people, plan, folder) for plan in plans]
    for answers in (2, 5):
        while (
            not (folder / "c0.jsonl").exists()
            or (folder / "c0.jsonl").read_text().count('"answer"') < answers
        ):
            assert running[0].is_alive()
        people.postgres.stop(kill=True)
        people.postgres.start()
    for process in running:
        process.join()
    finish(people, plans)
    assert list(disagreements(people, folder)) == []
    answers = counted(folder)
    assert answers["saved"] + answers["saved before"] == 3 * 10


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_full_disk_refuses_the_save_and_leaves_no_half_of_it(people):
    folder = people.folder / "history"
    finish(people, [Plan("full", 6, file_limit=40_000), Plan("other", 6)])
    assert list(disagreements(people, folder)) == []
    assert counted(folder)["failed"] > 0
    finish(people, [Plan("after", 3)])
    assert list(disagreements(people, folder)) == []


def test_the_checker_sees_a_save_that_was_lost_and_one_that_was_doubled(people):
    """A checker that finds nothing has to be able to find something."""
    folder = people.folder / "history"
    finish(people, [Plan("c0", 2)])
    history = folder / "c0.jsonl"
    kept = history.read_text()
    history.write_text(kept.replace("c0-1", "c0-9"))
    found = list(disagreements(people, folder))
    assert "c0-9 was saved, and stands there 0 times" in found
    assert "c0-1 stands there and was never called" in found
