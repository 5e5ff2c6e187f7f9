"""CTCAE v5.0 clinical grades: every other finding of the term answered no, unless it says so."""

import pytest

from trialwright.instruments.ctcae.clinical import grade_clinical
from trialwright.instruments.ctcae.clinical_measures import (
    alopecia_findings,
    febrile_neutropenia_findings,
    rash_findings,
    retinopathy_findings,
    weight_loss_findings,
)
from trialwright.instruments.ctcae.clinical_table import CLINICAL_TERMS
from trialwright.instruments.inputs import InputRefused

# term | what was found | grade
TABLE = """
Fatigue              | relieved_by_rest                            | 1
Fatigue              | not_relieved_by_rest                        | 2
Fatigue              | relieved_by_rest limits_instrumental_adl    | 2
Fatigue              | not_relieved_by_rest limits_self_care_adl   | 3
Flu like symptoms    | mild                                        | 1
Flu like symptoms    | moderate                                    | 2
Flu like symptoms    | severe                                      | 3
Myalgia              | moderate limits_self_care_adl               | 3
Headache             | mild limits_instrumental_adl                | 2
Nausea               | appetite_lost                               | 1
Nausea               | intake_decreased                            | 2
Nausea               | tube_feeding_indicated                      | 3
Depression           | mild                                        | 1
Depression           | limits_instrumental_adl                     | 2
Depression           | limits_self_care_adl                        | 3
Depression           | severe threat_of_harm                       | 4
Depression           | death                                       | 5
Suicidal ideation    | thoughts_without_wish_to_die                | 1
Suicidal ideation    | plan_without_serious_intent                 | 3
Suicidal ideation    | plan_with_serious_intent                    | 4
Hypothyroidism       | asymptomatic                                | 1
Hypothyroidism       | asymptomatic replacement_indicated          | 2
Hypothyroidism       | symptomatic hospitalisation_indicated       | 3
Hypothyroidism       | life_threatening                            | 4
Hyperthyroidism      | suppression_indicated                       | 2
Thyroid stimulating hormone increased | raised_without_intervention | 1
Injection site reaction | tenderness                               | 1
Injection site reaction | tenderness oedema                        | 2
Injection site reaction | necrosis                                 | 3
Injection site reaction | life_threatening                         | 4
Febrile neutropenia  | fever_and_neutropenia                       | 3
Febrile neutropenia  | fever_and_neutropenia life_threatening      | 4
Weight loss          | lost_5_percent nutritional_support_indicated | 2
Weight loss          | lost_5_percent tube_feeding_indicated       | 3
Headache             |                                             | 0
"""


def answered(term, found):
    return {name: name in found for name in CLINICAL_TERMS[term].findings}


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_the_worst_finding_grades_the_event(line):
    """CTC-01, CTC-30"""
    term, found, grade = (cell.strip() for cell in line.split("|"))
    result = grade_clinical(term, answered(term, found.split()))
    assert (result.grade, result.missing) == (int(grade), ())


HIGHEST = {
    "Fatigue": 3,
    "Flu like symptoms": 3,
    "Alopecia": 2,
    "Thyroid stimulating hormone increased": 1,
    "Suicidal ideation": 4,
    "Depression": 5,
    "Retinopathy": 4,
}


@pytest.mark.parametrize(("term", "highest"), HIGHEST.items())
def test_a_term_has_no_grade_above_its_last(term, highest):
    """CTC-30"""
    row = CLINICAL_TERMS[term]
    assert grade_clinical(term, dict.fromkeys(row.findings, True)).grade == highest


def test_an_unanswered_finding_matters_only_if_it_could_raise_the_grade():
    """CTC-01"""
    settled = grade_clinical("Fatigue", {"limits_self_care_adl": True})
    assert (settled.grade, settled.missing) == (3, ())
    open_ = grade_clinical("Fatigue", {"not_relieved_by_rest": True})
    assert (open_.grade, open_.low, open_.high) == (None, 2, 3)
    assert (open_.flag, open_.missing) == ("FINDINGS_UNKNOWN", ("limits_self_care_adl",))


# baseline, weight now | grade by weight alone
WEIGHTS = """
80 76.1 | 0
80 76   | 1
80 72.1 | 1
80 72   | 2
80 64.1 | 2
80 64   | 3
80 90   | 0
"""


