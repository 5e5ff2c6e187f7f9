"""Whatever way a simulated laboratory words a result, the study's rules read the truth from it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from simulated import parameters
from trialwright.instruments.assay import State
from trialwright.instruments.hbsag import interpret_hbsag
from trialwright.instruments.hbv_dna import interpret_hbv_dna
from trialwright.synthetic.draws import Subject, stream
from trialwright.synthetic.virology import HBsAgCourse, report_dna, report_hbsag

numbers = st.integers(0, 100_000)
platforms = st.sampled_from(["cobas_6800", "ampliprep_v2", "high_pure"])
readable = {"plain": 0.4, "separator": 0.2, "kilo": 0.2, "undiluted": 0.2}


def _rng(number):
    return stream(11, number, Subject.VIROLOGY)


@settings(deadline=None)
@given(numbers, st.floats(-1.0, 5.0))
def test_hbsag_that_is_there_is_read_as_positive(number, level):
    reported = report_hbsag(_rng(number), level, readable, parameters())
    assert interpret_hbsag(reported.text, reported.unit).state is State.POSITIVE


@settings(deadline=None)
@given(numbers)
def test_hbsag_that_is_lost_is_read_as_negative(number):
    reported = report_hbsag(_rng(number), None, readable, parameters())
    assert interpret_hbsag(reported.text, reported.unit).state is State.NEGATIVE


@settings(deadline=None)
@given(numbers, st.floats(2.0, 8.0), platforms)
def test_dna_well_above_every_limit_is_read_as_detectable_or_no_test(number, level, platform):
    reported = report_dna(_rng(number), level, platform, parameters())
    state = interpret_hbv_dna(reported.text, reported.unit).state
    assert state in (State.POSITIVE, None)


@settings(deadline=None)
@given(numbers, platforms)
def test_undetectable_dna_is_only_undecidable_below_a_limit_above_ten(number, platform):
    """HBD-06: "<20" may be 10 to 19. A blip is a true rise and is read as one."""
    reported = report_dna(_rng(number), 0.0, platform, parameters())
    state = interpret_hbv_dna(reported.text, reported.unit).state
    assert (state is State.UNDECIDABLE) == (reported.text in ("<20", "<29"))


@settings(deadline=None)
@given(st.integers(-30, 1100), st.integers(100, 500), st.integers(100, 400))
def test_hbsag_is_gone_between_loss_and_return_and_at_no_other_time(day, lost, wait):
    course = HBsAgCourse(2.0, -0.1, -1.2, 336, lost, lost + wait)
    level = course.at(day, -1.15)
    assert (level is None) == (lost <= day < lost + wait)
    assert level is None or level >= -1.15
