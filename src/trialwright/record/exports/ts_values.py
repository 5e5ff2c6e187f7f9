"""What the record says about each trial summary parameter.

A value is a text, or a term with its code, or a null flavour of ISO 21090 where the record gives
none: NI no information, NAV not available yet, NA does not apply, OTH no term for it, NINF and
PINF no lower and no upper limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.record.exports.durations import iso_duration
from trialwright.record.exports.ts_terms import CLOSED, CT_NAME, CT_VERSION, NO, TERMS, YES, Term
from trialwright.record.models import Outcome, RegisteredDate, StudyView
from trialwright.record.module_paths import (
    ARMS,
    DESIGN,
    ELIGIBILITY,
    IDENTIFICATION,
    OUTCOMES,
    OVERSIGHT,
    STATUS,
)
from trialwright.record.plaintext import plain_text

NullFlavor = Literal["NI", "NAV", "NA", "OTH", "NINF", "PINF"]
_REGISTRY: Final = "ClinicalTrials.gov"
# What this data set expects of a trial and the registry has no field for.
_NOT_ASKED: Final = ("TTYPE", "OBJPRIM", "OBJSEC", "ADDON", "ADAPT", "LENGTH", "STOPRULE")


@dataclass(frozen=True)
class Value:
    """One value of a parameter: `text`, or a null flavour, and the places it was read from."""

    parameter: str
    text: str = ""
    null_flavor: NullFlavor | None = None
    code: str = ""
    reference: str = ""
    reference_version: str = ""
    places: tuple[str, ...] = ()


def trial_values(view: StudyView) -> Iterator[Value]:
    """All values of all parameters, in no order that matters."""
    yield from _names(view)
    yield from _numbers(view)
    yield from _design(view)
    yield from _observation(view)
    yield from _people(view)
    yield from _outcomes(view)
    yield from _oversight(view)
    yield from (Value(parameter, null_flavor="NI") for parameter in _NOT_ASKED)


def _names(view: StudyView) -> Iterator[Value]:
    given = view.identification
    titled = "officialTitle" if given.official_title else "briefTitle"
    yield _text("TITLE", given.official_title or given.brief_title, f"{IDENTIFICATION}.{titled}")
    sponsor = "protocolSection.sponsorCollaboratorsModule.leadSponsor.name"
    yield _text("SPONSOR", view.sponsors.lead_sponsor, sponsor)
    yield _text("SPREFID", given.org_study_id, f"{IDENTIFICATION}.orgStudyIdInfo.id")
    yield Value(
        "REGID", given.nct_id, None, given.nct_id, _REGISTRY, "", (f"{IDENTIFICATION}.nctId",)
    )
    for other in given.secondary_ids:
        if other.id and other.type in ("EUDRACT_NUMBER", "CTIS", "REGISTRY"):
            registry = other.domain or {"EUDRACT_NUMBER": "EudraCT"}.get(other.type, other.type)
            places = tuple(
                f"{IDENTIFICATION}.secondaryIdInfos.{key}" for key in ("id", "type", "domain")
            )
            yield Value("REGID", other.id, None, other.id, registry, "", places)
    conditions = "protocolSection.conditionsModule"
    yield from _texts("INDIC", view.conditions.conditions, f"{conditions}.conditions")
    yield from _texts("KEYWORD", view.conditions.keywords, f"{conditions}.keywords", silent=True)


def _numbers(view: StudyView) -> Iterator[Value]:
    """Dates and sizes: a date expected is no date of the study yet, an actual size no plan."""
    status, design = view.status, view.design
    yield _date("SSTDTC", status.start, f"{STATUS}.startDateStruct")
    yield _date("SENDTC", status.completion, f"{STATUS}.completionDateStruct")
    count, actual = design.enrollment_count, design.enrollment_type == "ACTUAL"
    places = (f"{DESIGN}.enrollmentInfo.count", f"{DESIGN}.enrollmentInfo.type")
    text = "" if count is None else str(count)
    silent: NullFlavor = "NI" if not text or actual else "NAV"
    known, unknown = ("ACTSUB", "PLANSUB") if actual else ("PLANSUB", "ACTSUB")
    yield Value(known, text, None if text else "NI", places=places)
    yield Value(unknown, null_flavor=silent)
    groups = len(view.arms_interventions.arm_groups)
    parameter = "NCOHORT" if design.study_type == "OBSERVATIONAL" else "NARMS"
    yield _text(parameter, str(groups) if groups else None, f"{ARMS}.armGroups.label")


def _design(view: StudyView) -> Iterator[Value]:
    design, info = view.design, f"{DESIGN}.designInfo"
    registry = design.study_type == "OBSERVATIONAL" and design.patient_registry
    study_type = "PATIENT_REGISTRY" if registry else design.study_type
    yield _term("STYPE", study_type, f"{DESIGN}.studyType", f"{DESIGN}.patientRegistry")
    # The registry asks these of experiments only; of an observational study they do not arise.
    silent: NullFlavor = "NA" if design.study_type == "OBSERVATIONAL" else "NI"
    yield _term("TPHASE", "/".join(design.phases) or None, f"{DESIGN}.phases", silent=silent)
    yield _term("TINDTP", design.primary_purpose, f"{info}.primaryPurpose", silent=silent)
    model = design.intervention_model
    yield _term("INTMODEL", model, f"{info}.interventionModel", silent=silent)
    yield _term("RANDOM", design.allocation, f"{info}.allocation")
    masking = (f"{info}.maskingInfo.masking", f"{info}.maskingInfo.whoMasked")
    yield _term("TBLIND", _blinding(design.masking, design.who_masked), *masking)
    yield from _terms("TCNTRL", _controls(view), f"{ARMS}.armGroups.type")
    types = dict.fromkeys(item.type for item in view.arms_interventions.interventions)
    yield from _terms("INTTYPE", [kind for kind in types if kind], f"{ARMS}.interventions.type")


def _controls(view: StudyView) -> list[str]:
    """The kinds of control groups; a study of one group has none, which is a statement too."""
    kinds = dict.fromkeys(arm.type for arm in view.arms_interventions.arm_groups)
    controls = [kind for kind in kinds if kind in TERMS["TCNTRL"]]
    alone = not controls and view.design.intervention_model == "SINGLE_GROUP"
    return ["NO_INTERVENTION"] if alone else controls


def _blinding(masking: str | None, who: tuple[str, ...]) -> str | None:
    """CDISC's double blind hides the treatment from the participant and the study's staff."""
    if masking in (None, "NONE") or not who:
        return masking
    if "PARTICIPANT" in who and not {"CARE_PROVIDER", "INVESTIGATOR"}.isdisjoint(who):
        return "DOUBLE"
    if set(who) == {"OUTCOMES_ASSESSOR"}:
        return "OBSERVER"
    return "SINGLE" if masking == "SINGLE" else f"MASKED: {', '.join(who)}"


def _observation(view: StudyView) -> Iterator[Value]:
    design, info = view.design, f"{DESIGN}.designInfo"
    if design.study_type == "OBSERVATIONAL":
        yield _term("OBSMODEL", design.observational_model, f"{info}.observationalModel")
        yield _term("OBSTIMP", design.time_perspective, f"{info}.timePerspective")
        sampling = f"{ELIGIBILITY}.samplingMethod"
        yield _term("OBSTSMM", view.eligibility.sampling_method, sampling)
        population = view.eligibility.study_population
        yield _text("OBSTPOPD", population, f"{ELIGIBILITY}.studyPopulation")
    if design.target_duration:
        duration = iso_duration(design.target_duration)
        yield _text("TRGFUDUR", duration, f"{DESIGN}.targetDuration")


def _people(view: StudyView) -> Iterator[Value]:
    """The registry leaves out an age limit that does not exist; then the age groups say so."""
    who = view.eligibility
    for parameter, age, field, group, unlimited in (
        ("AGEMIN", who.minimum_age, "minimumAge", "CHILD", "NINF"),
        ("AGEMAX", who.maximum_age, "maximumAge", "OLDER_ADULT", "PINF"),
    ):
        places = (f"{ELIGIBILITY}.{field}", f"{ELIGIBILITY}.stdAges")
        duration = iso_duration(age)
        no_limit = age is None and group in who.std_ages
        flavor: NullFlavor = "NI"
        if no_limit:
            flavor = "NINF" if unlimited == "NINF" else "PINF"
        yield Value(parameter, duration or "", None if duration else flavor, places=places)
    yield _term("SEXPOP", who.sex, f"{ELIGIBILITY}.sex")
    yield _flag("HLTSUBJI", who.healthy_volunteers, f"{ELIGIBILITY}.healthyVolunteers")


def _outcomes(view: StudyView) -> Iterator[Value]:
    yield from _measures("OUTMSPRI", view.outcomes.primary, "primaryOutcomes")
    yield from _measures("OUTMSSEC", view.outcomes.secondary, "secondaryOutcomes")
    if view.outcomes.other:
        yield from _measures("OUTMSADD", view.outcomes.other, "otherOutcomes")


def _measures(parameter: str, outcomes: tuple[Outcome, ...], field: str) -> Iterator[Value]:
    places = (f"{OUTCOMES}.{field}.measure", f"{OUTCOMES}.{field}.timeFrame")
    texts = [
        " - time frame: ".join(part for part in (outcome.measure, outcome.time_frame) if part)
        for outcome in outcomes
    ]
    return _texts(parameter, texts, *places)


def _oversight(view: StudyView) -> Iterator[Value]:
    given, design = view.oversight, view.design
    yield _flag("DMCIND", given.has_dmc, f"{OVERSIGHT}.oversightHasDmc")
    yield _flag("FDADRIND", given.is_fda_regulated_drug, f"{OVERSIGHT}.isFdaRegulatedDrug")
    yield _flag("FDADEIND", given.is_fda_regulated_device, f"{OVERSIGHT}.isFdaRegulatedDevice")
    retention = design.biospecimen_retention
    if retention:
        yield _term("BRIND", retention, f"{DESIGN}.bioSpec.retention")
        silent: NullFlavor = "NA" if retention == "NONE_RETAINED" else "NI"
        yield _term("BRDNAIND", retention, f"{DESIGN}.bioSpec.retention", silent=silent)
    if design.biospecimen_description:
        description = f"{DESIGN}.bioSpec.description"
        yield _text("RTSPCDES", design.biospecimen_description, description)


def _text(parameter: str, text: str | None, *places: str) -> Value:
    """A value as registered, on one line and without Markdown; NI where the record has none."""
    line = " ".join(plain_text(text or "").text.split())
    return Value(parameter, line, None if line else "NI", places=places)


def _texts(
    parameter: str, texts: Iterable[str], *places: str, silent: bool = False
) -> Iterator[Value]:
    """One value a text; with none, NI, or nothing where the parameter is optional."""
    values = [_text(parameter, text, *places) for text in texts if text.strip()]
    if not values and not silent:
        values = [Value(parameter, null_flavor="NI", places=places)]
    return iter(values)


def _term(parameter: str, code: str | None, *places: str, silent: NullFlavor = "NI") -> Value:
    """CDISC's term for a code of the registry, or the code in words where the list is open."""
    if code is None:
        return Value(parameter, null_flavor=silent, places=places)
    term = TERMS[parameter].get(code)
    if term:
        return _coded(parameter, term, places)
    if parameter in CLOSED or code == "OTHER":
        flavor: NullFlavor = silent if silent == "NA" else "OTH"
        return Value(parameter, null_flavor=flavor, places=places)
    return Value(parameter, code.replace("_", " "), places=places)


def _terms(parameter: str, codes: Iterable[str], *places: str) -> Iterator[Value]:
    values = [_term(parameter, code, *places) for code in codes]
    return iter(values or [Value(parameter, null_flavor="NI", places=places)])


def _flag(parameter: str, value: bool | None, *places: str) -> Value:
    """Yes, no, or no information: silence is never a no."""
    if value is None:
        return Value(parameter, null_flavor="NI", places=places)
    return _coded(parameter, YES if value else NO, places)


def _coded(parameter: str, term: Term, places: tuple[str, ...]) -> Value:
    return Value(parameter, term[0], None, term[1], CT_NAME, CT_VERSION, places)


def _date(parameter: str, given: RegisteredDate | None, place: str) -> Value:
    """A date that has happened; one that is only expected is not available yet."""
    places = (f"{place}.date", f"{place}.type")
    if given is None:
        return Value(parameter, null_flavor="NI", places=places)
    if given.type != "ACTUAL":
        return Value(parameter, null_flavor="NAV", places=places)
    return Value(parameter, str(given.date), None, "", "ISO 8601", "", places)