@pytest.mark.parametrize("line", WEIGHTS.strip().splitlines())
def test_weight_loss_counts_from_the_baseline(line):
    """CTC-30"""
    weights, grade = line.split("|")
    findings = answered("Weight loss", ()) | weight_loss_findings(*weights.split())
    assert grade_clinical("Weight loss", findings).grade == int(grade)


def test_weight_loss_needs_both_weights():
    findings = answered("Weight loss", ()) | weight_loss_findings(None, 70)
    assert grade_clinical("Weight loss", findings).grade is None


@pytest.mark.parametrize(("lost", "grade"), [("0", 0), ("1", 1), ("49.9", 1), ("50", 2)])
def test_alopecia_is_graded_at_half_of_the_hair(lost, grade):
    """CTC-30"""
    assert grade_clinical("Alopecia", alopecia_findings(lost)).grade == grade


# body surface in percent, moderate symptoms | grade
RASH = """
0    no  | 0
9.9  yes | 1
10   yes | 2
30   yes | 2
30.1 no  | 2
30.1 yes | 3
30.1 ?   | CD
30   ?   | 2
"""


@pytest.mark.parametrize("line", RASH.strip().splitlines())
def test_rash_is_graded_by_the_skin_it_covers(line):
    """CTC-30"""
    told, grade = line.split("|")
    surface, symptoms = told.split()
    moderate = {"yes": True, "no": False, "?": None}[symptoms]
    findings = answered("Rash maculo-papular", ()) | rash_findings(surface, moderate)
    found = grade_clinical("Rash maculo-papular", findings).grade
    assert str("CD" if found is None else found) == grade.strip()


# symptomatic, acuity, lines lost | grade
SIGHT = """
no  20/20  0 | 1
no  20/60  0 | 1
yes 20/20  0 | 2
yes 20/40  3 | 2
yes 20/41  3 | 3
yes 20/30  4 | 3
yes 20/199 0 | 3
yes 20/200 0 | 4
no  20/400 0 | 4
yes 20/30  ? | CD
yes ?      0 | CD
yes 20/50  ? | 3
?   20/30  0 | CD
"""


@pytest.mark.parametrize("line", SIGHT.strip().splitlines())
def test_retinopathy_is_graded_by_sight(line):
    """CTC-30"""
    told, grade = line.split("|")
    symptoms, acuity, lines = told.split()
    symptomatic = {"yes": True, "no": False, "?": None}[symptoms]
    sight = retinopathy_findings(
        symptomatic, acuity.strip("?"), None if lines == "?" else int(lines)
    )
    found = grade_clinical("Retinopathy", answered("Retinopathy", ()) | sight).grade
    assert str("CD" if found is None else found) == grade.strip()


# neutrophils, temperature, hours at 38 or more | holds
FEVERS = """
0.99 10^9/L 38.4 degC 0 | yes
0.99 10^9/L 38.3 degC 1 | no
0.99 10^9/L 38.3 degC 2 | yes
0.99 10^9/L 38.0 degC 2 | yes
0.99 10^9/L 37.9 degC 2 | no
1.0  10^9/L 39.0 degC 9 | no
990  /mm3   38.4 degC 0 | yes
0.99 ?      38.4 degC 0 | ?
0.99 10^9/L 38.4 ?    0 | ?
0.99 10^9/L 38.1 degC ? | ?
0.99 10^9/L 37.9 degC ? | no
1.0  10^9/L ?    degC ? | no
"""


@pytest.mark.parametrize("line", FEVERS.strip().splitlines())
def test_febrile_neutropenia_needs_both(line):
    """CTC-30"""
    told, answer = line.split("|")
    count, unit, temperature, degrees, hours = (word.strip("?") for word in told.split())
    found = febrile_neutropenia_findings(
        neutrophils=count,
        neutrophil_unit=unit,
        temperature=temperature,
        temperature_unit=degrees,
        hours_at_38=hours,
    )
    assert found == {"fever_and_neutropenia": {"yes": True, "no": False, "?": None}[answer.strip()]}


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (lambda: weight_loss_findings("0", "70"), "cannot weigh 0 kg"),
        (lambda: alopecia_findings("101"), "give 0 to 100"),
        (lambda: retinopathy_findings(True, "0.5", 0), "no Snellen fraction"),
        (lambda: grade_clinical("Tiredness", {}), "no clinical term"),
        (lambda: grade_clinical("Fatigue", {"mild": True}), "use: relieved_by_rest"),
    ],
)
def test_what_cannot_be_is_refused(measure, words):
    with pytest.raises(InputRefused, match=words):
        measure()
