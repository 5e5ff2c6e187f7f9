"""Drug names recognised by their stems, and what a reader needs to know of a dose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from trialwright.record.searching import Searchable, words

# Endings by which the nonproprietary names of drugs are built, and old names.
_STEMS: Final = (
    r"vir|mab|[tlr]inib|[cz]iclib|parib|statin|cillin|mycin|micin|prazole|sartan|[aeo]pril|olol"
    r"|azole|platin|taxel|rubicin|cept|gliptin|gliflozin|glutide|glitazone|setron|dipine|xaban|gatran"
    r"|cycline|floxacin|penem|oxetine|azepam|zolam|triptan|dronate|trexate|citabine|uridine|ciclovir"
    r"|profen|[ae]caine|thiazide|semide|lukast|terol|asone|solone|onide|metformin|parin|kinra|leukin"
    r"|grel|fibrate|purine|fungin|mustine|steride|trozole|stigmine|curonium|barbital|lamide|zumab"
    r"|opram|traline|faxine|apine|zepine|trigine|peridone|peridol|gabalin|butamol|coxib|zomib|ciclib"
    r"|lisib|rolimus|tecan|nisone|tisone|fenac|vudine|tegravir|codone|orphine"
)
_NAMES: Final = (
    r"(?:peg)?interferons?|peg-?ifn\w*|insulin|aspirin|metformin|entecavir|heparin|warfarin|morphine"
    r"|fentanyl|ketamine|propofol|dexmedetomidine|paracetamol|acetaminophen|hydroxychloroquine"
    r"|azathioprine|tacrolimus|sirolimus|everolimus|c[iy]closporin\w*|mycophenolate|lenalidomide"
    r"|thalidomide|tamoxifen|sorafenib|cisplatin|oxytocin|misoprostol|melatonin|lithium|levodopa"
    r"|gabapentin|bupropion|valproate|levetiracetam|topiramate|phenytoin|haloperidol|naltrexone|methadone"
    r"|tramadol|naproxen|spironolactone|rifampicin|isoniazid|chloroquine|primaquine|fluorouracil"
    r"|cyclophosphamide|vincristine|etoposide|temozolomide|nitroglycerin|digoxin|adrenaline|epinephrine|colchicine|ivermectin|artesunate"
)


def _ending_in(stems: str) -> str:
    """A word of three letters and a stem. Looking back from its end is fast, at fixed lengths."""
    by_length: dict[int, list[str]] = {}
    for stem in stems.split("|"):
        by_length.setdefault(len(re.sub(r"\[[a-z]+]", "x", stem)), []).append(stem)
    endings = (rf"(?<=\w\w\w(?:{'|'.join(same)}))" for same in by_length.values())
    return rf"\w++(?:{'|'.join(endings)})"


DRUG: Final = words(
    rf"(?<![\w-])(?:{_NAMES}|{_ending_in(_STEMS)})(?![\w])|恩替卡韦|替诺福韦|干扰素|胰岛素|阿司匹林|二甲双胍",
    in_one_word=True,
)

_DOSE = (
    r"[0-9][0-9.,]{0,12}[ -]?(?:mg|g|µg|μg|ug|mcg|ng|kg|IU|MIU|KIU|U|units?|ml|cc|l|MBq|mCi|mmol|mM|%|Gy|tablets?"
    r"|capsules?|pills?|drops?|puffs?|sachets?|ampoules?|vials?|patch(?:es)?|cells|PFU|vg)(?![a-z])"
    r"|\b(?:one|two|three|four) (?:tablets?|capsules?|pills?|drops?|puffs?|sachets?|patch(?:es)?"
    r"|(?:\w+ )?injections?)\b|[0-9.][ ]?(?:毫克|微克|克|毫升|单位|片|粒|支)"
)
_ROUTE = (
    r"\b(?:oral(?:ly)?|by mouth|per os|p\.?o\.?|intravenous(?:ly)?|i\.?v\.?|subcutaneous(?:ly)?|s\.?c\.?"
    r"|intramuscular(?:ly)?|i\.?m\.?|topical(?:ly)?|inhal\w+|nebuli[sz]\w+|intra\w+|transdermal|rectal\w*"
    r"|vaginal\w*|sublingual\w*|buccal|nasal\w*|epidural\w*|perineural\w*|injections?|injected|infus\w+"
    r"|tablets?|capsules?|pills?|drops?|cream|ointment|gel|patch\w*|spray|suppositor\w+|syrup|eye"
    r"|enema|puffs?|perfusion|vaccin\w+|mouthwash|gargl\w+|block|v[ií]a oral|por v[ií]a|oralmente|intravenos[oa]|voie (?:orale|intraveineuse)|per os|intraven[öo]s)\b"
    r"|口服|静脉|皮下|肌肉|肌注|外用|吸入|注射|鼻|片|胶囊"
)
_FREQUENCY = (
    r"\b(?:daily|nightly|weekly|bi-?weekly|monthly|once|twice|thrice|three times|four times|every|each"
    r"|per (?:day|week|month|dose)|a (?:day|week|month)|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|o\.?d|qw|qod"
    r"|q[ ]?\d{1,4}[ ]?[hdwm]|single|bolus|continuous(?:ly)?|days? \d{1,4}|hourly|loading|one[ -]time|prn"
    r"|as needed|cada|diari\w+|semanal\w*|veces al d[ií]a|par jour|fois|t[äa]glich|w[öo]chentlich)\b|/(?:d|day|h|hr|wk|week|min)\b|每日|每天|每周|每月|次|隔日"
)
_LENGTH = (
    r"\bfor (?:up to |at least |a )?[\w-]+ (?:more )?(?:hours?|days?|weeks?|months?|years?|cycles?|doses)\b"
    r"|[0-9][ -]?(?:hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mos?|years?|yrs?|cycles?|d[ií]as?|semanas?"
    r"|mes(?:es)?|jours?|semaines?|mois|Tagen?|Wochen?|Monaten?|ciclos?|Zyklen)\b"
    r"|\b(?:days?|weeks?|months?|cycles?) [0-9]{1,6}|\b(?:single|bolus|one[ -]time|until|lifelong"
    r"|indefinite\w*|through(?:out)? (?:week|day|month|the|study)|semanas|meses)\b"
    r"|\bonce\b(?! (?:daily|a|every|per|weekly|monthly))|[0-9一二三四六][ ]?(?:个?月|周|天|年|疗程)|单次"
)
# What must be said of a drug, and the words that say it.
DOSE_PARTS: Final = {
    "dose": words(_DOSE),
    "route": words(_ROUTE),
    "frequency": words(_FREQUENCY),
    "duration": words(_LENGTH),
}


def drug_names(found: Iterable[re.Match[str]]) -> tuple[str, ...]:
    """The drugs of these matches of DRUG, in lower case, each once, in order."""
    return tuple(dict.fromkeys(match[0].lower() for match in found))


def missing_parts(text: Searchable) -> tuple[str, ...]:
    """Which of dose, route, frequency and duration a text does not give."""
    return tuple(part for part, said in DOSE_PARTS.items() if not said.search(text))
