"""Words that tell what kind of quantity an outcome is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from trialwright.record.lint.reading.words import Words, words

PROPORTION: Final = re.compile(
    r"\b(?:proportions?|percentages?|percent|rates?|incidence|frequency|prevalence"
    r"|number of (?:participants|patients|subjects|people|children|women)|proporci[oó]n|porcentaje"
    r"|tasa|incidencia|taux)\b|比例|百分比|率(?!化)",
    re.IGNORECASE,
)
# Rates that are measured on a person and not counted over persons.
_NOT_COUNTED: Final = re.compile(
    r"\b(?:heart|pulse|respiratory|respiration|filtration|sedimentation|metabolic|flow|growth"
    r"|infusion|clearance|breathing|rating|mortality)[ -]?rate\b|\brate (?:of )?(?:pain|itch)\b",
    re.IGNORECASE,
)
ADVERSE: Final = words(
    "advers|effect|sae|ae|toxicit|complication|safety|tolerability|不良|并发症",
    r"\b(?:adverse|side[ -]effects?|SAEs?|TEAEs?|AEs?|toxicit\w+|complications?|safety|tolerability)\b"
    r"|不良|并发症|eventos adversos",
)
# Events that are reported when they happen, so that no visit has to find them.
REPORTED: Final = words(
    "death|mortality|surviv|hospital|admission|transplant|死亡|总生存",
    r"\b(?:death|mortality|overall survival|hospitali[sz]ation|readmission|surviv\w+|transplantation)\b"
    r"|死亡|总生存",
)
SCORE_NAME: Final = re.compile(
    r"\b(?:scores?|scales?|index|questionnaire|inventory|assessment|EASI|IGA|VAS|NRS|MMSE|grade)\b|评分|量表",
    re.IGNORECASE,
)
REPEATED: Final = re.compile(
    r"\b(?:cumulative|rates?|incidence|time to|over (?:time|\w+ years?|the)|longitudinal|trend"
    r"|mixed-effects|repeated|trajectory|deteriorat\w+|seroclearance|clearance|consecutive)\b"
    r"|累积|累计|率",
    re.IGNORECASE,
)
DEATH_INCLUDED: Final = re.compile(
    r"\b(?:overall survival|(?:disease|event|progression|recurrence|relapse|failure)[ -]free|mortality"
    r"|death|surviv\w+|MACE|composite)\b|死亡|生存",
    re.IGNORECASE,
)
TIME_TO_EVENT: Final = words(
    "cumulative|time |kaplan|累积|累计|acumulada",
    r"\bcumulative\b|\btime to\b|\btime from\b|\bKaplan|累积|累计|\bincidencia acumulada\b",
)
KAPLAN_MEIER: Final = words(
    "kaplan|rank|km",
    r"\bKaplan[ -–]*Meier\b|\blog-?rank\b|\bKM\b",
)
COMPETING: Final = words(
    "competing|fine|aalen|cause-specific|subdistribution|竞争风险|cumulative incidence|competitivos",
    r"\bcompeting\b|\bFine[ -–]*(?:and|&)?[ ]*Gray\b|\bAalen\b|\bcause-specific\b|\bsubdistribution\b|竞争风险"
    r"|\bcumulative incidence function\b|\briesgos competitivos\b",
)
# A state a participant may already be in when the study starts.
STATE: Final = re.compile(
    r"\b(?:undetect\w+|negativ\w+|normal(?:i[sz]\w+|[ -]range)?|suppress\w+|absence of|free (?:of|from)"
    r"|abstinen\w+|controlled|remission|target(?:[ -]range)?|at goal)\b|阴转|转阴|不可测|正常",
    re.IGNORECASE,
)
BASELINE: Final = re.compile(
    r"\b(?:base ?line|at (?:study )?entry|at enrol\w+|at inclusion|previously|among|initially|who (?:were"
    r"|had|have|are)|with (?:detectable|positive|elevated|abnormal)|convert\w*|conversion)\b|基线",
    re.IGNORECASE,
)
DENOMINATOR: Final = re.compile(
    r"\b(?:participants?|patients?|subjects?|people|persons?|individuals?|women|men|children|infants?"
    r"|adults?|cases|eyes|teeth|implants?|pregnanc\w+|births|newborns|volunteers|cohort|population|group"
    r"|randomi[sz]ed|enrolled|treated|responders?|pacientes|sujetos)\b|患者|受试者|/|\bdivided by\b",
    re.IGNORECASE,
)

# What a study may promise, and the words by which an outcome would show it.
GOALS: Final[Mapping[str, Words]] = {
    name: words(pieces, pattern)
    for name, (pieces, pattern) in {
        "cure": ("cure|治愈|curaci", r"\bcures?\b|\bcured\b|治愈|\bcuraci[oó]n\b"),
        "survival": ("surviv|mortality|death|生存", r"\bsurviv\w+|\bmortality\b|\bdeaths?\b|生存"),
        "recurrence": ("recurren|relapse|复发", r"\brecurren\w+|\brelapse\w*|复发"),
        "remission": ("remission|缓解", r"\bremission\w*|缓解"),
        "quality of life": (
            "quality of life|ql|qol|sf|eq-5d|eq5d|生活质量",
            r"\bquality of life\b|\bQo?L\b|\bHRQo?L\b|\bSF-?\d\d|EQ-?5D|QLQ|生活质量",
        ),
        "safety": (
            "safety|adverse|tolerab|toxicit|ae|side effect|安全",
            r"\bsafety\b|\badverse\b|\btolerab\w+|\btoxicit\w+|\bAEs?\b|\bside effects?|安全",
        ),
        "readmission": ("admission|rehospitali", r"\bre-?admission\w*|\brehospitali[sz]\w+"),
        "cost-effectiveness": ("cost|economic", r"\bcosts?\b|\bcost-\w+|\beconomic\w*"),
        "adherence": ("adheren|complian|依从", r"\badheren\w+|\bcomplian\w+|依从"),
        "patient satisfaction": ("satisf|满意", r"\bsatisf\w+|满意"),
        "wound healing": ("heal|epitheli|愈合", r"\bhealing\b|\bhealed\b|\bepitheli\w+|愈合"),
    }.items()
}
# Laboratory work that ends in a number about each participant.
ASSAYS: Final[Mapping[str, Words]] = {
    name: words(pieces, pattern)
    for name, (pieces, pattern) in {
        "flow cytometry": ("cytometry|流式", r"\bflow cytometry\b|流式"),
        "PBMC": (
            "pbmc|mononuclear|immune p",
            r"\bPBMCs?\b|\bperipheral blood mononuclear\b|\bimmune (?:profile|profiling|phenotyp\w+)",
        ),
        "immunohistochemistry": ("immunohisto|ihc|免疫组化", r"\bimmunohisto\w+|\bIHC\b|免疫组化"),
        "PD-L1": ("pd-l1|pdl1", r"\bPD-?L1\b"),
        "T-cell score": ("infiltrat", r"\bT[ -]cell infiltrat\w+|\btumou?r[- ]infiltrating"),
        "cytokines": (
            "cytokine|interleukin|细胞因子",
            r"\bcytokines?\b|\binterleukins?\b|细胞因子",
        ),
        "sequencing": (
            "sequencing|测序",
            r"\b(?:genome|exome|RNA|next[- ]generation|DNA|single[- ]cell) sequencing\b|测序",
        ),
        "circulating tumour DNA": (
            "ctdna|circulating tum|liquid biops",
            r"\bctDNA\b|\bcirculating tumou?r DNA\b|\bliquid biops\w+",
        ),
        "genotyping": ("genotyp|pharmacogen|基因分型", r"\bgenotyp\w+|\bpharmacogen\w+|基因分型"),
        "microbiome": ("microbio|菌群", r"\bmicrobio(?:me|ta)\b|菌群"),
        "metabolomics": (
            "metabolom|proteom|transcriptom|lipidom|组学",
            r"\b(?:metabolom|proteom|transcriptom|lipidom)\w+|组学",
        ),
        "ELISA": ("elisa|enzyme-linked", r"\bELISA\b|\benzyme-linked\b"),
        "pharmacokinetic sampling": (
            "pharmacokinetic|药代",
            r"\bpharmacokinetic (?:sampl\w+|parameters?|analys\w+)|药代动力学",
        ),
        "biomarkers": ("marker|生物标志物", r"\bbio-?markers?\b|生物标志物"),
    }.items()
}


def is_proportion(measure: str) -> bool:
    """Whether an outcome's title names a share or a count of participants."""
    return bool(PROPORTION.search(_NOT_COUNTED.sub("", measure)))
