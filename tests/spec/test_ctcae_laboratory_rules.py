"""CTCAE v5.0 laboratory grades, rule by rule: the edges of every band, and what is missing."""

import pytest

from trialwright.instruments.ctcae.laboratory import LabResult, grade_laboratory
from trialwright.instruments.inputs import InputRefused

NEUTROPHILS, HAEMOGLOBIN, ALT = (
    "Neutrophil count decreased",
    "Anemia",
    "Alanine aminotransferase increased",
)
BILIRUBIN, GGT, CREATININE = "Blood bilirubin increased", "GGT increased", "Creatinine increased"
PHOSPHATE, FEVER, SODIUM = "Hypophosphatemia", "Fever", "Hyponatremia"

# term, unit, what is known beside the value | value:grade ...
EDGES = f"""
{NEUTROPHILS}; 10^9/L; lln=1.8 | 1.8:0 1.79:1 1.5:1 1.49:2 1.0:2 0.99:3 0.5:3 0.49:4 0:4
{NEUTROPHILS}; 10^3/uL; lln=1.8 | 1.8:0 1.79:1 1.5:1 1.49:2 0.49:4
{NEUTROPHILS}; /mm3; lln=1800 | 1800:0 1799:1 1500:1 1499:2 1000:2 999:3 500:3 499:4
{NEUTROPHILS}; 10^9/L; lln=1.2 | 1.6:0 1.5:0 1.49:2 1.2:2 0.9:3
Platelet count decreased; 10^9/L; lln=125 | 125:0 124.9:1 75:1 74.9:2 50:2 49.9:3 25:3 24.9:4
White blood cell decreased; 10^9/L; lln=3.5 | 3.5:0 3.4:1 3.0:1 2.9:2 2.0:2 1.9:3 1.0:3 0.9:4
Lymphocyte count decreased; 10^9/L; lln=1.1 | 1.1:0 1:1 0.8:1 0.79:2 0.5:2 0.49:3 0.2:3 0.19:4
{HAEMOGLOBIN}; g/L; lln=130 | 130:0 129:1 100:1 99.9:2 80:2 79.9:3 20:3
{HAEMOGLOBIN}; g/dL; lln=13 | 13:0 12.9:1 10:1 9.99:2 8:2 7.99:3
{HAEMOGLOBIN}; mmol/L; lln=8 | 8:0 7.9:1 6.2:1 6.19:2 4.9:2 4.89:3
{ALT}; U/L; uln=40 baseline=40 | 40:0 40.1:1 120:1 120.1:2 200:2 200.1:3 800:3 800.1:4
{ALT}; U/L; uln=40 baseline=80 | 100:0 119.9:0 120:1 240:1 240.1:2 400:2 400.1:3 1600:3 1601:4
Aspartate aminotransferase increased; U/L; uln=40 baseline=80 | 119.9:0 120:1 240.1:2 400.1:3 1601:4
{BILIRUBIN}; umol/L; uln=20 baseline=20 | 20:0 20.1:1 30:1 30.1:2 60:2 60.1:3 200:3 200.1:4
{BILIRUBIN}; umol/L; uln=20 baseline=30 | 30:0 30.1:1 45:1 45.1:2 90:2 90.1:3 300:3 300.1:4
{GGT}; U/L; uln=60 baseline=40 | 60:0 61:1 150:1 151:2 300:2 301:3 1200:3 1201:4
{GGT}; U/L; uln=60 baseline=100 | 199:0 200:1 250:1 251:2 500:2 501:3 2000:3 2001:4
Alkaline phosphatase increased; U/L; uln=100 baseline=110 | 219:0 220:1 275:1 276:2 550:2 551:3 2201:4
{CREATININE}; umol/L; uln=100 baseline=100 | 100:0 101:1 150:1 151:2 300:2 301:3 600:3 601:4
{CREATININE}; umol/L; uln=104 baseline=60 | 90:0 90.1:2 104:2 180:2 180.1:3 312.1:3 624.1:4
{CREATININE}; umol/L; uln=100 baseline=200 | 100:0 101:1 150:1 151:2 300:2 301:3 600:3 601:4
INR increased; ratio; anticoagulant=no | 1.2:0 1.21:1 1.5:1 1.51:2 2.5:2 2.51:3 9:3
INR increased; ratio; anticoagulant=yes baseline=2 | 2:0 2.1:1 3:1 3.1:2 5:2 5.1:3
Hypoalbuminemia; g/L; lln=35 | 35:0 34:1 30:1 29.9:2 20:2 19.9:3
Hypoalbuminemia; g/dL; lln=3.5 | 3.5:0 3.4:1 3:1 2.99:2 2:2 1.99:3
Lipase increased; U/L; uln=60 symptoms=no | 60:0 61:1 90:1 91:2 120:2 121:2 300:2 301:3
Lipase increased; U/L; uln=60 symptoms=yes | 60:0 61:1 90:1 91:2 120:2 121:3 300:3 301:4
Serum amylase increased; U/L; uln=100 symptoms=yes | 100:0 150:1 200:2 201:3 501:4
{FEVER}; degC; hours=24 | 37.9:0 38:1 39:1 39.1:2 40:2 40.1:3
{FEVER}; degC; hours=24.5 | 38:1 40:2 40.1:4
{SODIUM}; mmol/L; lln=135 symptoms=no | 135:0 134:1 130:1 129.9:2 125:2 124.9:3 120:3 119.9:4
{SODIUM}; mmol/L; lln=135 symptoms=yes | 134:1 130:1 129.9:3 125:3 124.9:3 120:3 119.9:4
{PHOSPHATE}; mmol/L; intervention=none | 0.5:1
{PHOSPHATE}; mmol/L; intervention=oral lln=0.8 | 0.79:2 0.8:0
{PHOSPHATE}; mmol/L; intervention=hospitalization lln=0.8 | 0.3:3
{PHOSPHATE}; mmol/L; intervention=life_threatening lln=0.8 | 0.3:4
"""
NAMES = {
    "anticoagulant": "on_anticoagulant",
    "symptoms": "symptomatic",
    "hours": "hours_above_40",
}
ANSWERS = {"yes": True, "no": False}


