"""The other readings of recurrence against a slow second version, read aloud from the rules."""

from hypothesis import given
from hypothesis import strategies as st

from drawn_courses import T_R, on_day
from trialwright.endpoints.follow_up import Course
from trialwright.endpoints.lesions import Examination, Lesion
from trialwright.endpoints.recurrence_sensitivity import SENSITIVITIES

HORIZON = 1096
CATEGORIES = ["LR-2", "LR-4", "LR-4", "LR-5", "LR-5", "LR-TIV", "LR-TR Viable", None]
lesions = st.builds(
    Lesion,
    site=st.sampled_from(["liver", "liver", "extrahepatic"]),
    category=st.sampled_from(CATEGORIES),
    histology=st.sampled_from([None, None, None, "HCC", "benign"]),
    new=st.sampled_from([True, True, True, False]),
    lesion_id=st.sampled_from(["", "1", "2"]),
    lr5_record_literal=st.sampled_from([True, False, None]),
)
days = st.one_of(
    st.integers(1, 1300), st.sampled_from([84, 168, 1084, 1085, 1095, 1096, 1097, 1099, 1100])
)
visits = st.lists(
    st.tuples(days, st.sampled_from(["MRI", "MRI", "biopsy"]), st.lists(lesions, max_size=2)),
    max_size=6,
    unique_by=lambda visit: visit[0],
)
ends = st.one_of(st.none(), st.none(), days)


def counts(lesion, by_image):
    """Histology outranks the image, and outside the liver it alone counts (REC-02, REC-06)."""
    if not lesion.new:
        return False
    if lesion.histology:
        return lesion.histology == "HCC"
    return lesion.site == "liver" and by_image


def by_category(lesion, _):
    return counts(lesion, lesion.category == "LR-5")


def by_wording(lesion, _):
    return counts(lesion, lesion.lr5_record_literal is True)


def with_more(lesion, beside):
    in_vein = lesion.category == "LR-TIV" and any(other.category == "LR-5" for other in beside)
    return counts(lesion, in_vein or lesion.category in ("LR-5", "LR-TR Viable"))


def first_event(visits, rule, last_day=10**6):
    hits = [
        day
        for day, _, lesions in visits
        if day <= last_day and any(rule(lesion, lesions) for lesion in lesions)
    ]
    return min(hits, default=None)


def answer(visits, event, death, transplant):
    """Status and day by REC-08 to REC-10, from the day of the first event of any date."""
    ends = [(day, 0, "RECURRENCE") for day in [event] if day]
    ends += [(day, 1, "TRANSPLANT_WITHOUT_RECURRENCE") for day in [transplant] if day]
    ends += [(day, 2, "DEATH_WITHOUT_RECURRENCE") for day in [death] if day]
    in_time = [end for end in ends if end[0] <= HORIZON]
    if in_time:
        day, _, status = min(in_time)
        return status, day
    scans = [day for day, kind, _ in visits if kind != "biopsy"]
    if event or any(day >= HORIZON for day in scans):
        return "CENSORED", HORIZON
    return "CENSORED", max(scans, default=0)


def waits(lesion):
    if not lesion.new or lesion.histology:
        return False
    return lesion.site == "extrahepatic" or lesion.category not in ("LR-1", "LR-2")


def negative_scan(visits, death, transplant):
    """REC-10: a usable negative scan of the last window counts as event-free to the horizon."""
    status, day = answer(visits, first_event(visits, by_category), death, transplant)
    scans = [v for v in visits if v[1] != "biopsy" and 1085 <= v[0] <= HORIZON]
    if status == "CENSORED" and scans:
        _, _, lesions = max(scans, key=lambda visit: visit[0])
        day = day if any(map(waits, lesions)) else HORIZON
    return status, day


def event_scan(visits, death, transplant):
    """OUT-06: an event on a scan up to day 1099 counts at the horizon."""
    first = answer(visits, first_event(visits, by_category), death, transplant)
    scans = [v for v in visits if v[1] != "biopsy" or v[0] <= HORIZON]
    event = first_event(scans, by_category)
    return ("RECURRENCE", HORIZON) if first[0] == "CENSORED" and event and event <= 1099 else first


def first_detection(visits, death, transplant):
    """REC-12 c: a lesion that was LR-4 and later proven counts from the first read as LR-4."""
    event = first_event(visits, by_category)
    proven = {
        lesion.lesion_id
        for _, _, lesions in visits
        for lesion in lesions
        if lesion.lesion_id and by_category(lesion, lesions)
    }
    suspected = [
        day
        for day, _, lesions in visits
        for lesion in lesions
        if lesion.new and lesion.category == "LR-4" and lesion.lesion_id in proven
    ]
    days = [day for day in [event, *suspected] if day]
    return answer(visits, min(days, default=None), death, transplant)


NAIVE = {
    "negative_scan_in_last_window": negative_scan,
    "event_scan_in_last_window": event_scan,
    "record_wording": lambda v, d, t: answer(v, first_event(v, by_wording), d, t),
    "viable_and_tumour_in_vein": lambda v, d, t: answer(v, first_event(v, with_more), d, t),
    "first_detection": first_detection,
    "recurrence_free_survival": lambda v, d, _: answer(v, first_event(v, by_category), d, None),
}


@given(visits, ends, ends)
def test_every_reading_agrees_with_its_rule_read_aloud(drawn, death, transplant):
    course = Course(
        T_R,
        tuple(Examination(on_day(day), kind, True, tuple(lesions)) for day, kind, lesions in drawn),
        None if death is None else on_day(death),
        None if transplant is None else on_day(transplant),
    )
    got = {name: reading(course) for name, reading in SENSITIVITIES.items()}
    assert {name: (str(o.status), o.days) for name, o in got.items()} == {
        name: reading(drawn, death, transplant) for name, reading in NAIVE.items()
    }
