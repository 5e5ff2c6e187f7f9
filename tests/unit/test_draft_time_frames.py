"""Time frames as the clocks of outcomes: what is read, and what a person is asked."""

import pytest

from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.time_frames import draft_clock, registered

#  time frame                                | origin, horizon    | asked
READ = [
    ("3 years post-radical treatment.", "T_R", "3 year", []),
    ("2 years post-treatment initiation.", "T_T", "2 year", []),
    ("From randomization up to 24 months", "T_0", "24 month", []),
    ("Throughout the 3-year follow-up period.", None, "3 year", ["outcome.x.origin"]),
    ("Baseline to Week 16", None, "16 week", ["outcomes.day_zero"]),
    ("Weeks 4, 16 and 24", None, "24 week", ["outcomes.day_zero"]),
    ("through study completion", None, None, ["outcome.x.origin", "outcome.x.horizon"]),
    (
        "through study completion, an average of 1 year",
        None,
        None,
        ["outcome.x.origin", "outcome.x.horizon"],
    ),
    ("", None, None, ["outcome.x.origin", "outcome.x.horizon"]),
]


@pytest.mark.parametrize(("text", "origin", "horizon", "asked"), READ)
def test_what_a_time_frame_says_is_read_and_the_rest_is_asked(text, origin, horizon, asked):
    sheet = Sheet({})
    clock = draft_clock(sheet, registered("x", "protocolSection.p", text), derived=False)
    read = {reading.about: reading.value for reading in sheet.readings}
    assert (read.get("origin of x"), read.get("horizon of x")) == (origin, horizon)
    assert sorted(d.id for d in sheet.finish()) == sorted(asked)
    assert (clock is None) == bool(asked)


#  time frame                     | months asked for a derivation
MONTHS = [
    ("3 years after surgery", False),
    ("18 months after surgery", False),
    ("52 weeks after surgery", True),
    ("90 days after surgery", True),
]


@pytest.mark.parametrize(("text", "asked"), MONTHS)
def test_weeks_and_days_are_never_converted_to_months(text, asked):
    sheet = Sheet({})
    clock = draft_clock(sheet, registered("x", "protocolSection.p", text), derived=True)
    assert ["outcome.x.months"] * asked == [d.id for d in sheet.finish()]
    assert asked or (clock and clock.months in (36, 18))
