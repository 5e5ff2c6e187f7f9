"""Causality of an adverse event by the WHO-UMC system (rules SAF-10..SAF-14).

The program proposes, the investigator decides and signs; both are kept, for each drug apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.instruments.answers import one_of

Category = Literal[
    "Certain",
    "Probable",
    "Possible",
    "Unlikely",
    "Conditional",
    "Unassessable",
    "No exposure",
]
Related = Literal["related", "unrelated", "pending"]

EXPOSURE: Final = ("yes", "no", "unknown")
TIME: Final = ("plausible", "improbable", "unknown")
ALTERNATIVE: Final = ("excluded", "unlikely", "possible", "plausible", "unknown")
DECHALLENGE: Final = ("plausible", "no_improvement", "not_done", "unknown")
DEFINITIVE: Final = ("yes", "no", "unknown")
RECHALLENGE: Final = ("satisfactory", "not_necessary", "not_done", "unknown")
DATA_STATUS: Final = ("sufficient", "more_needed", "under_examination", "cannot_be_supplemented")

# The record has four words; Certain is its "definite" (SAF-14).
RECORD_WORDS: Final[Mapping[Category, str]] = {
    "Certain": "definite",
    "Probable": "probable",
    "Possible": "possible",
    "Unlikely": "unrelated",
    "No exposure": "unrelated",
}


@dataclass(frozen=True)
class CausalityAnswers:
    """What is known about one event and one drug, in the codes of this module.

    None or blank is not recorded and counts as "unknown", except for `data_status`: nothing can be
    proposed before somebody has judged whether the data suffice.
    """

    exposure_before_onset: str | None = None
    time_relationship: str | None = None
    alternative_explanation: str | None = None
    dechallenge: str | None = None
    definitive_phenomenon: str | None = None
    rechallenge: str | None = None
    data_status: str | None = None


@dataclass(frozen=True)
class CausalityProposal:
    """The proposed category; None where an unrecorded answer leaves it open."""

    category: Category | None
    rules: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignedCausality:
    """The proposal for one drug beside the category the investigator signed (SAF-10)."""

    drug: str
    proposal: CausalityProposal
    signed: Category | None = None

    @property
    def differs(self) -> bool | None:
        """Say whether the investigator decided otherwise; None before the signature."""
        return None if self.signed is None else self.signed != self.proposal.category


def propose_causality(answers: CausalityAnswers) -> CausalityProposal:
    """Propose a category: the first that fits, in the order of SAF-11."""
    known = _check(answers)
    status = known.data_status
    if known.exposure_before_onset == "no":
        return CausalityProposal("No exposure", ("SAF-12",))
    if status is None:
        return CausalityProposal(None, ("SAF-11",), ("data_status",))
    if status == "cannot_be_supplemented":
        return CausalityProposal("Unassessable", ("SAF-11",))
    if status in ("more_needed", "under_examination"):
        return CausalityProposal("Conditional", ("SAF-11",))
    if known.exposure_before_onset != "yes" or known.time_relationship in (None, "unknown"):
        return CausalityProposal("Conditional", ("SAF-13",))
    return CausalityProposal(_with_known_time(known), ("SAF-11",))


def propose_per_drug(answers: Mapping[str, CausalityAnswers]) -> tuple[SignedCausality, ...]:
    """Propose for every drug of a participant separately; nothing is signed yet (SAF-10)."""
    return tuple(SignedCausality(drug, propose_causality(told)) for drug, told in answers.items())


def related_by_record(category: Category | None) -> Related:
    """Map a category to the two words of the record; what is open stays pending (SAF-14)."""
    word = RECORD_WORDS.get(category) if category else None
    if word is None:
        return "pending"
    return "unrelated" if word == "unrelated" else "related"


def counts_as_related_when_expedited(category: Category | None) -> bool:
    """Say whether expedited reporting treats the event as related: pending counts (SAF-14, P)."""
    return related_by_record(category) != "unrelated"


def _check(answers: CausalityAnswers) -> CausalityAnswers:
    codes = {
        "exposure_before_onset": EXPOSURE,
        "time_relationship": TIME,
        "alternative_explanation": ALTERNATIVE,
        "dechallenge": DECHALLENGE,
        "definitive_phenomenon": DEFINITIVE,
        "rechallenge": RECHALLENGE,
        "data_status": DATA_STATUS,
    }
    return CausalityAnswers(
        **{name: one_of(getattr(answers, name), allowed, name) for name, allowed in codes.items()}
    )


def _with_known_time(known: CausalityAnswers) -> Category:
    alternative = known.alternative_explanation
    if known.time_relationship == "improbable":
        return "Unlikely" if alternative == "plausible" else "Conditional"
    improved = known.dechallenge == "plausible"
    # A rechallenge that was not done is not enough: it must have been unnecessary.
    confirmed = known.rechallenge in ("satisfactory", "not_necessary")
    definitive = known.definitive_phenomenon == "yes"
    if alternative == "excluded" and improved and definitive and confirmed:
        return "Certain"
    if alternative in ("excluded", "unlikely") and improved:
        return "Probable"
    return "Possible"
