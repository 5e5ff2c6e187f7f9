"""A long list of participants comes in pages, and a calendar follows what was saved just now."""

from datetime import UTC, datetime

from site_people import DEMOGRAPHY, KEY, save


def calendar(site, number="P001"):
    from trialwright_web.capture.models import Participant
    from trialwright_web.summaries.people import refresh_summaries
    from trialwright_web.summaries.visits import calendars

    people, today = (
        [Participant.objects.get(number=number)],
        datetime(2026, 12, 1, tzinfo=UTC).date(),
    )
    refresh_summaries(site.definition, today)
    return calendars(site.definition, people, today)[number]


def test_a_calendar_follows_each_save(site):
    from trialwright_web.capture.models import FormInstance, Participant
    from trialwright_web.capture.progress import person_progress

    save(site, DEMOGRAPHY)
    first = calendar(site)
    assert calendar(site) == first  # nothing was done meanwhile
    key = (KEY[0], "W12", "liver_chemistry", 0)
    save(site, {"chemistry_date": "2026-11-24"}, key=key, intent="draft")
    assert calendar(site) != first
    rows = FormInstance.objects.filter(participant="P001").order_by("visit", "form", "repeat")
    today = datetime(2026, 12, 1, tzinfo=UTC).date()
    assert Participant.objects.get(number="P001").status == "screening"
    computed = person_progress(site.definition, "P001", rows, (), today)
    assert calendar(site) == tuple(row.state for row in computed.visits)


def test_participants_come_a_hundred_to_a_page_and_all_in_the_table_for_programs(site, client):
    from trialwright_web.accounts.models import User
    from trialwright_web.capture.actions.participants import add_participant

    for number in range(1, 104):
        add_participant(
            by=site.actor("coordinator"), definition=site.definition, number=f"P{number:03d}"
        )
    client.force_login(User.objects.get(username="coordinator"))
    first = client.get("/en/participants/").content.decode()
    assert "P100" in first
    assert "P101" not in first
    assert "Page 1 of 2" in first
    second = client.get("/zh-hans/participants/?page=2").content.decode()
    assert "P103" in second
    assert "第 2 页，共 2 页" in second
    table = client.get("/en/participants/?format=csv").content.decode()
    assert all(f"P{number:03d}," in table for number in (1, 100, 101, 103))
