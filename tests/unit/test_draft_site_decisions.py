"""What a draft leaves to the hospital: screening windows, and when data can be requested."""

from pathlib import Path

import pytest

from changed_records import ABSENT, SEED_PAGE, changed, seed_record, small_record
from draft_answers import answer_all
from trialwright.definition import load_definition
from trialwright.definition.draft.folder import load_complete, write_draft
from trialwright.definition.draft.identity import settles_sharing
from trialwright.definition.draft.screening import screening_windows, window_parameters
from trialwright.definition.readiness import check_readiness

ANSWERS = Path(__file__).parents[1] / "data" / "prtras001_draft_answers.json"
SHARING = "ipdSharingStatementModule"


def parameters(record):
    """The site's decisions of a draft in which every question has an answer."""
    _, draft = answer_all(record)
    return {parameter.id for parameter in load_complete(draft).site.parameters}


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("draft") / "study"
    write_draft(folder, SEED_PAGE, ANSWERS)
    return load_definition(folder)


def test_the_windows_of_the_criteria_are_open_decisions_in_days(drafted):
    found = {p.id: p.unit for p in check_readiness(drafted).open_decisions}
    assert found["laboratory_window"] == found["imaging_window"] == "days"
    assert found["ethics_body"] is None


def test_each_dated_form_of_the_criteria_has_its_window(drafted):
    windows = {
        window.date_item: (window.source.site_parameter, window.until)
        for window in drafted.eligibility.screening_windows
    }
    assert windows == {
        "liver_chemistry.chemistry_date": ("laboratory_window", None),
        "virology.virology_date": ("laboratory_window", None),
        "viral_markers.markers_date": ("laboratory_window", None),
        "screening_values.values_date": ("laboratory_window", None),
        "tumour_stage.imaging_date": ("imaging_window", "T_R"),
    }


def test_a_study_without_a_radical_treatment_counts_imaging_from_the_decision():
    (window,) = screening_windows({"tumour_stage"}, {"consent", "T_E"})
    assert "until" not in window
    (window,) = screening_windows({"tumour_stage"}, {"consent", "T_E", "T_R"})
    assert window["until"] == "T_R"


def test_criteria_without_dated_values_leave_no_window_open():
    assert window_parameters({"medical_history", "demography"}) == frozenset()
    assert parameters(small_record()) & {"laboratory_window", "imaging_window"} == set()


SHARED = {f"{SHARING}.ipdSharing": "YES"}
UNTIMED = {f"{SHARING}.{key}": ABSENT for key in ("timeFrame", "description", "accessCriteria")}
#  what the record says of sharing                                        | settled
STATEMENTS = [
    ({}, True),
    ({**SHARED, **UNTIMED}, False),
    # An opening without an end.
    ({**SHARED, **UNTIMED, f"{SHARING}.timeFrame": "6 months after publication"}, False),
    # Two ends.
    (
        {
            **SHARED,
            **UNTIMED,
            f"{SHARING}.timeFrame": "From 6 months after publication, for 5 years",
            f"{SHARING}.description": "Available for 10 years",
        },
        False,
    ),
]


@pytest.mark.parametrize(("changes", "settled"), STATEMENTS)
def test_the_time_frame_of_sharing_is_settled_where_the_record_gives_both_ends(changes, settled):
    assert settles_sharing(changed(seed_record(), changes)) is settled


def test_a_time_frame_that_the_record_leaves_open_is_a_decision_of_the_site():
    untimed = changed(seed_record(), {**SHARED, **UNTIMED})
    assert {"sharing_time_frame", "access_panel"} <= parameters(untimed)
    assert "sharing_time_frame" not in parameters(seed_record())


def test_a_study_that_shares_nothing_decides_nothing_about_it():
    private = changed(seed_record(), {**UNTIMED, f"{SHARING}.ipdSharing": "NO"})
    assert not {"sharing_time_frame", "access_panel"} & parameters(private)
