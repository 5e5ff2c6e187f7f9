"""What a response carries beside its status: sources, rules, findings."""

from drawn_samples import T_T, drawn, on_day
from trialwright.endpoints.seroclearance import derive_seroclearance


def derive(samples, **options):
    return derive_seroclearance(treatment_start=T_T, tests=drawn(samples), **options)


def test_a_confirmed_response_names_its_two_samples():
    outcome = derive("100 <0.05; 200 <0.05; 300 <0.05")
    assert outcome.sources == ("lab100", "lab300")
    assert outcome.rules == ("HBS-02", "HBS-03", "HBS-05")


def test_a_reversion_is_named_too_and_ends_the_sustained_rate():
    outcome = derive("100 <0.05; 300 <0.05; 400 2")
    assert outcome.sources == ("lab100", "lab300", "lab400")
    assert "HBS-09" in outcome.rules
    assert not outcome.sustained
    assert derive("100 <0.05; 300 <0.05").sustained


def test_an_undetermined_response_names_what_is_undecidable():
    outcome = derive("100 <0.05; 200 <0.1; 300 <0.05")
    assert (outcome.sources, outcome.rules) == (("lab200",), ("HBS-06",))


def test_no_response_names_every_sample_that_says_so():
    assert derive("100 3; 300 2; 800 <0.05").sources == ("lab100", "lab300")
    assert derive("100 3; 700 <0.05; 731 <0.05; 760 2; 900 3").sources == (
        "lab100",
        "lab700",
        "lab760",
    )


def test_the_worst_result_of_a_day_is_the_source():
    assert derive("100 <0.05; 100 0.2").sources == ("lab100",)


def test_what_cannot_be_used_becomes_a_finding():
    findings = derive("100 ND; 200 0.01 [COI]; 300 invalid").findings
    assert [(finding.source, finding.date) for finding in findings] == [
        ("lab100", on_day(100)),
        ("lab200", on_day(200)),
    ]
    assert "use IU/mL" in findings[1].what


def test_a_change_of_assay_is_flagged():
    """HBS-07"""
    findings = derive("100 1 by A; 200 2 by A; 300 3 by B").findings
    assert [(finding.source, finding.what) for finding in findings] == [
        ("lab300", "assay changed from A to B")
    ]


def test_results_after_the_data_cutoff_are_not_used():
    outcome = derive("100 <0.05; 300 <0.05", data_cutoff=on_day(299))
    assert outcome.status == "UNCONFIRMED"
    assert derive("100 <0.05; 300 <0.05", data_cutoff=on_day(300)).status == "CONFIRMED"
