"""The timeline in words, bars and SVG."""

from datetime import date
from xml.etree import ElementTree

import pytest

from changed_records import ABSENT, changed, seed_record, small_record
from trialwright.instruments.partial_date import DateSpan
from trialwright.record.terminal import render_terminal
from trialwright.record.timeline import derive_timeline
from trialwright.record.timeline_show import describe_timeline, timeline_answer
from trialwright.record.timeline_svg import timeline_svg

SEED = seed_record()
PUBLISHED = date(2030, 8, 31)


def days(timeline):
    return {m.id: str(m.days.earliest) if m.days else None for m in timeline.moments}


def test_every_day_of_the_study_and_what_it_rests_on():
    timeline = derive_timeline(SEED, PUBLISHED)
    assert days(timeline) == {
        "start": "2025-09-01",
        "accrual-limit": "2026-12-31",
        "primary-completion": "2029-12-31",
        "completion": "2030-12-31",
        "publication": "2030-08-31",
        "sharing-opens": "2031-02-28",
        "sharing-closes": "2036-02-28",
    }
    assert timeline.moment("accrual-limit").rests_on == (
        "protocolSection.statusModule.primaryCompletionDateStruct",
        "protocolSection.outcomesModule.primaryOutcomes[0].timeFrame",
    )


def test_dat_06_and_dat_07_are_remarked():
    notes = derive_timeline(SEED, PUBLISHED).notes
    assert notes == (
        "Accrual window 16 months: 332 participants need 20.8 a month (DAT-06).",
        "No outcome runs past primary completion, yet study completion is later (DAT-07).",
    )


def test_a_gap_that_a_longer_horizon_explains_is_not_remarked():
    frame = "outcomesModule.secondaryOutcomes[0].timeFrame"
    assert not any("DAT-07" in n for n in derive_timeline(changed(SEED, {frame: "4 years"})).notes)


def test_a_horizon_that_the_last_to_enter_reaches_after_the_end_is_noted():
    frame = "outcomesModule.secondaryOutcomes[0].timeFrame"
    notes = derive_timeline(changed(SEED, {frame: "5 years"})).notes
    assert "The last to enter: 5 years reached (secondary) after study completion." in notes
    ended = changed(SEED, {frame: "5 years", "statusModule.completionDateStruct.type": "ACTUAL"})
    assert not any("The last to enter" in note for note in derive_timeline(ended).notes)


def test_without_publication_sharing_is_open_in_the_picture():
    timeline = derive_timeline(SEED)
    assert days(timeline)["sharing-opens"] is None
    assert "requests can be drafted, not handed in (IPD-03)" in timeline.notes[-1]
    assert "? cannot be determined" in render_terminal(describe_timeline(timeline), 100)


def test_horizons_are_reached_from_the_first_to_the_last_entry():
    stretches = {s.id: s for s in derive_timeline(SEED).stretches}
    reached = stretches["horizon-3-years"]
    assert (reached.begins.earliest, reached.ends.latest) == (date(2028, 9, 1), date(2029, 12, 31))
    assert "primary, secondary" in reached.label


def test_a_month_without_a_day_gives_bounds():
    record = changed(SEED, {"statusModule.primaryCompletionDateStruct.date": "2029-12"})
    limit = derive_timeline(record).moment("accrual-limit").days
    assert limit == DateSpan(date(2026, 12, 1), date(2026, 12, 31))


def test_an_empty_record_has_a_timeline_that_says_it_knows_nothing():
    timeline = derive_timeline(small_record())
    assert set(days(timeline).values()) == {None}
    text = render_terminal(describe_timeline(timeline), 80)
    assert "not registered" in text
    ElementTree.fromstring(timeline_svg(timeline))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"statusModule.startDateStruct": ABSENT},
        {"statusModule.completionDateStruct.date": "2020"},
        {"statusModule.startDateStruct.date": "2035-01"},
        {
            "outcomesModule": {
                "primaryOutcomes": [{"measure": "<b>&", "timeFrame": "<1 year & more"}]
            }
        },
        {"outcomesModule.primaryOutcomes[0].timeFrame": "99999 years"},
    ],
)
def test_the_drawing_is_accessible_well_formed_and_the_same_each_time(changes):
    timeline = derive_timeline(changed(SEED, changes), PUBLISHED)
    svg = timeline_svg(timeline)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title words"
    assert "Primary completion: 2029-12-31" in svg
    assert svg == timeline_svg(derive_timeline(changed(SEED, changes), PUBLISHED))
    assert render_terminal(describe_timeline(timeline), 60)


def test_a_day_that_cannot_be_determined_is_null_for_machines():
    answer = timeline_answer(derive_timeline(SEED))
    opens = next(m for m in answer["moments"] if m["id"] == "sharing-opens")
    assert (opens["earliest"], opens["latest"]) == (None, None)
