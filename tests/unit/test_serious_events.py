"""Serious by the record's five criteria and by the six of ICH E2A (SAF-01)."""

import pytest

from trialwright.instruments.serious import SeriousnessCriteria, derive_seriousness

FIELDS = (
    "death",
    "life_threatening",
    "hospitalisation",
    "disability",
    "congenital_anomaly",
    "other_medically_important",
)


def criteria(**answers):
    return SeriousnessCriteria(**(dict.fromkeys(FIELDS, False) | answers))


@pytest.mark.parametrize("field", FIELDS[:5])
def test_each_of_the_first_five_makes_an_event_serious_by_both_lists(field):
    found = derive_seriousness(criteria(**{field: True}))
    assert (found.sae_record, found.sae_e2a) == (True, True)


def test_medically_important_is_serious_by_e2a_alone():
    found = derive_seriousness(criteria(other_medically_important=True))
    assert (found.sae_record, found.sae_e2a) == (False, True)


@pytest.mark.parametrize("field", FIELDS[:5])
def test_an_unanswered_criterion_is_not_a_no(field):
    found = derive_seriousness(criteria(**{field: None}))
    assert (found.sae_record, found.sae_e2a) == (None, None)


def test_an_unanswered_criterion_does_not_matter_beside_a_yes():
    found = derive_seriousness(criteria(death=True, hospitalisation=None))
    assert found.sae_record is True


def test_a_planned_stay_counts_unless_the_protocol_exempts_it():
    planned = criteria(hospitalisation=True, hospitalisation_was_planned=True)
    assert derive_seriousness(planned).sae_record is True
    assert derive_seriousness(planned, planned_stay_is_exempt=True).sae_record is False


def test_a_stay_of_unknown_plan_stays_open_where_the_protocol_exempts_planned_ones():
    stay = criteria(hospitalisation=True, hospitalisation_was_planned=None)
    assert derive_seriousness(stay, planned_stay_is_exempt=True).sae_record is None
