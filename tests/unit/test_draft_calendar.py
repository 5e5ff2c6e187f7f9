"""The grid of a draft: answers that cannot stand are named, not the file they would have gone to."""

import pytest

from changed_records import seed_record
from trialwright.definition.draft.draft import draft_study
from trialwright.errors import DefinitionError

GRID = {
    "calendar.grid": "other",
    "calendar.grid_days": 28,
    "calendar.grid_window": 3,
    "calendar.grid_origin": "T_E",
    "calendar.grid_count": 6,
    "calendar.grid_forms": ["vital_signs"],
    "calendar.grid_at_weeks": ["vital_signs"],
    "due.vital_signs.weeks": [4, 24],
}

#  changed answer                       | refused at             | because
REFUSED = [
    ({"calendar.grid_window": 14}, "calendar.grid_window", "allow at most 13"),
    ({"due.vital_signs.weeks": [4, 5]}, "due.vital_signs.weeks", "week 5 is no visit"),
    (
        {"due.vital_signs.weeks": [28]},
        "due.vital_signs.weeks",
        "its first weeks are 4, 8, 12, 16, 20, 24",
    ),
]


@pytest.mark.parametrize(("change", "key", "because"), REFUSED)
def test_an_answer_off_the_grid_is_refused_by_name(change, key, because):
    with pytest.raises(DefinitionError) as refused:
        draft_study(seed_record(), {**GRID, **change})
    (problem,) = refused.value.problems
    assert (problem.file, problem.key) == ("answers.json", key)
    assert because in str(problem)


@pytest.mark.parametrize("window", [0, 13])
def test_a_grid_whose_windows_keep_apart_may_stand(window):
    draft = draft_study(seed_record(), {**GRID, "calendar.grid_window": window})
    assert not any(d.id.startswith("calendar.grid") for d in draft.open_decisions)


def test_the_distance_the_record_names_needs_no_window():
    answers = {"calendar.grid": "every_84_days"}
    asked = {d.id for d in draft_study(seed_record(), answers).open_decisions}
    assert "calendar.grid_count" in asked
    assert not {"calendar.grid_days", "calendar.grid_window"} & asked
