"""The rules on other languages, diseases and designs than those of the record they were written on."""

from __future__ import annotations

from typing import Any

import pytest

from lint_records import GONE, answer, changed, drug_trial, registry

TRIAL, COHORT = drug_trial(), registry()
IN, EX = "Inclusion Criteria:\n\n* ", "Exclusion Criteria:\n\n* "


def cohort(**changes: Any) -> dict[str, Any]:
    return changed(COHORT, **changes)


def trial(**changes: Any) -> dict[str, Any]:
    return changed(TRIAL, **changes)


def described(text: str, measure: str = "FEV1", **changes: Any) -> dict[str, Any]:
    return measured(measure, descriptionModule__detailedDescription=text, **changes)


def measured(
    measure: str, frame: str = "Week 48", text: str = "", **changes: Any
) -> dict[str, Any]:
    outcome = {"measure": measure, "timeFrame": frame, "description": text}
    return trial(
        **{"outcomesModule__primaryOutcomes": [outcome], "outcomesModule__secondaryOutcomes": []}
        | changes
    )


def promising(summary: str) -> dict[str, Any]:
    return measured("FEV1", descriptionModule__briefSummary=summary)


def given(text: str) -> dict[str, Any]:
    return trial(armsInterventionsModule__interventions__0__description=text)


def observed_with(text: str) -> dict[str, Any]:
    laser = {"name": "Laser", "type": "PROCEDURE", "description": text}
    return cohort(armsInterventionsModule__interventions=[laser])


def summarised(text: str, **changes: Any) -> dict[str, Any]:
    return cohort(descriptionModule__briefSummary=text, **changes)


def ungrouped(text: str) -> dict[str, Any]:
    return summarised(text, armsInterventionsModule__armGroups=[])


def criteria(text: str, **fields: str) -> dict[str, Any]:
    return trial(eligibilityModule={"eligibilityCriteria": text} | fields)


def population(text: str) -> dict[str, Any]:
    return cohort(eligibilityModule__studyPopulation=text)


def telephoned(number: str) -> dict[str, Any]:
    contacts = [{"name": "Jane", "phone": number}, {"name": "Trial office"}]
    return trial(contactsLocationsModule__centralContacts=contacts)


def shared(frame: str) -> dict[str, Any]:
    return trial(ipdSharingStatementModule={"ipdSharing": "YES", "timeFrame": frame})


def powered(participants: int) -> dict[str, Any]:
    text = "80% power, alpha 0.05, HR 0.6; mortality of 20% to 40%"
    size = {"count": participants, "type": "ESTIMATED"}
    return described(text, designModule__enrollmentInfo=size)


def named(name: str, text: str = "50 mg orally once daily for 12 weeks") -> dict[str, Any]:
    first = "armsInterventionsModule__interventions__0"
    return trial(**{f"{first}__name": name, f"{first}__description": text})


def crossing_over(text: str) -> dict[str, Any]:
    return described(
        text,
        identificationModule__briefTitle="Budesonide in Asthma",
        identificationModule__officialTitle="Budesonide in Adults With Asthma",
        descriptionModule__briefSummary="Asthma.",
        designModule__designInfo={},
        designModule__phases=[],
    )


def specimens(retention: str, text: str) -> dict[str, Any]:
    return cohort(designModule__bioSpec={"retention": retention, "description": text})


def expanded_access() -> dict[str, Any]:
    """A programme has no allocation, no outcomes and no dates of completion."""
    study = cohort(designModule={"studyType": "EXPANDED_ACCESS"}, outcomesModule=GONE)
    status = {"overallStatus": "AVAILABLE", "statusVerifiedDate": "2025-01"}
    return changed(study, statusModule=status)


SCAN = [{"name": "Scan", "type": "DEVICE", "armGroupLabels": ["Cases"]}]
CASE_CONTROL = cohort(
    armsInterventionsModule__armGroups=[{"label": "Cases"}, {"label": "Controls"}],
    armsInterventionsModule__interventions=SCAN,
)

