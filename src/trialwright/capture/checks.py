"""What every check says: the rule it applies, the sentences it may ask, and what mends it.

The sentences stand here together so that they can be reviewed and translated together, and because
what a check asked is stored as English text: a page that shows it in another language finds the
template again among these (`read_finding`).

The rules CHK-01 to CHK-17 are the checks of data themselves; the others are clinical rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from trialwright.capture.eligibility import EligibilityDecision
from trialwright.capture.finding import Kind
from trialwright.sentence import Sentence, Word, read_sentence, sentence

UNKNOWN_FORM: Final = "There is no form {name!r} in this version of the study."
UNKNOWN_ITEM: Final = "Form {form} has no item {name!r}."
ENTERED_TWICE: Final = "{item} is entered more than once."
REPEAT_COUNTS: Final = "The repeat of form {form} counts from 1, not {repeat}."
REPEAT_IS_ZERO: Final = "The repeat of form {form} is 0, not {repeat}."
MISSING: Final = "{item} is missing: enter it, or say why it is missing."
NO_REASON: Final = "{reason!r} is no reason for a missing value: use {reasons}."
VALUE_AND_REASON: Final = "{item} has a value and a reason why it is missing: keep one."
NOT_A_DATE: Final = (
    "{item} {value!r} is no date of the calendar: write the whole date, such as 2027-03-09."
)
NOT_A_PARTIAL_DATE: Final = (
    "{item} {value!r} is no date of the calendar: write 2027-03-09, or 2027-03 or 2027 if that is "
    "all that is known."
)
NOT_WHOLE: Final = "{item} {value!r} is no whole number."
NOT_A_NUMBER: Final = "{item} {value!r} is no number."
COMMA: Final = "{item} {value!r} is no number: did you mean {meant}?"
NOT_A_CODE: Final = "{item} {value!r} is not in its list: use one of {codes}."
NEAR_A_CODE: Final = "{item} {value!r} is not in its list: did you mean {meant}?"
NOT_A_RESULT: Final = "{item}: {cause}."
BELOW: Final = "{item} {amount} is below {limit}: check the number and its unit."
ABOVE: Final = "{item} {amount} is above {limit}: check the number and its unit."
BELOW_BUT: Final = "{item} {amount} is below {limit}: did you mean {meant}?"
ABOVE_BUT: Final = "{item} {amount} is above {limit}: did you mean {meant}?"
WITHOUT_UNIT: Final = "{item} has no unit: use {units}."
OTHER_UNIT: Final = "{item} has unit {unit!r}: use {units}."
NEEDS_NO_UNIT: Final = "{item} has no unit, and {unit!r} was given: leave the unit out."
UNITS_DIFFER: Final = "{item} is in {unit}, the value in {other}: use one unit."
NOT_APPLICABLE: Final = (
    "{item} is asked only where {rule}: clear it, or correct the answer it depends on."
)

BEFORE_BIRTH: Final = "{item} {value} lies before the date of birth {birth}."
AFTER_DEATH: Final = "{item} {value} lies after the date of death {death}."
AFTER_CUTOFF: Final = "{item} {value} lies after the last day of data, {cutoff}."
AFTER_ENTRY: Final = "{item} {value} was entered on {day}, before it could be known."
SAME_AGAIN: Final = "{form} repeats every answer of entry {entry}: was it sent twice?"
SEVERAL_ASSAYS: Final = "{item}: {count} in one participant, {assays}."
NO_SCAN: Final = "There is no scan of {day} that this read could belong to."
NO_READ: Final = "There is no read number {number} of this participant."

AGAINST_CRITERIA: Final = (
    "Enrolled against the criteria ({criteria}): a protocol deviation needs its reason."
)
NOT_OPEN: Final = "Nobody can be enrolled while the site has not decided: {decisions}."
NOT_ELIGIBLE: Final = (
    "Not eligible ({criteria}, version {version}): correct the entry that is wrong, or give the "
    "reason for a protocol deviation."
)
CONSENT_UNKNOWN: Final = (
    "Nobody is enrolled whose informed consent is not recorded ({criteria}, version {version}): "
    "complete the consent form first; no reason replaces it."
)
TEXT_UNKNOWN: Final = (
    "Nobody is enrolled who has agreed to no text of consent by {day}, or has withdrawn: record the "
    "version that was signed first."
)
DEVIATION: Final = (
    "Enrolled against the criteria ({criteria}, version {version}): a protocol deviation, for the "
    "monitor to follow up."
)
VERDICT: Final = "{criterion} {verdict}"

NO_CONSENT: Final = (
    "{item} needs consent to version {version} of the consent text, which this participant had not "
    "given by then: ask for consent and record it, or enter the item as not done."
)
DRAFT_TEXT: Final = (
    "Version {version} is a draft that no ethics committee has approved: nobody can be asked to "
    "sign it."
)
AFTER_CONSENT: Final = "{form} of {day} lies after consent was withdrawn on {ended}."
STILL_FOLLOWED: Final = (
    "{use} was withdrawn on {ended}, and follow-up goes on: enter the end of follow-up as well."
)
STUDY_REFUSED: Final = (
    "{item} is no, and the participant is enrolled: correct the answer, or end follow-up."
)
UNKNOWN_TEXT: Final = "Version {version} is none of the consent texts: {known}."
EARLY_TEXT: Final = "Version {version} was signed on {day}, before it was approved on {approved}."

ENDS_FIRST: Final = "{drug} ends on {end}, before it starts on {start}."
OVERLAP: Final = (
    "{drug} was begun on {day} while {other}, begun on {start}, was still taken: enter the last "
    "dose of the one that was stopped."
)
GAP: Final = "Nothing was taken from {first} to {last}: enter what was, or say that it is so."
GROUP_EARLY: Final = "The group was chosen on {day}, before {origin} on {floor}."
GROUP_LATE: Final = "The group was chosen on {day}, after the enrolment on {enrolled}."
GROUP_STRANGER: Final = "{name!r} chose the group and is no member of the study."
GROUP_CHANGED: Final = (
    "The group was changed from {before} to {after} on {day}, after an outcome had been entered."
)

NO_TERM: Final = "{term!r} is no term of the list: code it again."
NEAR_A_TERM: Final = "{term!r} is no term of the list: did you mean {meant}?"
NO_GRADE: Final = "{term} has grades {grades}, not {grade}: grade or code it again."

_DATES: Final = sentence("Correct the date that is wrong, or answer why both are right.")
_THIS_VERSION: Final = sentence("Enter it under the version of the study in force.")
_COUNT: Final = sentence("Save it under the right number.")


@dataclass(frozen=True)
class Check:
    """One kind of finding: its rule, what mends it, and the templates of what it says.

    `cure` is empty where every sentence ends with its own.
    """

    rule: str
    cure: Sentence | None
    says: tuple[str, ...]


CHECKS: Final[Mapping[Kind, Check]] = {
    "unknown form": Check("CHK-01", _THIS_VERSION, (UNKNOWN_FORM,)),
    "unknown item": Check("CHK-01", _THIS_VERSION, (UNKNOWN_ITEM,)),
    "entered twice": Check("CHK-02", sentence("Keep one of them."), (ENTERED_TWICE,)),
    "wrong repeat": Check("CHK-03", _COUNT, (REPEAT_COUNTS, REPEAT_IS_ZERO)),
    "required missing": Check("CHK-04", None, (MISSING,)),
    "unknown reason": Check("CHK-04", None, (NO_REASON,)),
    "value and reason": Check("CHK-05", None, (VALUE_AND_REASON,)),
    "not a date": Check("CHK-06", None, (NOT_A_DATE, NOT_A_PARTIAL_DATE)),
    "not a number": Check(
        "CHK-07",
        sentence("Write the number in digits, as the form asks for it."),
        (NOT_WHOLE, NOT_A_NUMBER, COMMA),
    ),
    "not a code": Check("CHK-08", None, (NOT_A_CODE, NEAR_A_CODE)),
    "not a result": Check(
        "CHK-09",
        sentence("Write a number, < or > before it, or what the laboratory wrote."),
        (NOT_A_RESULT,),
    ),
    "out of range": Check("CHK-10", None, (BELOW, ABOVE, BELOW_BUT, ABOVE_BUT)),
    "unit not declared": Check("CHK-11", None, (WITHOUT_UNIT, OTHER_UNIT, NEEDS_NO_UNIT)),
    "units differ": Check("IDX-08", None, (UNITS_DIFFER,)),
    "not applicable": Check("CHK-12", None, (NOT_APPLICABLE,)),
    "before birth": Check("CHK-13", _DATES, (BEFORE_BIRTH,)),
    "after death": Check("CHK-14", _DATES, (AFTER_DEATH,)),
    "after the cut-off": Check("CHK-15", _DATES, (AFTER_CUTOFF,)),
    "after it was entered": Check("CHK-15", _DATES, (AFTER_ENTRY,)),
    "same entry again": Check(
        "CHK-16",
        sentence("Correct the entry that is no other, or say why both stand."),
        (SAME_AGAIN,),
    ),
    "several assays": Check(
        "HBS-07",
        sentence("Correct the assay, or say why the laboratory changed it."),
        (SEVERAL_ASSAYS,),
    ),
    "belongs to nothing": Check(
        "REC-14",
        sentence("Correct the date or number, or enter what it belongs to."),
        (NO_SCAN, NO_READ),
    ),
    "enrolled against criteria": Check("ELI-02", None, (AGAINST_CRITERIA,)),
    "enrolment not open": Check(
        "CHK-17", sentence("Decide them in site.yaml before anybody is enrolled."), (NOT_OPEN,)
    ),
    "not eligible": Check("ELI-00", None, (NOT_ELIGIBLE, CONSENT_UNKNOWN, TEXT_UNKNOWN)),
    "protocol deviation": Check("ELI-02", None, (DEVIATION,)),
    "no consent": Check("ELI-I7", None, (NO_CONSENT, DRAFT_TEXT)),
    "not consented": Check("ELI-I7", None, (NO_CONSENT,)),
    "after consent ended": Check(
        "ELI-I7",
        sentence("Correct the date, or take the data out that nobody permits."),
        (AFTER_CONSENT,),
    ),
    "followed without consent": Check("ELI-I7", None, (STILL_FOLLOWED, STUDY_REFUSED)),
    "consent text": Check(
        "ELI-I7", sentence("Correct the version or the date."), (UNKNOWN_TEXT, EARLY_TEXT)
    ),
    "treatment period": Check(
        "STA-04",
        sentence("Correct the dates, or say that they are right."),
        (ENDS_FIRST, OVERLAP, GAP),
    ),
    "group decision": Check(
        "DSN-02",
        sentence("Correct the date, or say when the group was chosen."),
        (GROUP_EARLY, GROUP_LATE),
    ),
    "not a member": Check(
        "DSN-02", sentence("Correct the name, or say who that is."), (GROUP_STRANGER,)
    ),
    "group changed": Check(
        "DSN-02",
        sentence("Say what shows that the outcome did not lead to the change."),
        (GROUP_CHANGED,),
    ),
    "no term": Check("CTC-31", None, (NO_TERM, NEAR_A_TERM)),
    "no such grade": Check("CTC-01", None, (NO_GRADE,)),
}


def verdicts(decision: EligibilityDecision) -> tuple[Sentence, ...]:
    """The criteria that were not passed, each with its verdict."""
    return tuple(verdict_on(name, verdict) for name, verdict in decision.not_passed().items())


def verdict_on(criterion: str, verdict: str) -> Sentence:
    """One criterion with its verdict, "EXC-01 FAIL"."""
    return sentence(VERDICT, criterion=criterion, verdict=Word("status", verdict, verdict))


def read_finding(
    text: str, known: Mapping[str, object], kinds: Collection[str] = CHECKS
) -> tuple[Kind, Sentence] | None:
    """What a check said, as a sentence again, with its kind; None where no check says so.

    `known` holds values that the reader has from elsewhere, such as the label of the item: they
    stand in the text in English and come back as they were. Everything else comes back as text.
    """
    for kind, template in _MOST_WORDS_FIRST:
        if kind in kinds and (found := read_sentence(text, template, known)):
            return kind, found
    return None


# A template with few words of its own fits much that another one says.
_MOST_WORDS_FIRST: Final = sorted(
    ((kind, template) for kind, check in CHECKS.items() for template in check.says),
    key=lambda each: -len(re.sub("{.*?}", "", each[1])),
)
