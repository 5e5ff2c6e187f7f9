"""Where a form may stand in the study's calendar."""

import pytest

from hand_made import prtras001


@pytest.mark.parametrize(
    ("visit", "form", "stands"),
    [
        ("SCREENING", "demography", True),
        ("W12", "demography", False),
        ("W13", "virology", False),
        ("W12", "mri_read", True),
        ("UNSCHEDULED", "mri_read", True),
        ("UNSCHEDULED_2", "radical_treatment", True),
        ("UNSCHEDULED<b>", "mri_read", False),
        ("UNSCHEDULED_" + "1" * 300, "mri_read", False),
        ("RUNNING", "adverse_event", True),
        ("RUNNING", "demography", False),
        ("ENROLMENT", "enrolment", True),
        # A second one would be a second group.
        ("UNSCHEDULED", "enrolment", False),
        ("RUNNING", "enrolment", False),
    ],
)
def test_a_form_stands_where_the_schedule_asks_for_it(visit, form, stands):
    assert prtras001().has_form_at(visit, form) is stands
