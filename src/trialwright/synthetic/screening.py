"""What is typed before enrolment: the answers of an eligible person, and those of one who is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from numpy.random import Generator

from trialwright.definition.load import Definition
from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.draws import chance
from trialwright.synthetic.failures import Failure
from trialwright.synthetic.forms import Answer, Answers, Missing, Sheet, amount, step_of
from trialwright.synthetic.hazard import DAYS_PER_YEAR
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.timeline import Timeline

SCREENING, TREATMENT = "SCREENING", "TREATMENT"


def screening_answers(
    rng: Generator,
    definition: Definition,
    person: Baseline,
    timeline: Timeline,
    parameters: Parameters,
) -> dict[str, dict[str, Answer]]:
    """Answers by form and item of somebody whom no criterion excludes."""
    consent = timeline.date(timeline.consent)
    locoregional = chance(rng, parameters.number("prior_locoregional"))
    history = _all(definition, "medical_history", "no") | {
        "cirrhosis": _yes_no(person.cirrhosis),
        "prior_locoregional": _yes_no(locoregional),
    }
    judgement = _all(definition, "investigator_judgement", "no") | {
        "expected_survival_gt_3mo": "yes"
    }
    judgement["judgement_reason"] = Missing("not_applicable")
    forms: dict[str, dict[str, Answer]] = {
        "consent": {
            "consent_date": consent.isoformat(),
            "consent_signed_by": "participant",
            "first_study_procedure_date": consent.isoformat(),
            "agrees_to_comply": "yes",
        },
        "demography": {"birth_date": _birth(consent, person), "sex": "M" if person.male else "F"},
        "medical_history": history,
        "investigator_judgement": judgement,
        "viral_markers": _markers(person, consent),
        "tumour": _tumour(definition, person, timeline),
        "radical_treatment": _radical(rng, person, timeline, parameters),
    }
    if not person.male:
        forms["pregnancy"] = _pregnancy(person, parameters)
    return forms


def apply_failure(forms: Mapping[str, Answers], failure: Failure) -> dict[str, dict[str, Answer]]:
    """The answers with those of the failure put in their place; forms not in `forms` stay out."""
    changed = {form: dict(answers) for form, answers in forms.items()}
    for reference, answer in failure.answers.items():
        form, _, item = reference.partition(".")
        if form in changed:
            changed[form][item] = answer
    return changed


def permitted_malignancy(
    rng: Generator, person: Baseline, parameters: Parameters
) -> tuple[Answers, ...]:
    """A cured skin cancer, or a carcinoma in situ of the cervix, in a few (rule ELI-E2)."""
    if not chance(rng, parameters.number("permitted_malignancy")):
        return ()
    kind = "skin_bcc" if person.male else "cervical_cis"
    return ({"malignancy_type": kind, "malignancy_cured": "yes"},)


def type_screening(
    sheet: Sheet,
    forms: Mapping[str, Answers],
    malignancies: tuple[Answers, ...],
    timeline: Timeline,
) -> None:
    """Save the forms of screening and of the radical treatment."""
    for form, answers in forms.items():
        visit = TREATMENT if form == "radical_treatment" else SCREENING
        sheet.fill(visit, form, answers, timeline.consent)
    for number, answers in enumerate(malignancies, start=1):
        sheet.fill(SCREENING, "other_malignancy", answers, timeline.consent, repeat=number)


def _all(definition: Definition, form: str, answer: str) -> dict[str, Answer]:
    items = definition.forms_by_id[form].items
    return {item.id: answer for item in items if item.type == "yes_no"}


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _birth(consent: date, person: Baseline) -> str:
    return (consent - timedelta(days=int(person.age * DAYS_PER_YEAR))).isoformat()


def _markers(person: Baseline, consent: date) -> dict[str, Answer]:
    negative = ("hav_igm", "anti_hcv", "hdv", "hev_igm")
    return {
        "markers_date": consent.isoformat(),
        "hbeag": "positive" if person.hbeag_positive else "negative",
        **dict.fromkeys(negative, "negative"),
        "hcv_rna": Missing("not_applicable"),
    }


def _tumour(definition: Definition, person: Baseline, timeline: Timeline) -> dict[str, Answer]:
    return {
        "imaging_date": timeline.date(timeline.imaging).isoformat(),
        "n_nodules": str(person.nodules),
        "max_diam_mm": str(person.diameter_mm),
        "macrovascular": "no",
        "extrahepatic": "no",
        "ecog": "0",
        "ps_tumour_related": Missing("not_applicable"),
        "afp": amount(person.afp, step_of(definition, "tumour", "afp")),
    }


def _radical(
    rng: Generator, person: Baseline, timeline: Timeline, parameters: Parameters
) -> dict[str, Answer]:
    seen = person.resection or not chance(rng, parameters.number("microvascular_unknown_ablation"))
    return {
        "procedure_date": timeline.radical.isoformat(),
        "radical_procedure": "resection" if person.resection else "ablation",
        "pathology_diagnosis": "HCC",
        "microvascular": _yes_no(person.microvascular) if seen else Missing("not_done"),
    }


def _pregnancy(person: Baseline, parameters: Parameters) -> dict[str, Answer]:
    if person.age >= parameters.number("menopause_age"):
        rest = dict.fromkeys(("pregnancy_test", "plans_pregnancy", "accepts_contraception"))
        return {
            "childbearing_potential": "no",
            "breastfeeding": "no",
            **{name: Missing("not_applicable") for name in rest},
        }
    return {
        "childbearing_potential": "yes",
        "pregnancy_test": "negative",
        "breastfeeding": "no",
        "plans_pregnancy": "no",
        "accepts_contraception": "yes",
    }
