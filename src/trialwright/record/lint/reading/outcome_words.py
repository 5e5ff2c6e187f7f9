"""Words that tell what kind of quantity an outcome is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trialwright.record.searching import Searchable, Words, words

PROPORTION: Final = words(
    r"\b(?:proportions?|percentages?|percent|rates?|incidence|frequency|prevalence"
    r"|number of (?:participants|patients|subjects|people|children|women)|proporci[oó]n|porcentaje"
    r"|tasa|incidencia|taux)\b|比例|百分比|率(?!化)",
)
# Rates that are measured on a person and not counted over persons.
_NOT_COUNTED: Final = words(
    r"\b(?:heart|pulse|respiratory|respiration|filtration|sedimentation|metabolic|flow|growth"
    r"|infusion|clearance|breathing|rating)[ -]?rate\b|\brate (?:of )?(?:pain|itch)\b",
)
ADVERSE: Final = words(
    r"\b(?:adverse|side[ -]effects?|SAEs?|TEAEs?|AEs?|toxicit\w+|complications?|safety|tolerability)\b"
    r"|不良|并发症|eventos adversos",
)
# Events that are reported when they happen, so that no visit has to find them.
REPORTED: Final = words(
    r"\b(?:death|mortality|overall survival|hospitali[sz]ation|readmission|surviv\w+|transplantation)\b"
    r"|死亡|总生存",
)
SCORE_NAME: Final = words(
    r"\b(?:scores?|scales?|index|questionnaire|inventory|assessment|EASI|IGA|VAS|NRS|MMSE|grade)\b|评分|量表",
)
REPEATED: Final = words(
    r"\b(?:cumulative|rates?|incidence|time to|over (?:time|\w+ years?|the)|longitudinal|trend"
    r"|mixed-effects|repeated|trajectory|deteriorat\w+|seroclearance|clearance|consecutive)\b"
    r"|累积|累计|率",
)
DEATH_INCLUDED: Final = words(
    r"\b(?:overall survival|(?:disease|event|progression|recurrence|relapse|failure)[ -]free|mortality"
    r"|death|surviv\w+|MACE|composite)\b|死亡|生存",
)
TIME_TO_EVENT: Final = words(
    r"\bcumulative\b|\btime to\b|\btime from\b|\bKaplan|累积|累计|\bincidencia acumulada\b",
)
KAPLAN_MEIER: Final = words(
    r"\bKaplan[ –-]{0,3}Meier\b|\blog-?rank\b|\bKM\b",
)
COMPETING: Final = words(
    r"\bcompeting\b|\bFine[ –-]{0,3}(?:and|&)?[ ]{0,3}Gray\b|\bAalen\b|\bcause-specific\b|\bsubdistribution\b|竞争风险"
    r"|\bcumulative incidence function\b|\briesgos competitivos\b",
)
# A state a participant may already be in when the study starts.
STATE: Final = words(
    r"\b(?:undetect\w+|negativ\w+|normal(?:i[sz]\w+|[ -]range)?|suppress\w+|absence of|free (?:of|from)"
    r"|abstinen\w+|controlled|remission|target(?:[ -]range)?|at goal)\b|阴转|转阴|不可测|正常",
)
BASELINE: Final = words(
    r"\b(?:base ?line|at (?:study )?entry|at enrol\w+|at inclusion|previously|among|initially|who (?:were"
    r"|had|have|are)|with (?:detectable|positive|elevated|abnormal)|convert\w*|conversion)\b|基线",
)
DENOMINATOR: Final = words(
    r"\b(?:participants?|patients?|subjects?|people|persons?|individuals?|women|men|children|infants?"
    r"|adults?|cases|eyes|teeth|implants?|pregnanc\w+|births|newborns|volunteers|cohort|population|group"
    r"|randomi[sz]ed|enrolled|treated|responders?|pacientes|sujetos)\b|患者|受试者|/|\bdivided by\b",
)

# What a study may promise, and the words by which an outcome would show it.
GOALS: Final[Mapping[str, Words]] = {
    name: words(pattern)
    for name, pattern in {
        "cure": r"\bcures?\b|\bcured\b|治愈|\bcuraci[oó]n\b",
        "survival": r"\bsurviv\w+|\bmortality\b|\bdeaths?\b|生存|死亡|\bsupervivencia\b|\bmortalidad\b"
        r"|\bmuertes?\b|\bsurvie\b|\bmortalité\b|\bdécès\b",
        "recurrence": r"\brecurren\w+|\brelapse\w*|复发|\brecurrencias?\b|\brecidivas?\b|\brécidives?\b",
        "remission": r"\bremission\w*|缓解",
        "quality of life": r"\bquality of life\b|\bQo?L\b|\bHRQo?L\b|\bSF-?\d\d|EQ-?5D|QLQ|生活质量|生存质量"
        r"|\bcalidad de vida\b|\bqualité de vie\b|\bLebensqualität\b",
        "safety": r"\bsafety\b|\badverse\b|\btolerab\w+|\btoxicit\w+|\bAEs?\b|\bside effects?|安全|不良反应|不良事件"
        r"|\bseguridad\b|\badvers[oa]s?\b|\btoxicidad\b|\bsécurité\b|\bindésirables?\b",
        "readmission": r"\bre-?admission\w*|\brehospitali[sz]\w+",
        "cost-effectiveness": r"\bcosts?\b|\bcost-\w+|\beconomic\w*",
        "adherence": r"\badheren\w+|\bcomplian\w+|依从",
        "patient satisfaction": r"\bsatisf\w+|满意",
        "wound healing": r"\bhealing\b|\bhealed\b|\bepitheli\w+|愈合",
    }.items()
}
# Laboratory work that ends in a number about each participant.
ASSAYS: Final[Mapping[str, Words]] = {
    name: words(pattern)
    for name, pattern in {
        "flow cytometry": r"\bflow cytometry\b|流式",
        "PBMC": r"\bPBMCs?\b|\bperipheral blood mononuclear\b|\bimmune (?:profile|profiling|phenotyp\w+)",
        "immunohistochemistry": r"\bimmunohisto\w+|\bIHC\b|免疫组化",
        "PD-L1": r"\bPD-?L1\b",
        "T-cell score": r"\bT[ -]cell infiltrat\w+|\btumou?r[- ]infiltrating",
        "cytokines": r"\bcytokines?\b|\binterleukins?\b|细胞因子",
        "sequencing": r"\b(?:genome|exome|RNA|next[- ]generation|DNA|single[- ]cell) sequencing\b|测序",
        "circulating tumour DNA": r"\bctDNA\b|\bcirculating tumou?r DNA\b|\bliquid biops\w+",
        "genotyping": r"\bgenotyp\w+|\bpharmacogen\w+|基因分型",
        "microbiome": r"\bmicrobio(?:me|ta)\b|菌群",
        "metabolomics": r"\b(?:metabolom|proteom|transcriptom|lipidom)\w+|组学",
        "ELISA": r"\bELISA\b|\benzyme-linked\b",
        "pharmacokinetic sampling": r"\bpharmacokinetic (?:sampl\w+|parameters?|analys\w+)|药代动力学",
        "biomarkers": r"\bbio-?markers?\b|生物标志物",
    }.items()
}


def is_proportion(measure: Searchable) -> bool:
    """Whether an outcome's title names a share or a count of participants."""
    return bool(PROPORTION.search(_counted(measure)))


def _counted(measure: Searchable) -> Searchable:
    """The title without the rates that are measured on a person."""
    if not _NOT_COUNTED.search(measure):
        return measure
    return Searchable(_NOT_COUNTED.pattern.sub("", measure.text))
