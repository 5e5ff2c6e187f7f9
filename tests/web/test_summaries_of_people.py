"""What pages of everybody read in SQL is what the library computes from all entries, on any day."""

from datetime import date, timedelta

import pytest
from site_cohort import fill, people, touch

DAYS = (date(2026, 3, 1), date(2027, 2, 10), date(2029, 7, 15), date(2035, 1, 1))


@pytest.fixture
def filled(site):
    fill(site)
    return site


def naive(site, today):
    """The summary of everybody, from all entries."""
    from trialwright.capture.participant_summary import summarise_participant

    found = []
    for _, person, rows in people(site):
        complete = {(row.visit, row.form, row.repeat): row.status != "draft" for row in rows}
        found.append(summarise_participant(site.definition, person, complete, today))
    return found


def naive_lists(summaries):
    def forms(places):
        return sorted((s.id, place, None) for s in summaries for place in places(s) if place)

    return {
        "enrolled": sorted((s.id, None, s.enrolled_on) for s in summaries if s.enrolled_on),
        "last-seen": sorted(
            (s.id, None, s.last_seen) for s in summaries if s.enrolled_on and not s.ended_on
        ),
        "overdue-scans": sorted((s.id, p, day) for s in summaries for p, day in s.scans_overdue),
        "missing-forms": forms(lambda s: [p for f in s.fillings for p in f.missing]),
        "adverse-events": forms(lambda s: s.events),
        "serious-events": forms(lambda s: s.serious),
        "unclear-events": forms(lambda s: s.unclear),
        "deaths": forms(lambda s: [s.died]),
        "withdrawals": forms(lambda s: [s.withdrew]),
    }


def test_every_list_of_the_dashboard_is_that_of_the_entries(filled):
    from trialwright_web.oversight.dashboard_lists import LISTS
    from trialwright_web.summaries.people import refresh_summaries

    seen = set()
    for today in DAYS:
        refresh_summaries(filled.definition, today)
        wanted = naive_lists(naive(filled, today))
        assert wanted.keys() == LISTS.keys()
        for name, rows in wanted.items():
            listed = LISTS[name]("prtras001", today, "")
            found = [(row.participant, row.place, row.day) for row in listed.list_rows()]
            assert sorted(found, key=str) == sorted(rows, key=str), (name, today)
            assert listed.number == len(rows)
            seen |= {name} if rows else set()
    assert {"enrolled", "last-seen", "overdue-scans", "missing-forms", "adverse-events"} <= seen


def test_completeness_counts_what_the_visits_asked_for_so_far(filled):
    from trialwright_web.oversight.dashboard_numbers import completeness
    from trialwright_web.summaries.people import refresh_summaries

    for today in DAYS:
        refresh_summaries(filled.definition, today)
        wanted = {}
        for filling in (f for s in naive(filled, today) for f in s.fillings):
            due, lacking = wanted.get(filling.visit, (0, 0))
            wanted[filling.visit] = (due + filling.due, lacking + len(filling.missing))
        found = {v.visit: (v.due, v.missing) for v in completeness(filled.definition, today)}
        assert found == {visit: pair for visit, pair in wanted.items() if pair[0]}


def naive_calendars(site, today):
    from trialwright.capture.visit_status import visit_states

    return {
        held.number: visit_states(
            site.definition, person, today, not_eligible=held.status == "not_eligible"
        )
        for held, person, _ in people(site)
    }


def test_calendars_and_what_is_due_are_those_of_the_entries(filled):
    from trialwright_web.capture.models import Participant
    from trialwright_web.summaries.people import refresh_summaries
    from trialwright_web.summaries.visits import calendars, visits_due

    some = 0
    for today in (*DAYS, *_days_with_something_due(filled)):
        refresh_summaries(filled.definition, today)
        everybody = list(Participant.objects.all())
        wanted = naive_calendars(filled, today)
        assert calendars(filled.definition, everybody, today) == wanted
        due = [
            (state.window.last, number, state.visit)
            for number, states in wanted.items()
            for state in states
            if state.status == "due"
            or (state.status == "missed" and today - state.window.last <= timedelta(days=30))
        ]
        gone = {p.number for p in everybody if p.status == "ended"}
        found = [(v.last_day, v.participant, v.visit) for v in visits_due(filled.definition, today)]
        assert sorted(found) == sorted(each for each in due if each[1] not in gone)
        assert found == sorted(found, key=lambda each: each[:2])
        some += len(found)
    assert some


