"""The grading table of laboratory results (rules CTC-10..CTC-24).

Source: NCI CTCAE v5.0 of 27 November 2017. The codes are those NCI prints beside its terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from trialwright.instruments.ctcae.bands import Scale, absolute, times

Units = Mapping[str, Decimal]
Scales = tuple[Scale, ...]


class Condition(StrEnum):
    """A fact beside the value on which the choice of the scale depends."""

    NONE = "none"
    BASELINE_ABNORMAL = "baseline abnormal"
    SYMPTOMATIC = "symptomatic"
    ON_ANTICOAGULANT = "on anticoagulant"
    LONGER_THAN_A_DAY = "longer than 24 h"


@dataclass(frozen=True)
class Table:
    """The scales for values in some units; `when` and `when_not` are those of the condition.

    A value times the factor of its unit is the number the scales grade.
    """

    units: Units
    when_not: Scales
    when: Scales = ()


@dataclass(frozen=True)
class LabTerm:
    """One term. `by_intervention` gives the grade that a recorded intervention is at least.

    `intervention_grades` says that nothing but the intervention grades the term (CTC-22).
    `baseline_optional`: without a baseline the term is graded on the ULN (CTC-05).
    """

    name: str
    code: str
    rule: str
    tables: tuple[Table, ...]
    condition: Condition = Condition.NONE
    by_intervention: Mapping[str, int] = field(default_factory=dict)
    intervention_grades: bool = False
    baseline_optional: bool = False
    bleeding_grade: int = 0
    has_grade_5: bool = False

    @property
    def grades(self) -> frozenset[int]:
        """The grades this term can be given, 5 included where it exists."""
        scales = [scale for table in self.tables for scale in (*table.when_not, *table.when)]
        graded = {band.grade for scale in scales for band in scale.bands}
        return frozenset(
            graded.union(self.by_intervention.values(), (5,) if self.has_grade_5 else ())
        )


_ONE: Final = Decimal(1)
_TEN: Final = Decimal(10)
COUNTS: Final = {"10^9/L": _ONE, "10^3/uL": _ONE, "/mm3": Decimal("0.001")}
MASS: Final = {"g/L": _ONE, "g/dL": _TEN}
ENZYMES: Final = {"U/L": _ONE, "IU/L": _ONE}
# Graded by ratios, so value and limits stay in the unit in which they are given.
SMALL_MOLECULES: Final = {"umol/L": _ONE, "mg/dL": _ONE}
PHOSPHATE: Final = {"mmol/L": _ONE, "mg/dL": _ONE}
MOLAR: Final = {"mmol/L": _ONE}
RATIO: Final = {"ratio": _ONE}
CELSIUS: Final = {"degC": _ONE, "°C": _ONE}


def _count(name: str, code: str, rule: str, *cells: str) -> LabTerm:
    return LabTerm(name, code, rule, (Table(COUNTS, (absolute(*cells),)),))


def _enzyme(name: str, code: str, rule: str, units: Units, *scales: Scale) -> LabTerm:
    normal, abnormal = scales
    return LabTerm(
        name,
        code,
        rule,
        (Table(units, (normal,), (abnormal,)),),
        condition=Condition.BASELINE_ABNORMAL,
        baseline_optional=True,
    )


def _pancreas(name: str, code: str) -> LabTerm:
    asymptomatic = times("uln", ">1-1.5", ">1.5-5", ">5")
    symptomatic = times("uln", ">1-1.5", ">1.5-2", ">2-5", ">5")
    table = Table(ENZYMES, (asymptomatic,), (symptomatic,))
    return LabTerm(name, code, "CTC-21", (table,), condition=Condition.SYMPTOMATIC)


_TRANSAMINASE: Final = (
    times("uln", ">1-3", ">3-5", ">5-20", ">20"),
    times("baseline", "1.5-3", ">3-5", ">5-20", ">20"),
)
_BILE_DUCT_ENZYME: Final = (
    times("uln", ">1-2.5", ">2.5-5", ">5-20", ">20"),
    times("baseline", "2-2.5", ">2.5-5", ">5-20", ">20"),
)
_BILIRUBIN: Final = (
    times("uln", ">1-1.5", ">1.5-3", ">3-10", ">10"),
    times("baseline", ">1-1.5", ">1.5-3", ">3-10", ">10"),
)
_CREATININE: Final = (
    times("uln", ">1-1.5", ">1.5-3", ">3-6", ">6"),
    times("baseline", "", ">1.5-3", ">3"),
)
_LIFE_THREATENING: Final = {"life_threatening": 4}

_TERMS: Final = (
    _count(
        "Neutrophil count decreased",
        "10029366",
        "CTC-10",
        *("<LLN-1.5", "<1.5-1.0", "<1.0-0.5", "<0.5"),
    ),
    _count(
        "Platelet count decreased", "10035528", "CTC-11", *("<LLN-75", "<75-50", "<50-25", "<25")
    ),
    _count(
        "White blood cell decreased",
        "10049182",
        "CTC-12",
        *("<LLN-3.0", "<3.0-2.0", "<2.0-1.0", "<1.0"),
    ),
    _count(
        "Lymphocyte count decreased",
        "10025256",
        "CTC-13",
        *("<LLN-0.8", "<0.8-0.5", "<0.5-0.2", "<0.2"),
    ),
    LabTerm(
        "Anemia",
        "10002272",
        "CTC-14",
        # The molar limits are printed rounded, so molar values are graded by them (CTC-02).
        (
            Table(MASS, (absolute("<LLN-100", "<100-80", "<80"),)),
            Table(MOLAR, (absolute("<LLN-6.2", "<6.2-4.9", "<4.9"),)),
        ),
        by_intervention={"transfusion": 3, **_LIFE_THREATENING},
        has_grade_5=True,
    ),
    _enzyme("Alanine aminotransferase increased", "10001551", "CTC-15", ENZYMES, *_TRANSAMINASE),
    _enzyme("Aspartate aminotransferase increased", "10003481", "CTC-15", ENZYMES, *_TRANSAMINASE),
    _enzyme("Blood bilirubin increased", "10005364", "CTC-16", SMALL_MOLECULES, *_BILIRUBIN),
    _enzyme("GGT increased", "10056910", "CTC-17", ENZYMES, *_BILE_DUCT_ENZYME),
    _enzyme("Alkaline phosphatase increased", "10001675", "CTC-17", ENZYMES, *_BILE_DUCT_ENZYME),
    LabTerm(
        "Creatinine increased",
        "10011368",
        "CTC-18",
        (Table(SMALL_MOLECULES, _CREATININE),),
        baseline_optional=True,
    ),
    LabTerm(
        "INR increased",
        "10022402",
        "CTC-19",
        (
            Table(
                RATIO,
                (absolute(">1.2-1.5", ">1.5-2.5", ">2.5"),),
                (times("baseline", ">1-1.5", ">1.5-2.5", ">2.5"),),
            ),
        ),
        condition=Condition.ON_ANTICOAGULANT,
        bleeding_grade=3,
    ),
    LabTerm(
        "Hypoalbuminemia",
        "10020943",
        "CTC-20",
        (Table(MASS, (absolute("<LLN-30", "<30-20", "<20"),)),),
        by_intervention=_LIFE_THREATENING,
        has_grade_5=True,
    ),
    _pancreas("Lipase increased", "10024574"),
    _pancreas("Serum amylase increased", "10040139"),
    LabTerm(
        "Hypophosphatemia",
        "10021059",
        "CTC-22",
        # v5.0 has no numbers here; only a value that is not low is told apart.
        (Table(PHOSPHATE, ()),),
        by_intervention={"none": 1, "oral": 2, "hospitalization": 3, **_LIFE_THREATENING},
        intervention_grades=True,
        has_grade_5=True,
    ),
    LabTerm(
        "Fever",
        "10016558",
        "CTC-23",
        (
            Table(
                CELSIUS,
                (absolute("38.0-39.0", ">39.0-40.0", ">40.0"),),
                (absolute("38.0-39.0", ">39.0-40.0", "", ">40.0"),),
            ),
        ),
        condition=Condition.LONGER_THAN_A_DAY,
        has_grade_5=True,
    ),
    LabTerm(
        "Hyponatremia",
        "10021038",
        "CTC-24",
        (
            Table(
                MOLAR,
                (absolute("<LLN-130", "<130-125", "<125-120", "<120"),),
                (absolute("<LLN-130", "", "<130-120", "<120"),),
            ),
        ),
        condition=Condition.SYMPTOMATIC,
        by_intervention=_LIFE_THREATENING,
        has_grade_5=True,
    ),
)
LABORATORY_TERMS: Final[Mapping[str, LabTerm]] = {term.name: term for term in _TERMS}
