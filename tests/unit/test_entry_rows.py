"""Entries as they are kept: exactly as typed, the last saved version standing."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from trialwright.capture.entry import EnteredValue, Entry, EntryRow, current_entries

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def entry(number=1, minutes=0, form="virology", repeat=0, visit="W12", participant="P001"):
    values = (
        EnteredValue("hbsag_result", " <0.05", "IU/mL"),
        EnteredValue("inr", None, None, "refused"),
    )
    saved = NOON + timedelta(minutes=minutes)
    return Entry(f"e{number}", participant, visit, form, repeat, values, saved, "nurse", "h")


def test_a_value_is_kept_as_typed_and_a_gap_with_its_reason():
    assert list(entry().rows()) == [
        EntryRow("e1", "P001", "W12", "virology", 0, "hbsag_result", " <0.05", "IU/mL", None,
                 "2026-03-02T12:00:00+00:00", "nurse", "h"),
        EntryRow("e1", "P001", "W12", "virology", 0, "inr", None, None, "refused",
                 "2026-03-02T12:00:00+00:00", "nurse", "h"),
    ]  # fmt: skip


def test_an_item_that_was_not_asked_has_no_value_and_no_unit():
    assert entry().value("albumin") is None
    assert entry().unit("albumin") is None


def test_the_last_saved_version_stands_whatever_the_order_of_reading():
    first, second = entry(1, 0), entry(2, 5)
    assert current_entries([second, first]) == current_entries([first, second]) == (second,)


def test_versions_of_one_second_are_told_apart_by_id():
    assert current_entries([entry(2), entry(1)]) == (entry(2),)


def test_the_same_moment_in_another_time_zone_is_no_later():
    shanghai = timezone(timedelta(hours=8))
    early = entry(2, -1)
    moved = Entry(**{f: getattr(early, f) for f in early.__slots__} | {
        "entered_at": early.entered_at.astimezone(shanghai)
    })  # fmt: skip
    assert current_entries([moved, entry(1)]) == (entry(1),)


def test_repeats_and_visits_stand_side_by_side_in_order():
    found = [
        entry(1, repeat=2),
        entry(2, repeat=1),
        entry(3, visit="W24"),
        entry(4, participant="P0"),
    ]
    assert [e.id for e in current_entries(found)] == ["e4", "e2", "e1", "e3"]


versions = st.lists(
    st.builds(
        entry,
        number=st.integers(1, 99),
        minutes=st.integers(0, 3),
        repeat=st.integers(0, 2),
        visit=st.sampled_from(["W12", "W24"]),
    ),
    unique_by=lambda e: e.id,
)


@given(versions, st.randoms())
def test_the_order_of_reading_never_matters(entries, random):
    shuffled = random.sample(entries, len(entries))
    found = current_entries(shuffled)
    assert found == current_entries(entries)
    assert len(found) == len({(e.visit, e.repeat) for e in entries})
