"""Which entry a criterion reads (rule ELI-01): the latest inside its screening window."""

from datetime import UTC, date, datetime, timedelta

import pytest

from study_copy import prtras001
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.participant import Participant
from trialwright.capture.screening_values import screening_values

DECIDED_ON = date(2026, 3, 2)


def entry(form, number=1, visit="SCREENING", **values):
    """One entry, saved `number` minutes past noon; a value with its unit is "14 umol/L"."""
    saved = datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(minutes=number)
    parts = tuple(EnteredValue(item, *_split(value)) for item, value in values.items())
    return Entry(f"e{number}", "P001", visit, form, number, parts, saved, "nurse", "0" * 64)


def _split(value):
    if value is None:
        return None, None, "not_done"
    number, _, unit = value.partition(" ")
    return number, unit or None


def chosen(*entries):
    return screening_values(prtras001(), Participant("P001", entries), DECIDED_ON, rehearsal=True)


def chemistry(day, number=1, **values):
    return entry("liver_chemistry", number, chemistry_date=day, **values)


@pytest.mark.parametrize(
    ("day", "used"),
    [
        ("2026-03-02", True),
        ("2026-02-02", True),  # 28 days before
        ("2026-02-01", False),  # 29 days before
        ("2026-03-03", False),  # after the decision
        ("2026-02", False),  # no day
        (None, False),
    ],
)
def test_a_laboratory_value_is_used_for_28_days(day, used):
    assert chosen(chemistry(day, inr="1.1"))["inr"] == ("1.1" if used else None)


def test_of_two_values_in_the_window_the_later_sample_stands():
    """It is the date of the sample that counts, not the order of typing."""
    late, early = chemistry("2026-02-20", 1, inr="1.2"), chemistry("2026-02-10", 2, inr="1.9")
    assert chosen(late, early)["inr"] == chosen(early, late)["inr"] == "1.2"


def test_of_two_values_of_one_day_the_last_saved_stands():
    first, second = chemistry("2026-02-20", 1, inr="1.2"), chemistry("2026-02-20", 2, inr="1.3")
    assert chosen(first, second)["inr"] == chosen(second, first)["inr"] == "1.3"


def test_a_test_not_done_leaves_the_older_value_in_the_window():
    found = chosen(chemistry("2026-02-20", 1, inr=None), chemistry("2026-02-10", 2, inr="1.9"))
    assert found["inr"] == "1.9"


def test_an_older_value_outside_the_window_does_not_fill_a_gap():
    found = chosen(chemistry("2026-02-20", 1, inr=None), chemistry("2026-01-10", 2, inr="1.9"))
    assert found["inr"] is None


def test_a_unit_is_never_borrowed_from_another_entry():
    found = chosen(
        chemistry("2026-02-20", 1, bilirubin="40"),
        chemistry("2026-02-10", 2, bilirubin="2.1 mg/dL"),
    )
    assert (found["bilirubin"], found["bilirubin_unit"]) == ("40", None)


@pytest.mark.parametrize(
    ("imaging", "used"),
    [
        ("2025-12-10", True),
        ("2025-10-29", True),  # 42 days before T_R
        ("2025-10-28", False),
        ("2025-12-11", False),  # the day after the treatment shows no tumour (BCL-01)
    ],
)
def test_imaging_counts_back_from_the_radical_treatment(imaging, used):
    treated = entry("radical_treatment", 1, procedure_date="2025-12-10")
    found = chosen(treated, entry("tumour", 2, imaging_date=imaging, max_diam_mm="28"))
    assert found["max_diam_mm"] == ("28" if used else None)


def test_imaging_without_a_treatment_date_is_not_used():
    assert chosen(entry("tumour", 1, imaging_date="2025-12-10", ecog="0"))["ecog"] is None


def test_a_form_without_a_window_gives_its_last_saved_answer():
    found = chosen(
        entry("medical_history", 1, psoriasis="yes"), entry("medical_history", 2, psoriasis="no")
    )
    assert found["psoriasis"] == "no"


def history(answer):
    return entry("medical_history", 9, other_malignancy=answer)


def cancer(number, kind, cured):
    return entry("other_malignancy", number, malignancy_type=kind, malignancy_cured=cured)


@pytest.mark.parametrize(
    ("entries", "rows"),
    [
        ([], None),
        ([history("no")], []),
        ([history("yes")], None),  # yes, but none is listed
        ([history(None)], None),
        (
            [history("yes"), cancer(1, "skin_bcc", "yes"), cancer(2, "other", None)],
            [{"type": "skin_bcc", "cured": "yes"}, {"type": "other", "cured": None}],
        ),
        ([cancer(1, "other", "no")], [{"type": "other", "cured": "no"}]),
        ([history("no"), cancer(1, "other", "no")], [{"type": "other", "cured": "no"}]),
    ],
)
def test_a_list_is_empty_only_where_the_answer_is_no(entries, rows):
    assert chosen(*entries)["other_malignancies"] == rows


def test_every_input_of_the_rules_is_chosen_even_from_nothing():
    found = chosen()
    assert set(found) == set(prtras001().eligibility.inputs)
    assert set(found.values()) == {None}
