"""Recurrence against a slow second version that walks through the days and reads the rules aloud."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from drawn_courses import T_R, on_day
from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.recurrence import derive_recurrence

HORIZON = 1096
WAITING = {"LR-3", "LR-4", "LR-M", "LR-TIV", "LR-TR Viable", "LR-TR Equivocal", "LR-NC"}
WAITING |= {"LR-TR Nonevaluable", None}
CATEGORIES = [*sorted(WAITING - {None}), "LR-1", "LR-2", "LR-5", "LR-5", "LR-TR Nonviable", None]

lesions = st.builds(
    Lesion,
    site=st.sampled_from(["liver", "liver", "extrahepatic"]),
    distance_mm=st.sampled_from([None, 0, 20, 21, 60]),
    category=st.sampled_from(CATEGORIES),
    histology=st.sampled_from([None, None, None, "HCC", "non-HCC", "benign"]),
    new=st.sampled_from([True, True, True, False]),
)
days = st.one_of(
    st.integers(-5, 1300), st.sampled_from([0, 1, 84, 168, 1085, 1095, 1096, 1097, 1099, 1180])
)
# One visit a day: what two visits of one day mean is drawn in the tables of tests/spec.
visits = st.lists(
    st.builds(
        lambda day, **rest: (day, Examination(on_day(day), **rest)),
        days,
        kind=st.sampled_from(["MRI", "MRI", "CT", "biopsy"]),
        usable=st.sampled_from([True, True, True, False]),
        lesions=st.lists(lesions, max_size=2).map(tuple),
    ),
    max_size=6,
    unique_by=lambda pair: pair[0],
)
maybe_day = st.one_of(st.none(), st.none(), st.integers(0, 1300))


def qualifies(lesion):
    if not lesion.new:
        return False
    if lesion.histology is not None:
        return lesion.histology == "HCC"
    return lesion.site == "liver" and lesion.category == "LR-5"


def waits(lesion):
    if not lesion.new or lesion.histology is not None:
        return False
    return lesion.site == "extrahepatic" or lesion.category in WAITING


def type_of(lesion):
    if lesion.site == "extrahepatic":
        return "extrahepatic"
    if lesion.distance_mm is None:
        return "CD"
    return "local" if lesion.distance_mm <= 20 else "intrahepatic"


def walk(by_day, death, transplant, cutoff):
    """Go from day to day until something ends the follow-up."""
    last_scan, pending = 0, False
    for day in range(0, HORIZON + 1):
        if cutoff is not None and day > cutoff:
            break
        visit = by_day.get(day) if day > 0 else None
        if visit and visit.usable:
            hits = [lesion for lesion in visit.lesions if qualifies(lesion)]
            if hits:
                types = [
                    t
                    for t in ("extrahepatic", "intrahepatic", "CD", "local")
                    if t in map(type_of, hits)
                ]
                kinds = {"LR-5" if hit.histology is None else "histology" for hit in hits}
                return "RECURRENCE", day, tuple(types), "+".join(sorted(kinds)), last_scan, None
            pending = any(map(waits, visit.lesions))
            last_scan = day if visit.kind != "biopsy" else last_scan
        if day == transplant:
            return "TRANSPLANT_WITHOUT_RECURRENCE", day, (), None, None, None
        if day == death:
            return "DEATH_WITHOUT_RECURRENCE", day, (), None, None, None
    beyond = any(
        visit.usable and (visit.kind != "biopsy" or any(map(qualifies, visit.lesions)))
        for day, visit in by_day.items()
        if day >= HORIZON and (cutoff is None or day <= cutoff)
    )
    return "CENSORED", HORIZON if beyond else last_scan, (), None, None, pending


@given(visits, maybe_day, maybe_day, maybe_day)
def test_recurrence_agrees_with_a_walk_through_the_days(drawn, death, transplant, cutoff):
    outcome = derive_recurrence(
        radical_date=T_R,
        examinations=[visit for _, visit in drawn],
        death_date=None if death is None else on_day(death),
        transplant_date=None if transplant is None else on_day(transplant),
        data_cutoff=None if cutoff is None else on_day(cutoff),
    )
    lower = outcome.interval_lower and (outcome.interval_lower - T_R).days
    got = (
        outcome.status,
        outcome.days,
        outcome.all_types,
        outcome.evidence,
        lower,
        outcome.adjudication_pending,
    )
    assert got == walk(dict(drawn), death, transplant, cutoff)
    assert outcome.date == T_R + timedelta(days=outcome.days)
