"""What was taken from when to when, and which drug replaced which."""

from datetime import date

import pytest

from hand_made import entry, prtras001
from trialwright.capture.exposure import exposures, switches
from trialwright.capture.participant import Participant


def periods(*rows):
    entries = tuple(
        entry("S-0001", "RUNNING", "study_treatment", n, drug=drug, start_date=start, end_date=end)
        for n, (drug, start, end) in enumerate(rows, 1)
    )
    return exposures(prtras001(), Participant("S-0001", entries))


def test_each_dated_period_is_one_exposure_by_its_first_day():
    found = periods(("PEGIFN", "2026-04-01", None), ("ETV", "2026-03-07", "2026-08-01"))
    assert [(p.drug, p.start, p.end) for p in found] == [
        ("ETV", date(2026, 3, 7), date(2026, 8, 1)),
        ("PEGIFN", date(2026, 4, 1), None),
    ]


def test_a_period_without_its_first_day_or_its_drug_is_not_drawn():
    assert periods(("ETV", "2026-03", None), (None, "2026-03-07", None)) == ()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("ETV", "2026-03-07", "2026-08-01"), ("TAF", "2026-08-02", None)], [("ETV", "TAF")]),
        ([("ETV", "2026-03-07", "2026-08-01"), ("TAF", "2026-08-01", None)], [("ETV", "TAF")]),
        ([("ETV", "2026-03-07", None), ("TAF", "2026-08-02", None)], []),
        ([("ETV", "2026-03-07", "2026-08-01"), ("ETV", "2026-08-20", None)], []),
        ([("ETV", "2026-03-07", "2026-08-01"), ("PEGIFN", "2026-08-02", None)], []),
        (
            [
                ("ETV", "2026-03-07", "2026-05-01"),
                ("TAF", "2026-05-02", "2026-08-01"),
                ("TMF", "2026-08-02", None),
            ],
            [("ETV", "TAF"), ("TAF", "TMF")],
        ),
    ],
)
def test_a_switch_is_to_another_drug_of_the_class_once_the_first_has_ended(rows, expected):
    found = switches(prtras001(), periods(*rows))
    assert [(s.before, s.after) for s in found] == expected
