"""The features drawn beside a category are those for which the published table gives it (LIR-03)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from simulated import parameters
from trialwright.instruments.lirads import categorise_lirads, reads_as_record_wording
from trialwright.instruments.lirads_read import LiradsRead
from trialwright.synthetic.draws import Subject, stream
from trialwright.synthetic.lesion_features import with_features
from trialwright.synthetic.scans import draw_imaging

GRID = tuple(84 * visit for visit in range(1, 14))


def reads(number, onset):
    seen = draw_imaging(stream(3, number, Subject.SCANS), GRID, onset, 1120, parameters())
    imaging = with_features(stream(3, number, Subject.FEATURES), seen, parameters())
    bare = [lesion for scan in seen.scans for lesion in scan.lesions]
    given_ = [lesion for scan in imaging.scans for lesion in scan.lesions]
    return list(zip(bare, given_, strict=True))


def category_of(lesion):
    """The category of an untreated lesion of somebody at risk, by its features alone."""
    read = LiradsRead(
        *(True, False, False, False, "none", "none", False, False),
        aphe=lesion.aphe,
        size_mm=lesion.size_mm,
        washout=lesion.washout,
        capsule=lesion.capsule,
    )
    return categorise_lirads(read).category


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 1000))
def test_the_features_fit_the_category(number, onset):
    for bare, lesion in reads(number, onset):
        assert (lesion.category, lesion.size_mm) == (bare.category, bare.size_mm)
        grown = lesion.category == "LR-5" and lesion.washout == "none"
        if lesion.category in ("LR-3", "LR-4", "LR-5", "LR-M") and not grown:
            assert category_of(lesion) == lesion.category
        if lesion.category is None or lesion.category.startswith("LR-TR"):
            assert (lesion.aphe, lesion.washout, lesion.capsule) == (None, None, None)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 1000))
def test_a_lesion_keeps_its_number_and_its_washout(number, onset):
    washout = {}
    for bare, lesion in reads(number, onset):
        place = (bare.site, bare.distance_mm, bare.size_mm, bare.new)
        if lesion.category == "LR-5":
            assert washout.setdefault((place, lesion.number), lesion.washout) == lesion.washout


def test_both_readings_of_lr_5_occur():
    """LIR-13: else nothing would show whether they are told apart"""
    found = {
        reads_as_record_wording(aphe=le.aphe, washout=le.washout, size_mm=le.size_mm)
        for number in range(40)
        for _, le in reads(number, 200)
        if le.category == "LR-5"
    }
    assert found == {True, False}
