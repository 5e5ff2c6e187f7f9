"""What a recurrence outcome carries beside its status."""

import pytest

from drawn_courses import T_R, drawn, on_day
from trialwright.endpoints.lesions import Lesion
from trialwright.endpoints.recurrence import derive_recurrence, recurrence_phase
from trialwright.instruments.inputs import InputRefused


def test_an_event_names_the_entries_and_rules_behind_it():
    outcome = derive_recurrence(
        radical_date=T_R, examinations=drawn("84 MRI; 168 MRI LR-5@9; 168 biopsy ex:/HCC")
    )
    assert outcome.sources == ("MRI168", "biopsy168")
    assert outcome.rules == ("REC-02", "REC-03", "REC-05", "REC-06", "REC-07")


def test_one_type_needs_no_rule_about_several():
    outcome = derive_recurrence(radical_date=T_R, examinations=drawn("84 MRI LR-5@9"))
    assert outcome.rules == ("REC-02", "REC-05")


def test_censoring_names_the_scan_it_rests_on():
    outcome = derive_recurrence(radical_date=T_R, examinations=drawn("84 MRI; 168 MRI"))
    assert (outcome.sources, outcome.rules) == (("MRI168",), ("REC-10",))


def test_an_event_after_the_horizon_is_named_as_the_reason_to_censor_there():
    outcome = derive_recurrence(radical_date=T_R, examinations=drawn("84 MRI; 1100 MRI LR-5@9"))
    assert (outcome.sources, outcome.rules) == (("MRI1100",), ("REC-08", "REC-10"))


def test_death_names_its_own_entry():
    outcome = derive_recurrence(
        radical_date=T_R, examinations=[], death_date=on_day(9), death_source="death-1"
    )
    assert outcome.sources == ("death-1",)


def test_residual_disease_is_no_event_but_is_pointed_at():
    outcome = derive_recurrence(radical_date=T_R, examinations=drawn("84 MRI old:LR-5@9"))
    assert outcome.status == "CENSORED"
    assert outcome.residual_sources == ("MRI84",)


def test_a_benign_lesion_that_was_there_before_is_no_residual_disease():
    visits = drawn("0 MRI LR-2@9; 84 MRI old:LR-2@9, LR-3@30; 90 biopsy old:/benign@9")
    assert derive_recurrence(radical_date=T_R, examinations=visits).residual_sources == ()


def test_a_lesion_of_the_day_of_treatment_is_residual_too():
    outcome = derive_recurrence(radical_date=T_R, examinations=drawn("0 MRI LR-5@9"))
    assert outcome.residual_sources == ("MRI0",)


def test_early_recurrence_ends_with_its_24th_month():
    """REC-13"""

    def phase(day):
        visits = drawn(f"{day} MRI LR-5@9")
        return recurrence_phase(derive_recurrence(radical_date=T_R, examinations=visits), T_R)

    assert (phase(730), phase(731)) == ("early", "late")


def test_only_a_recurrence_is_early_or_late():
    with pytest.raises(ValueError, match="only a recurrence"):
        recurrence_phase(derive_recurrence(radical_date=T_R, examinations=[]), T_R)


def test_a_death_before_treatment_is_refused_with_both_dates():
    with pytest.raises(InputRefused, match=r"2026-01-09 .* 2026-01-10"):
        derive_recurrence(radical_date=T_R, examinations=[], death_date=on_day(-1))


def test_an_unknown_site_is_refused_with_the_ones_that_exist():
    with pytest.raises(InputRefused, match="use liver or extrahepatic"):
        Lesion(site="lung")


def test_another_horizon_moves_the_censoring():
    outcome = derive_recurrence(
        radical_date=T_R, examinations=drawn("84 MRI; 800 MRI"), horizon_months=24
    )
    assert outcome.days == 730