def result(term, unit, known, value):
    told = dict(pair.split("=") for pair in known.split())
    inputs = {NAMES.get(name, name): ANSWERS.get(text, text) for name, text in told.items()}
    return LabResult(term=term, unit=unit, value=value, **inputs)


@pytest.mark.parametrize("line", EDGES.strip().splitlines())
def test_the_edges_of_every_band(line):
    """CTC-01, CTC-03, CTC-10..CTC-24"""
    told, graded = line.split("|")
    term, unit, known = (cell.strip() for cell in told.split(";"))
    for pair in graded.split():
        value, grade = pair.split(":")
        found = grade_laboratory(result(term, unit, known, value))
        assert (found.grade, found.flag) == (int(grade), ""), pair


# rule | term, unit, value, known | grade or range, flag, missing
OPEN = f"""
CTC-02 | {NEUTROPHILS}; -; 1.2; lln=1.8            | 0-4 UNIT unit
CTC-02 | {NEUTROPHILS}; g/L; 1.2; lln=1.8          | 0-4 UNIT unit
CTC-02 | {ALT}; mmol/L; 80; uln=40                 | 0-4 UNIT unit
CTC-01 | {ALT}; U/L; ; uln=40                      | 0-4 VALUE_MISSING value
CTC-04 | {NEUTROPHILS}; 10^9/L; 1.6;               | 0-1 LLN_MISSING lln
CTC-04 | {NEUTROPHILS}; 10^9/L; 1.4;               | 2
CTC-04 | {SODIUM}; mmol/L; 131;                    | 0-1 LLN_MISSING lln
CTC-04 | {SODIUM}; mmol/L; 119;                    | 4
CTC-05 | {ALT}; U/L; 30; uln=40                    | 0 BASELINE_MISSING baseline
CTC-05 | {ALT}; U/L; 150; uln=40                   | 2 BASELINE_MISSING baseline
CTC-05 | {BILIRUBIN}; umol/L; 50; uln=20           | 2 BASELINE_MISSING baseline
CTC-05 | {CREATININE}; umol/L; 110; uln=104        | 1 BASELINE_MISSING baseline
CTC-05 | {ALT}; U/L; 150; baseline=80 baseline_uln=40          | 1
CTC-05 | {ALT}; U/L; 150; baseline=45 baseline_uln=50 uln=40   | 2
CTC-05 | {ALT}; U/L; 150; baseline=30 baseline_uln=40          | 0-4 ULN_MISSING uln
CTC-05 | {ALT}; U/L; 150; baseline=80                          | 0-4 ULN_MISSING uln
CTC-05 | {ALT}; U/L; 150;                                      | 0-4 ULN_MISSING uln
CTC-18 | {CREATININE}; umol/L; 250; baseline=80                | 3-4 ULN_MISSING uln
CTC-18 | {CREATININE}; umol/L; 90; baseline=80                 | 0-4 ULN_MISSING uln
CTC-19 | INR increased; ratio; 1.4;                            | 0-3 ANTICOAG_UNKNOWN on_anticoagulant,baseline
CTC-19 | INR increased; ratio; 1.0; baseline=1                 | 0-0 ANTICOAG_UNKNOWN on_anticoagulant
CTC-19 | INR increased; ratio; 2.4; anticoagulant=yes          | 0-3 BASELINE_MISSING baseline
CTC-21 | Lipase increased; U/L; 150; uln=60                    | 2-3 SYMPTOMS_UNKNOWN symptomatic
CTC-21 | Lipase increased; U/L; 301; uln=60                    | 3-4 SYMPTOMS_UNKNOWN symptomatic
CTC-21 | Lipase increased; U/L; 120; uln=60                    | 2
CTC-21 | Lipase increased; U/L; 120; symptoms=no               | 0-3 ULN_MISSING uln
CTC-21 | Lipase increased; U/L; 120;                           | 0-4 ULN_MISSING uln,symptomatic
CTC-22 | {PHOSPHATE}; mmol/L; 0.5;                             | 1-4 INTERVENTION_UNKNOWN intervention
CTC-22 | {PHOSPHATE}; mmol/L; 0.5; lln=0.8                     | 1-4 INTERVENTION_UNKNOWN intervention
CTC-22 | {PHOSPHATE}; mmol/L; 0.9; lln=0.8                     | 0
CTC-22 | {PHOSPHATE}; -; 0.5; lln=0.8 intervention=oral        | 0-2 UNIT unit
CTC-22 | {PHOSPHATE}; -; 0.5; intervention=oral                | 2
CTC-23 | {FEVER}; degC; 40.1;                                  | 3-4 DURATION_UNKNOWN hours_above_40
CTC-23 | {FEVER}; degC; 40.0;                                  | 2
CTC-24 | {SODIUM}; mmol/L; 127; lln=135                        | 2-3 SYMPTOMS_UNKNOWN symptomatic
CTC-24 | {SODIUM}; mmol/L; 124; lln=135                        | 3
"""


