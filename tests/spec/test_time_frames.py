"""How registered time frames are read: number, unit, origin, and words that leave the end open."""

from __future__ import annotations

import pytest

from trialwright.record.durations import find_durations
from trialwright.record.time_frames import parse_time_frame

#    text                                             horizon      origin               open
TABLE = """
Baseline, Week 12                                    | 12 week   | baseline           |
Week 16                                              | 16 week   | numbered visit     |
Weeks 4, 16, and 104 to follow-up (max 116 weeks)    | 116 week  | numbered visit     |
From randomization up to 24 months                   | 24 month  | randomisation      |
Day 1 to Day 28                                      | 28 day    | numbered visit     |
36 mo                                                | 36 month  |                    |
3 years post-radical treatment.                      | 3 year    | procedure          |
2 years post-treatment initiation.                   | 2 year    | start of treatment |
28 days after the last dose of study drug            | 28 day    | end of treatment   |
90 days postoperatively                              | 90 day    | procedure          |
within 30 days of surgery                            | 30 day    | procedure          |
1 year after discharge from neurosurgery             | 1 year    | discharge          |
one year after enrolment                             | 1 year    | enrolment          |
every 12 weeks up to 1,000 days                      | 1000 day  |                    |
q12w until progression                               |           |                    |
through study completion, an average of 1 year       | 1 year    |                    | through study completion
Throughout the 3-year follow-up period.              | 3 year    |                    | Throughout
during 24 weeks after randomization                  | 24 week   | randomisation      | during
Cycle 1 Day 1 (each cycle is 28 days)                | 28 day    | numbered visit     |
术后3年                                               | 3 year    | procedure          |
入组后1年                                             | 1 year    | enrolment          |
第12周                                                | 12 week   | numbered visit     |
治疗期间                                              |           |                    | 治疗期间
12 semanas después de la cirugía                     | 12 week   | procedure          |
From 14 days after dose 2 up to 6 months             | 6 month   | start of treatment |
From 7 days after the last dose to 12 months         | 12 month  | end of treatment   |
desde 15 días después de la vacunación hasta 7 meses | 7 month   | vaccination        |
12 semanas después del fin del tratamiento           | 12 week   | end of treatment   |
6 meses desde la inclusión                           | 6 month   | enrolment          |
3 Monate nach Entlassung                             | 3 month   | discharge          |
治疗结束后12周                                           | 12 week   | end of treatment   |
末次给药后30天                                           | 30 day    | end of treatment   |
治疗后12周                                             | 12 week   | start of treatment |
EQ-5D-5L and 3D echocardiography                     |           |                    |
24h after surgery                                    | 24 hour   | procedure          |
At discharge                                         |           | discharge          |
2025年12月                                            |           |                    |
to be decided                                        |           |                    |
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_a_time_frame_gives_horizon_origin_and_open_end(line: str) -> None:
    text, horizon, origin, open_end = (part.strip() for part in line.split("|"))
    frame = parse_time_frame(text)
    found = frame.horizon
    assert (f"{found.number} {found.unit}" if found else "") == horizon
    assert (frame.origin.kind if frame.origin else "") == origin
    assert [text[a:b] for a, b in frame.open_ended[:1]] == ([open_end] if open_end else [])


def test_death_as_the_end_of_a_time_frame_is_not_its_origin() -> None:
    frame = parse_time_frame(
        "From date of randomization until death from any cause, assessed up to 100 months"
    )
    assert [origin.kind for origin in frame.origins] == ["randomisation"]


def test_the_registrys_form_for_events_ends_with_the_study() -> None:
    assert parse_time_frame("through study completion, an average of 1 year").ends_with_study
    assert not parse_time_frame("through study completion").ends_with_study
    assert not parse_time_frame("Throughout the 3-year follow-up period").ends_with_study


def test_an_interval_and_its_window_are_no_times_of_measurement() -> None:
    frame = parse_time_frame("every 12 weeks ± 7 days for 3 years")
    assert [(str(d.number), d.unit, d.role) for d in frame.durations] == [
        ("12", "week", "interval"),
        ("7", "day", "window"),
        ("3", "year", "span"),
    ]
    assert [d.unit for d in frame.times] == ["year"]


def test_each_number_of_a_list_is_a_duration_with_its_own_place() -> None:
    text = "Weeks 4, 16 and 24"
    found = find_durations(text)
    assert [text[d.start : d.end] for d in found] == ["Weeks 4", "16", "24"]
    assert [str(d.number) for d in found] == ["4", "16", "24"]


@pytest.mark.parametrize(
    ("text", "months"), [("2 years", 24), ("1.5 years", 18), ("7 months", 7), ("24 weeks", None)]
)
def test_only_calendar_units_are_whole_months(text: str, months: int | None) -> None:
    (found,) = find_durations(text)
    assert found.whole_months == months


def test_a_number_word_in_odd_capitals_is_that_number() -> None:
    assert [str(d.number) for d in find_durations("FİVE weeks, ſix months")] == ["5", "6"]