def _days_with_something_due(site):
    """The last day of a window in which nobody came, and both sides of a month after it."""
    from trialwright_web.summaries.models import VisitSummary
    from trialwright_web.summaries.people import refresh_summaries

    refresh_summaries(site.definition, DAYS[0])
    missed = VisitSummary.objects.filter(took_place=None, enrolled=True, ended_on=None)
    last = missed.exclude(last_day=None).order_by("last_day").first().last_day
    return last, last + timedelta(days=30), last + timedelta(days=31)


def test_the_lock_waits_for_what_the_checks_find_in_all_entries_on_that_day(filled):
    from trialwright.capture.lock_obstacles import FormStanding, lock_obstacles
    from trialwright_web.capture.stored import entry_of
    from trialwright_web.oversight.obstacle_rows import obstacle_groups, standing_obstacles
    from trialwright_web.summaries.checks import refresh_checks, unchecked_people

    for today in DAYS:
        unchecked = unchecked_people(filled.definition, today)
        refresh_checks(filled.definition, today, unchecked)
        standing = [
            FormStanding(row.status, entry_of(row)) for _, _, rows in people(filled) for row in rows
        ]
        wanted = lock_obstacles(filled.definition, standing, [], today, rehearsal=False)
        groups = {group.kind: group for group in obstacle_groups("prtras001", 3)}
        for kind in ("finding", "query", "draft", "unsigned"):
            mine = [each for each in wanted if each.kind == kind]
            assert list(standing_obstacles("prtras001", kind)) == mine
            if mine:
                assert (groups[kind].count, groups[kind].left) == (len(mine), len(mine))
                assert [each for each, _ in groups[kind].shown] == mine[:3]
    assert {"finding", "draft", "unsigned"} <= groups.keys()


def test_only_those_to_whom_something_was_done_are_summarised_again(filled):
    from trialwright_web.summaries.checks import refresh_checks, unchecked_people
    from trialwright_web.summaries.made_from import stale_people
    from trialwright_web.summaries.models import PersonSummary
    from trialwright_web.summaries.people import refresh_summaries

    today = date(2035, 1, 1)
    numbers = stale_people(PersonSummary, filled.definition, today)
    assert numbers == unchecked_people(filled.definition, today)
    assert numbers == [held.number for held, _, _ in people(filled)]
    refresh_summaries(filled.definition, today)
    refresh_checks(filled.definition, today, numbers)
    # Everything entered lies behind: another day changes nothing.
    later = today + timedelta(days=400)
    assert stale_people(PersonSummary, filled.definition, later) == []
    touch(numbers[1])
    assert stale_people(PersonSummary, filled.definition, later) == [numbers[1]]
    assert unchecked_people(filled.definition, later) == [numbers[1]]


PAGES = {
    "coordinator": ("/en/my-work/", "/en/participants/", "/en/consents/", "/en/queries/"),
    "data_manager": (
        "/en/dashboard/",
        "/en/review/",
        "/en/lock/",
        "/en/journal/",
        "/en/amendments/",
    ),
    "monitor": (
        "/en/dashboard/missing-forms/",
        "/en/journal/user/coordinator/",
        "/en/verification/",
        "/en/verification/?state=due&form=consent&page=2",
    ),
}


def test_no_page_asks_the_database_more_where_there_are_more_participants(site, as_member):
    def asked():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        counted = {}
        for role, addresses in PAGES.items():
            client = as_member(role)
            for address in addresses:
                assert client.get(address).status_code == 200
                with CaptureQueriesContext(connection) as queries:
                    client.get(address)
                counted[address] = len(queries)
        return counted

    fill(site, participants=2)
    few = asked()
    _empty()
    assert len(fill(site, participants=5)) >= 5
    assert asked() == few
    assert max(few.values()) < 40


def _empty():
    from trialwright_web.audit.models import JournalHead
    from trialwright_web.capture.models import FormInstance, Participant

    JournalHead.objects.filter(chain__startswith="participant/").delete()
    for model in (FormInstance, Participant):
        model.objects.all().delete()
