"""Three small records that obey the rules on form, design, groups, dates and outcomes.

A randomised drug trial (asthma, English), a single-arm device study (aortic stenosis, Spanish) and
an observational registry (diabetic retinopathy, Chinese). Tests change one thing and see which rule
objects.
"""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from trialwright.record.lint.finding import Finding, LintReport
from trialwright.record.lint.run import lint_record
from trialwright.record.read import Record, parse_record, read_record

AS_OF = date(2025, 3, 1)
REGISTERED = Path(__file__).parents[1] / "studies/prtras001/record/NCT07120750.page.txt"


class _Marker:
    """A value with a name: test ids must be the same in every process."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


GONE = _Marker("gone")


def drug_trial() -> dict[str, Any]:
    """Budesonide against placebo in asthma: recruiting, randomised, double-blind."""
    return _study(
        titles=(
            "Budesonide in Adults With Asthma",
            "A Randomized, Double-blind Phase 3 Trial of Budesonide in Adults With Asthma",
        ),
        summary="This trial compares budesonide with placebo in adults with asthma.",
        description="Spirometry is done every 12 weeks. Events are counted for one year.",
        conditions=["Asthma"],
        design={
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE3"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "DOUBLE"},
            },
            "enrollmentInfo": {"count": 60, "type": "ESTIMATED"},
        },
        arms=[
            ("Budesonide", "EXPERIMENTAL", "Drug: Budesonide"),
            ("Placebo", "PLACEBO_COMPARATOR", "Drug: Placebo"),
        ],
        interventions=[
            ("Budesonide", "DRUG", "200 µg inhaled twice daily for 48 weeks", "Budesonide"),
            ("Placebo", "DRUG", "Inhaled twice daily for 48 weeks", "Placebo"),
        ],
        outcomes=(
            [("Change in FEV1 at Week 48", "Baseline, Week 48", "Litres before bronchodilator")],
            [("Number of participants with adverse events", "Baseline to Week 52", "")],
        ),
    )


def device_study() -> dict[str, Any]:
    """A single-arm study of an aortic valve, described in Spanish."""
    return _study(
        titles=(
            "Válvula aórtica en estenosis grave",
            "Estudio de un solo grupo de una válvula aórtica en pacientes con estenosis grave",
        ),
        summary="El estudio describe la evolución de los pacientes con una válvula nueva.",
        description="Ecocardiografía a los 30 días y al año.",
        conditions=["Estenosis aórtica"],
        design={
            "studyType": "INTERVENTIONAL",
            "phases": ["NA"],
            "designInfo": {
                "allocation": "NA",
                "interventionModel": "SINGLE_GROUP",
                "primaryPurpose": "TREATMENT",
                "maskingInfo": {"masking": "NONE"},
            },
            "enrollmentInfo": {"count": 40, "type": "ESTIMATED"},
        },
        arms=[("Válvula", "EXPERIMENTAL", "Device: Válvula Aurora")],
        interventions=[("Válvula Aurora", "DEVICE", "Implante transcatéter", "Válvula")],
        outcomes=([("Muerte por cualquier causa", "12 meses después de la cirugía", "")], []),
    )


def registry() -> dict[str, Any]:
    """A cohort of diabetic retinopathy, described in Chinese."""
    return _study(
        titles=("糖尿病视网膜病变登记", "糖尿病视网膜病变患者的前瞻性登记"),
        summary="本登记描述患者的视力变化。",
        description="视力于每次就诊时测量。",
        conditions=["糖尿病视网膜病变"],
        design={
            "studyType": "OBSERVATIONAL",
            "patientRegistry": True,
            "designInfo": {"observationalModel": "COHORT", "timePerspective": "PROSPECTIVE"},
            "enrollmentInfo": {"count": 80, "type": "ESTIMATED"},
        },
        arms=[("患者", None, None)],
        interventions=[],
        outcomes=([("视力变化", "入组后1年", "")], []),
    )


def registered() -> Record:
    """The registry page of the study that ships with the program."""
    return read_record(REGISTERED)


def changed(study: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with values put at paths below the protocol; `__` stands for a dot, GONE removes.

    A number in a path is a list position: `outcomesModule__primaryOutcomes__0__timeFrame`.
    """
    made = copy.deepcopy(study)
    for path, value in changes.items():
        place: Any = made["protocolSection"]
        *steps, last = [int(s) if s.isdecimal() else s for s in path.split("__")]
        for step in steps:
            place = place[step] if isinstance(step, int) else place.setdefault(step, {})
        if value is GONE:
            del place[last]
        else:
            place[last] = value
    return made


