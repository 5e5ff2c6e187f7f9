"""What looks like a date or a way to reach a person, and what does not."""

import pytest

from trialwright.sharing.patterns import find_dates, holds_contact


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-02", "2026/3/2", "2026.03.02", "02/03/2026", "2.3.2026", "2026-03"),
        *("2 March 2026", "02-MAR-2026", "Mar 2, 2026", "March 2nd, 2026", "March 2026"),
        *("2026年3月2日", "2026 年", "二〇二六年", "3月2日", "２０２６-０３-０２"),
        *("20260302", "20260302T0930", "on 2026-03-02T09:30:00+08:00 at home"),
    ],
)
def test_dates_are_seen_in_every_way_a_site_writes_them(text):
    assert list(find_dates(text))


@pytest.mark.parametrize(
    "text",
    [
        *("820", "2026", "1250.5", "<0.05", "-365", "W156", "X017", "50-59", "1/5", "10^9/L"),
        *("NCT07120750", "UNSCHEDULED_1", "LI-RADS v2018", "20261302", "3 年", "第 12 周"),
        "9cc9efbb20260302e416ddfa0d3ed7d06f3ccc977c847d01f78c8873e061cf8c",  # inside a hash
    ],
)
def test_numbers_names_and_hashes_are_no_dates(text):
    assert not list(find_dates(text))


def test_a_plain_number_is_no_date_where_such_numbers_are_measured():
    assert not list(find_dates("20260302", compact=False))
    assert list(find_dates("2026-03-02", compact=False))


@pytest.mark.parametrize(
    "text",
    [
        *("li.wei@hospital.example", "13800138000", "138-0013-8000", "+86 138 0013 8000"),
        *("电话13800138000转2", "0755-12345678", "440301197505051234", "44030119750505123X"),
    ],
)
def test_ways_to_reach_a_person_are_seen(text):
    assert holds_contact(text)


@pytest.mark.parametrize("text", ["820", "1e9", "12345678901", "W12@", "5637", "99999999"])
def test_measurements_are_no_way_to_reach_a_person(text):
    assert not holds_contact(text)