CASES = [
    # design
    ("DSN-01", "fires", cohort(identificationModule__briefTitle="Eine randomisierte Studie")),
    ("DSN-01", "fires", summarised("Il s'agit d'un essai randomisé.")),
    ("DSN-01", "passes", summarised("Blood pressure in the left arm is measured.")),
    ("DSN-02", "fires", observed_with("Les patients recevront le laser")),
    ("DSN-02", "fires", observed_with("Los pacientes recibirán láser")),
    ("DSN-02", "passes", observed_with("Given as part of routine care")),
    ("DSN-04", "fires", summarised("To evaluate the effect of laser on vision loss.")),
    ("DSN-04", "passes", summarised("To evaluate vision in people with retinopathy.")),
    ("DSN-01", "fires", cohort(conditionsModule__keywords=["Double-blind"])),
    ("DSN-01", "passes", cohort(identificationModule__briefTitle="Arm Circumference in Pregnancy")),
    ("DSN-01", "passes", summarised("Armed forces veterans; masked hypertension is recorded.")),
    ("DSN-02", "fires", observed_with("患者将接受激光治疗")),
    ("DSN-02", "passes", observed_with("Will receive laser as part of routine clinical care")),
    ("DSN-03", "fires", crossing_over("Participants cross over: a crossover design.")),
    ("DSN-03", "fires", crossing_over("Ensayo clínico aleatorizado.")),
    ("DSN-03", "passes", crossing_over("Excluded if randomized in other trials.")),
    ("DSN-03", "passes", crossing_over("In the chronic phase 3 months after stroke.")),
    ("DSN-03", "passes", expanded_access()),
    ("OUT-01", "not applicable", expanded_access()),
    ("DAT-06", "not applicable", expanded_access()),
    # earlier work and completion
    ("OUT-11", "fires", described("将检测外周血流式细胞。")),
    ("OUT-11", "passes", described("Estudios previos: las interleukins aumentan.")),
    (
        "DAT-03",
        "fires",
        trial(
            statusModule__overallStatus="TERMINATED",
            statusModule__completionDateStruct={"date": "2027-04-15", "type": "ACTUAL"},
        ),
    ),
    # groups and drugs
    ("ARM-03", "passes", named("Vitamin D")),
    ("ARM-03", "passes", named("Control diet")),
    ("ARM-03", "fires", named("Tratamiento A")),
    (
        "ARM-04",
        "fires",
        named("Statin", "Atorvastatin or rosuvastatin, at the choice of physicians"),
    ),
    ("ARM-04", "fires", named("SSRI", "Sertraline, fluoxetine or citalopram")),
    ("ARM-04", "passes", named("FOLFOX", "Oxaliplatin and fluorouracil every 2 weeks")),
    ("ARM-05", "passes", named("Vaccine", "0.5 mL intramuscular single dose")),
    ("ARM-05", "passes", named("阿司匹林", "每日口服100毫克，持续12周")),
    ("ARM-01", "fires", ungrouped("Divided into a study group and a control group.")),
    ("ARM-01", "passes", ungrouped("Vision is reported in two age groups.")),
    ("ARM-02", "passes", CASE_CONTROL),
    ("ARM-04", "fires", given("One of: sertraline, fluoxetine, paroxetine")),
    ("ARM-04", "passes", given("Cisplatin, paclitaxel")),
    ("ARM-05", "passes", given("50 mg vía oral cada 12 horas durante 7 días")),
    ("ARM-05", "passes", given("50 mg par voie orale 2 fois par jour, 6 semaines")),
    ("ARM-05", "fires", given("50 mg vía oral cada 12 horas")),
    # outcomes
    ("OUT-03", "passes", measured("Stunting in 2 year old children", "12 months after enrolment")),
    ("OUT-03", "passes", measured("72-hour Holter monitoring", "12 months after ablation")),
    ("OUT-03", "fires", measured("Supervivencia a 5 años", "3 años desde la cirugía")),
    ("OUT-04", "fires", measured("Length of stay and rate of readmission")),
    ("OUT-04", "fires", measured("Mortality rate and ventilator-free days")),
    ("OUT-04", "fires", measured("Tasa de mortalidad y duración de la estancia")),
    ("OUT-04", "fires", measured("死亡率和住院时间")),
    ("OUT-04", "passes", measured("收缩压和舒张压")),
    ("OUT-04", "passes", measured("Presión sistólica y diastólica")),
    ("OUT-05", "fires", measured("治愈率", text="范围 0-10，分数越高越好")),
    ("OUT-05", "fires", measured("Mortality rate", text="Lower rates indicate better response")),
    ("OUT-05", "passes", measured("评分变化", text="范围 0-10，分数越高越好")),
    (
        "OUT-07",
        "fires",
        described(
            "随访每3个月一次",
            outcomesModule__primaryOutcomes=[
                {
                    "measure": "应答",
                    "timeFrame": "入组后2年",
                    "description": "连续两次检查间隔至少6个月",
                }
            ],
        ),
    ),
    ("OUT-08", "fires", measured("病毒学应答", "入组后2年", "两次检测间隔至少24周")),
    ("OUT-10", "fires", promising("目的是研究治愈率。")),
    ("OUT-10", "fires", promising("El objetivo es evaluar la supervivencia.")),
    ("OUT-10", "passes", promising("La supervivencia es baja.")),
    ("OUT-13", "fires", measured("累积复发率", "术后3年", "采用Kaplan-Meier法")),
    ("OUT-13", "passes", measured("累积复发率", "术后3年", "采用Kaplan-Meier法，死亡为竞争风险")),
    # assays
    ("CLN-01", "fires", measured("HIV", text="LLOQ 50 copies/mL (COBAS TaqMan HIV-1)")),
    ("CLN-01", "passes", measured("HIV", text="LLOQ 20 copies/mL (COBAS TaqMan HIV-1)")),
    ("CLN-01", "not applicable", measured("HIV", text="LLOQ 50 copies/mL. COBAS TaqMan HIV-1.")),
    ("CLN-11", "fires", measured("HIV", text="<40 copies/mL by Abbott RealTime HIV-1")),
    ("CLN-11", "passes", measured("HIV", text="<200 copies/mL by Abbott RealTime HIV-1")),
    # analysis
    ("ANL-01", "fires", described("El tamaño muestral es de 60 pacientes.")),
    ("ANL-01", "fires", described("样本量为60例。")),
    ("ANL-02", "fires", powered(200)),
    ("ANL-02", "passes", powered(900)),
    ("ANL-06", "fires", described("Se usará regresión logística.")),
    ("ANL-06", "passes", described("Regresión logística, imputación de datos faltantes.")),
    # criteria
    ("ELG-01", "fires", criteria(IN + "Children 5-12 years of age", minimumAge="2 Years")),
    ("ELG-01", "fires", criteria(IN + "Âge supérieur à 18 ans", minimumAge="21 Years")),
    ("ELG-01", "passes", criteria(IN + "Âge supérieur à 18 ans", minimumAge="18 Years")),
    ("ELG-01", "fires", criteria(IN + "Alter ab 18 Jahren", minimumAge="21 Years")),
    ("ELG-01", "passes", criteria(IN + "Diabetes for more than 10 years", minimumAge="18 Years")),
    ("ELG-02", "fires", criteria(EX + "A criterio del investigador")),
    ("ELG-02", "fires", criteria(EX + "selon l'avis de l'investigateur")),
    ("ELG-02", "fires", criteria(EX + "Nach Ermessen des Prüfarztes")),
    ("ELG-02", "fires", criteria(EX + "Frail, as judged by the treating physician")),
    ("ELG-02", "passes", criteria(EX + "Embarazo")),
    ("ELG-06", "fires", population("接受过肾移植的患者")),
    ("ELG-06", "fires", population("Patients after stroke")),
    ("ELG-06", "passes", population("Patients after stroke within the last 24 hours")),
    ("ELG-06", "not applicable", population("Patients with diabetes")),
    ("ELG-01", "fires", criteria(IN + "Age > 18 years", minimumAge="18 Months")),
    ("ELG-01", "passes", criteria(IN + "Age > 1 year", minimumAge="12 Months")),
    (
        "ELG-01",
        "passes",
        criteria(IN + "6 mois à 17 ans", minimumAge="6 Months", maximumAge="17 Years"),
    ),
    # Weeks of pregnancy are no age of the child.
    ("ELG-01", "passes", criteria(IN + "Gestational age > 34 weeks", maximumAge="28 Days")),
    ("ELG-01", "passes", criteria(IN + "Born at a gestational age between 24 and 34 weeks")),
    ("ELG-02", "fires", criteria(EX + "Poor compliance")),
    ("ELG-02", "fires", criteria(EX + "Conditions that may interfere with the study")),
    ("ELG-02", "fires", criteria(EX + "Major systemic disease")),
    ("ELG-02", "passes", criteria(IN + "HbA1c ≥ 7.0 %")),
    ("ELG-07", "fires", criteria(EX + "Severe heart failure or any other heart failure")),
    ("ELG-07", "fires", criteria(EX + "严重肝病或其他肝病")),
    ("ELG-07", "passes", criteria(EX + "Severe renal impairment or other severe disease")),
    # specimens
    ("BIO-02", "fires", specimens("NONE_RETAINED", "Serum is stored for later analysis")),
    ("BIO-02", "fires", specimens("NONE_RETAINED", "血清样本保存于样本库")),
    ("BIO-02", "passes", specimens("NONE_RETAINED", "Serum; samples will not be stored")),
    ("BIO-02", "passes", specimens("NONE_RETAINED", "Stored until analysis, then destroyed")),
    # contacts and sharing
    ("CON-01", "fires", telephoned("+49 171 1234567")),
    ("CON-01", "fires", telephoned("13912345678")),
    ("CON-01", "fires", telephoned("+34 612 345 678")),
    ("CON-01", "passes", telephoned("+49 30 123456789")),
    ("CON-01", "passes", telephoned("+1 391 234 5678")),
    ("IPD-03", "fires", shared("发表后6个月")),
    ("IPD-03", "fires", shared("Within 12 months of publication")),
    ("IPD-03", "passes", shared("研究结束后12个月")),
    ("IPD-03", "not applicable", shared("Under the terms of publication")),
]


@pytest.mark.parametrize(
    ("rule", "expected", "study"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)]
)
def test_a_rule_reads_meaning_and_no_words_of_one_record(
    rule: str, expected: str, study: dict[str, Any]
) -> None:
    assert answer(rule, study) == expected
