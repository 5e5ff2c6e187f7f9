"""The dates of the privacy vectors: study days without a day 0, partial dates not released."""

import json
from datetime import date
from pathlib import Path

import pytest

from drawn_people import study
from trialwright.capture.entry import EnteredValue
from trialwright.sharing.transform import Person, share_value

VECTOR = Path(__file__).parents[1] / "reference/vectors/privacy/G_dates.json"
SUBJECTS = json.loads(VECTOR.read_text())["expected"]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject["id"])
def test_study_days_agree_with_the_vector(subject):
    item = study().item("adverse_event.onset_date")
    person = Person("X001", date.fromisoformat(subject["source"]["surgery"]), None, {})
    got = {
        name: share_value(item, EnteredValue("onset_date", text), person, 10)
        for name, text in subject["source"].items()
    }
    days = {name: int(one.value) if one.value else None for name, one in got.items()}
    # The vector lists no day at all for a partial date.
    wanted = dict.fromkeys(subject["not_released_partial"]) | subject["study_day_rel_surgery"]
    assert days == wanted
    partial = [name for name, one in got.items() if one.missing == "incomplete_date"]
    assert partial == subject["not_released_partial"]