def as_record(study: dict[str, Any], header: str = "") -> Record:
    """The record as read from the interface's JSON, or from a page with these header lines."""
    body = json.dumps(study, ensure_ascii=False)
    if header:
        body = f"Viewing Study NCT00000001\n\n{header}\n\nRaw JSON\n\n{body}"
    return parse_record(body.encode(), "drawn.json")


def lint(study: dict[str, Any], as_of: date = AS_OF, header: str = "") -> LintReport:
    """What the rules say of a drawn record."""
    return lint_record(as_record(study, header), as_of)


def findings_of(rule: str, report: LintReport) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in report.findings if finding.rule == rule]


def answer(rule: str, study: dict[str, Any], as_of: date = AS_OF, header: str = "") -> str:
    """What a rule says: "fires", "passes" or "not applicable"."""
    report = lint(study, as_of, header)
    if rule in report.fired:
        return "fires"
    return "passes" if rule in report.passed else "not applicable"


def _study(
    *,
    titles: tuple[str, str],
    summary: str,
    description: str,
    conditions: list[str],
    design: dict[str, Any],
    arms: list[tuple[str, str | None, str | None]],
    interventions: list[tuple[str, str, str, str]],
    outcomes: tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]],
) -> dict[str, Any]:
    protocol = {
        "identificationModule": {
            "nctId": "NCT00000001",
            "briefTitle": titles[0],
            "officialTitle": titles[1],
            "organization": {"fullName": "General Hospital", "class": "OTHER"},
            "orgStudyIdInfo": {"id": "GH-1"},
        },
        "statusModule": {
            "overallStatus": "RECRUITING",
            "statusVerifiedDate": "2025-01",
            "startDateStruct": {"date": "2025-01-15", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2027-01-15", "type": "ESTIMATED"},
            "completionDateStruct": {"date": "2027-04-15", "type": "ESTIMATED"},
            "studyFirstSubmitDate": "2024-12-01",
            "studyFirstSubmitQcDate": "2024-12-05",
            "studyFirstPostDateStruct": {"date": "2024-12-10", "type": "ACTUAL"},
            "lastUpdateSubmitDate": "2025-01-20",
            "lastUpdatePostDateStruct": {"date": "2025-01-22", "type": "ACTUAL"},
        },
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "General Hospital", "class": "OTHER"}
        },
        "oversightModule": {"isFdaRegulatedDrug": False, "isFdaRegulatedDevice": False},
        "descriptionModule": {"briefSummary": summary, "detailedDescription": description},
        "conditionsModule": {"conditions": conditions, "keywords": []},
        "designModule": design,
        "armsInterventionsModule": {
            "armGroups": [_arm(*arm) for arm in arms],
            "interventions": [_intervention(*given) for given in interventions],
        },
        "outcomesModule": {
            "primaryOutcomes": [_outcome(*outcome) for outcome in outcomes[0]],
            "secondaryOutcomes": [_outcome(*outcome) for outcome in outcomes[1]],
        },
        "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* Consent"},
    }
    meshes = [{"id": "D019819", "term": "Budesonide"}]
    derived = {"interventionBrowseModule": {"meshes": meshes}}
    return {"protocolSection": protocol, "derivedSection": derived, "hasResults": False}


def _arm(label: str, kind: str | None, given: str | None) -> dict[str, Any]:
    arm: dict[str, Any] = {"label": label}
    if kind:
        arm["type"] = kind
    if given:
        arm["interventionNames"] = [given]
    return arm


def _intervention(name: str, kind: str, description: str, label: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "description": description, "armGroupLabels": [label]}


def _outcome(measure: str, time_frame: str, description: str) -> dict[str, Any]:
    outcome = {"measure": measure, "timeFrame": time_frame}
    return outcome | ({"description": description} if description else {})