@pytest.mark.parametrize("line", OPEN.strip().splitlines())
def test_what_is_missing_leaves_a_range_and_its_reason(line):
    _, told, expected = (cell.strip() for cell in line.split("|"))
    term, unit, value, known = (cell.strip() for cell in told.split(";"))
    grades, flag, missing = (*expected.split(), "", "")[:3]
    found = grade_laboratory(result(term, unit.strip("-"), known, value))
    low, _, high = grades.partition("-")
    assert (found.low, found.high) == (int(low), int(high or low))
    assert found.grade == (None if high else int(low))
    assert (found.flag, found.missing) == (flag, tuple(missing.split(",")) if missing else ())


# term | value, what was recorded | grade
RECORDED = f"""
{HAEMOGLOBIN} | 120 transfusion      | 3
{HAEMOGLOBIN} | 90  life_threatening | 4
{HAEMOGLOBIN} | 70  transfusion      | 3
{HAEMOGLOBIN} | 120 none             | 1
{HAEMOGLOBIN} | 90  oral             | 2
Hypoalbuminemia | 28 life_threatening | 4
Hypoalbuminemia | 28 transfusion      | 2
"""


@pytest.mark.parametrize("line", RECORDED.strip().splitlines())
def test_a_recorded_intervention_raises_the_grade(line):
    """CTC-14, CTC-20"""
    term, told, grade = (cell.strip() for cell in line.split("|"))
    value, intervention = told.split()
    found = grade_laboratory(LabResult(term, value, "g/L", lln=130, intervention=intervention))
    assert found.grade == int(grade)


def test_an_intervention_decides_where_the_value_cannot():
    """CTC-14"""
    found = grade_laboratory(LabResult("Anemia", "9", "", intervention="life_threatening"))
    assert (found.grade, found.flag) == (4, "")


def test_bleeding_is_grade_3_of_a_raised_inr():
    """CTC-19"""
    found = grade_laboratory(
        LabResult("INR increased", "1.3", "ratio", on_anticoagulant=False, bleeding=True)
    )
    assert found.grade == 3


def test_death_is_grade_5_where_the_term_has_one():
    """CTC-01"""
    assert grade_laboratory(LabResult(SODIUM, 118, "mmol/L", death_related=True)).grade == 5
    with pytest.raises(InputRefused, match="has no grade 5"):
        grade_laboratory(LabResult(ALT, 900, "U/L", uln=40, death_related=True))


@pytest.mark.parametrize(
    ("value", "answer"), [("1.2", True), ("1.6", False), ("1.79", False), ("0.2", True)]
)
def test_the_record_reports_from_grade_2(value, answer):
    """CTC-31"""
    found = grade_laboratory(LabResult(NEUTROPHILS, value, "10^9/L", lln="1.8"))
    assert found.reaches_record_threshold is answer


def test_an_open_grade_may_leave_the_threshold_open():
    """CTC-31"""
    found = grade_laboratory(LabResult(ALT, 80, "U/L"))
    assert found.reaches_record_threshold is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"term": "Alanine"}, "is no laboratory term"),
        ({"value": "-1"}, "cannot be measured"),
        ({"value": 1.5}, "no exact number"),
        ({"uln": "0"}, "0 cannot be multiplied"),
        ({"intervention": "surgery"}, "use one of: none, oral"),
    ],
)
def test_what_cannot_be_is_refused(changes, words):
    with pytest.raises(InputRefused, match=words):
        grade_laboratory(LabResult(**({"term": ALT, "value": "80", "unit": "U/L"} | changes)))
