"""ELG, part three: whether the criteria as a whole fit the treatment and the time observed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import LABELS
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.reading.comparison import is_randomised
from trialwright.record.lint.reading.entry_criteria import EntryCriterion, entry_criteria
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import SPIRIT, TARGET_TRIAL
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import ELIGIBILITY
from trialwright.record.searching import Searchable, Words, joined, words
from trialwright.record.thresholds import Threshold
from trialwright.record.time_frames import parse_time_frame

_EVENT: Final = words(
    r"\b(?:have|has|had|having|who)[ ](?:previously[ ]|already[ ])?(?:undergone|received"
    r"|completed|underwent)[ ]"
    r"(?P<what>(?!a placebo)[^.;,\n]{3,80})",
)
# A population text names its event without a verb too; in a summary that may be anybody's.
_EVENT_OF_POPULATION: Final = words(
    r"\b(?:patients?|participants?|subjects?|adults|children|women|men|people|individuals|survivors)[ ]"
    r"(?:(?:who (?:are|were)[ ])?(?:treated (?:with|by|for)|undergone)|after|following|post)[ ]"
    r"(?P<what>[^.;,\n]{3,80})"
    r"|(?:接受|经历|完成)(?:过|了)(?P<event>[^，。；\n]{2,30})",
)
_WINDOW: Final = words(
    r"\b(?:within|in the (?:past|last|previous|preceding)|at least|more than|less than"
    r"|no more than|up to|>|<|≥|≤)"
    r"[ ]{0,3}(?:the[ ](?:past|last|previous)[ ])?(?:\w{1,30}[ ]){0,2}?(?:\d{1,6}|one|two|three|four|six"
    r"|twelve)[ -]{0,3}(?:hours?|days?|weeks?|months?|years?)"
    r"|\d[ -]{0,3}(?:days?|weeks?|months?|years?)[ ](?:before|prior|after|ago|earlier|following)"
    r"|\d ?[个]?(?:天|周|月|年)[内前]",
)
_UNFIT_FOR: Final = words(
    r"(?:allerg\w+|hypersensitiv\w+|intoleran\w+|contraindicat\w+|unsuitable)[ ](?:to|for"
    r"|of)[ ](?:any[ ]|the[ ]|other[ ])*"
    r"(?P<drug>[^\W\d_][\w-]{3,})",
)
_SAME_DRUG: Final = {"interferon": ("interferon", "ifn"), "peginterferon": ("interferon", "ifn")}

# A drug class, and the exclusions that its prescribing information makes a reader expect.
_CLASSES: Final = (
    (
        "interferon",
        words(r"\b(?:peg-?)?interferon\b|\b(?:peg-?)?IFN(?:[ -]?[α-ωab]|\b)"),
        {
            "low blood counts": words(
                r"platelet|neutrop|leu[ck]o(?:cyte|penia)|cytopeni|thrombocyt"
                r"|h(?:a)?emoglobin|\bWBC\b|\bANC\b",
            ),
            "HIV infection": words(r"\bHIV\b|immunodeficiency|艾滋"),
            "autoimmune disease": words(r"autoimmun|自身免疫"),
            "psychiatric disease": words(r"psychiatr|depress|精神"),
        },
    ),
    (
        "immune checkpoint inhibitor",
        words(
            r"\b(?:pembrolizumab|nivolumab|atezolizumab|durvalumab|avelumab|ipilimumab|tremelimumab"
            r"|camrelizumab|sintilimab|tislelizumab|toripalimab|cemiplimab|dostarlimab)\b"
            r"|\bPD-?L?1\b[^.\n]{0,20}(?:inhibitor|antibod)|checkpoint inhibitor",
        ),
        {"autoimmune disease": words(r"autoimmun|自身免疫")},
    ),
    (
        "metformin",
        words(r"\bmetformin\b|二甲双胍"),
        {"kidney function": words(r"renal|kidney|creatinine|GFR|肾")},
    ),
    (
        "anticoagulant",
        words(r"\b(?:warfarin|rivaroxaban|apixaban|edoxaban|dabigatran|enoxaparin|heparin)\b"),
        {"bleeding": words(r"bleed|h(?:a)?emorrhag|出血")},
    ),
    (
        "methotrexate",
        words(r"\bmethotrexate\b"),
        {
            "pregnancy": words(r"pregnan|妊娠"),
            "liver disease": words(r"liver|hepat|肝"),
        },
    ),
    (
        "drug toxic to the heart",
        words(r"\b(?:doxorubicin|epirubicin|trastuzumab)\b"),
        {"heart function": words(r"cardiac|heart|LVEF|ejection")},
    ),
)
_LONG_WORD: Final = re.compile(r"[^\W\d_]{5,}")
_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365}


@once
def _qualifying_events(study: StudyText) -> list[tuple[FieldText, re.Match[str]]]:
    fields = [field for field in (study.population, study.summary) if field]
    found = [(field, match) for field in fields for match in _EVENT.finditer(field)]
    if study.population and not any(field is study.population for field, _ in found):
        found += [(study.population, m) for m in _EVENT_OF_POPULATION.finditer(study.population)]
    return [(field, match) for field, match in found if not _excludes(field, match)]


@rule(
    "ELG-06",
    Severity.WARNING,
    Family.UNCLEAR,
    "The event that makes people eligible has a definition and a time window",
    TARGET_TRIAL,
    lambda study: bool(_qualifying_events(study)),
)
def entry_event_has_window(study: StudyText) -> Iterator[Hit]:
    for field, match in _qualifying_events(study):
        sentence = field.text[match.start() : match.end() + 80].split(".")[0]
        passage = field.part(match.start(), match.start() + len(sentence))
        if not _WINDOW.search(passage) and not _window_in_criteria(
            study, match["what"] or match["event"]
        ):
            yield field.hit(
                match,
                "People enter after this event, and the record does not say how long after. The "
                "time between them is time in which nothing could happen to a participant.",
                "Define the event and give the longest time from it to enrolment.",
            )


def _excludes(field: FieldText, match: re.Match[str]) -> bool:
    """Whether the sentence tells whom the study leaves out."""
    before = field.text[: match.start()].rpartition(".")[2]
    return re.search(r"exclu|not |排除", before, re.I) is not None


def _window_in_criteria(study: StudyText, event: str) -> bool:
    """Whether an inclusion criterion speaks of the same event and limits the time from it."""
    named = set(_LONG_WORD.findall(event.lower()))
    return any(
        _WINDOW.search(c) and named & set(_LONG_WORD.findall(c.text.lower()))
        for c in entry_criteria(study)
        if c.kind == "inclusion"
    )


def _given_in(drug: str, texts: tuple[FieldText, ...]) -> bool:
    names = _SAME_DRUG.get(drug, (drug,))
    lower = [text.text.lower() for text in texts]
    return any(name in text for text in lower for name in names)


def _one_arm_drugs(study: StudyText) -> Iterator[tuple[EntryCriterion, re.Match[str]]]:
    """Exclusions for a drug that some groups receive and others do not."""
    groups = [arm.texts for arm in study.arms] or [given.texts for given in study.interventions]
    for criterion in entry_criteria(study):
        for match in _UNFIT_FOR.finditer(criterion) if criterion.kind == "exclusion" else ():
            given = [_given_in(match["drug"].lower(), texts) for texts in groups]
            if any(given) and not all(given):
                yield criterion, match
                break


@rule(
    "ELG-08",
    Severity.NOTE,
    Family.UNCLEAR,
    "A contraindication of one group's treatment is not applied to all without a word",
    SPIRIT,
    lambda study: is_randomised(study) is not True and len(study.arms or study.interventions) > 1,
)
def contraindication_is_explained(study: StudyText) -> Iterator[Hit]:
    """Chance may put anybody into any group, so a randomised study must apply it to all."""
    for criterion, match in _one_arm_drugs(study):
        yield criterion.hit(
            match,
            f"Only some groups receive {match['drug']}, and everybody who cannot take it is "
            "excluded. Without randomisation that is a choice, and it narrows the comparison.",
            "Say that it applies to all groups for comparability, or limit it to one.",
        )


def _treatments(study: StudyText) -> Searchable:
    texts = [text for arm in study.arms for text in arm.texts]
    texts += [text for given in study.interventions for text in given.texts]
    return joined(texts)


@once
def _expectations(study: StudyText) -> list[tuple[str, dict[str, Words]]]:
    treatments = _treatments(study)
    return [(name, wanted) for name, drug, wanted in _CLASSES if drug.search(treatments)]


@once
def _survival_limits(study: StudyText) -> list[tuple[EntryCriterion, Threshold]]:
    return [
        (criterion, limit)
        for criterion in entry_criteria(study)
        for limit in criterion.limits
        if limit.quantity == "life expectancy" and limit.lower and limit.unit in _DAYS
    ]


@rule(
    "ELG-09",
    Severity.NOTE,
    Family.UNCLEAR,
    "The exclusions fit the drug class, and expected survival the time observed",
    LABELS,
    lambda study: bool(entry_criteria(study) and (_expectations(study) or _survival_limits(study))),
)
def exclusions_fit_treatment(study: StudyText) -> Iterator[Hit]:
    criteria = entry_criteria(study)
    for name, wanted in _expectations(study):
        absent = [item for item, spelt in wanted.items() if not spelt.occur_in(criteria)]
        if absent:
            yield Hit(
                f"{ELIGIBILITY}.eligibilityCriteria",
                f"For {name} a reader expects a criterion on {' and on '.join(absent)}; there is "
                "none.",
                "Add it, or say in the protocol why it is not needed.",
            )
    yield from _short_survival(study)


def _short_survival(study: StudyText) -> Iterator[Hit]:
    horizon = _longest_primary_horizon(study)
    for criterion, limit in _survival_limits(study):
        if limit.lower and limit.lower.value * _DAYS[limit.unit] < horizon:
            yield criterion.hit(
                (limit.start, limit.end),
                "People may enter who are expected to die long before the primary outcome is "
                "measured.",
                "Raise the limit, or plan for death as a competing event.",
            )


def _longest_primary_horizon(study: StudyText) -> int:
    """Whole days, for a comparison of orders of magnitude only; 0 where none is stated."""
    frames = [outcome.time_frame for outcome in study.primary_outcomes]
    horizons = [parse_time_frame(frame.text).horizon for frame in frames if frame]
    return max((int(horizon.nominal_days) for horizon in horizons if horizon), default=0)


RULES: Final = (entry_event_has_window, contraindication_is_explained, exclusions_fit_treatment)
