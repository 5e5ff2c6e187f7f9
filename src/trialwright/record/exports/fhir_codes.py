"""The registry's codes in the code systems of FHIR R5 that ResearchStudy binds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from trialwright.record.wording import in_words


@dataclass(frozen=True)
class CodeTable:
    """One code system and the codes of it that stand for the registry's codes."""

    system: str
    codes: Mapping[str, str]

    def concept(self, code: str | None) -> dict[str, Any] | None:
        """A concept with the registry's wording, and the code where the system has the same."""
        if code is None:
            return None
        concept: dict[str, Any] = {"text": in_words(code)}
        if code in self.codes:
            concept["coding"] = [{"system": self.system, "code": self.codes[code]}]
        return concept


def _table(name: str, codes: dict[str, str]) -> CodeTable:
    return CodeTable(f"http://hl7.org/fhir/{name}", MappingProxyType(codes))


STATUS: Final = _table(
    "research-study-status",
    {
        "ACTIVE_NOT_RECRUITING": "active-but-not-recruiting",
        "COMPLETED": "completed",
        "ENROLLING_BY_INVITATION": "enrolling-by-invitation",
        "NOT_YET_RECRUITING": "not-yet-recruiting",
        "RECRUITING": "recruiting",
        "SUSPENDED": "temporarily-closed-to-accrual",
        "TERMINATED": "terminated",
        "WITHDRAWN": "withdrawn",
    },
)
PURPOSE: Final = _table(
    "research-study-prim-purp-type",
    {
        "TREATMENT": "treatment",
        "PREVENTION": "prevention",
        "DIAGNOSTIC": "diagnostic",
        "SUPPORTIVE_CARE": "supportive-care",
        "SCREENING": "screening",
        "HEALTH_SERVICES_RESEARCH": "health-services-research",
        "BASIC_SCIENCE": "basic-science",
        "DEVICE_FEASIBILITY": "device-feasibility",
    },
)
# The system has one code for a study of two phases, so the phases are joined before the look-up.
PHASE: Final = _table(
    "research-study-phase",
    {
        "NA": "n-a",
        "EARLY_PHASE1": "early-phase-1",
        "PHASE1": "phase-1",
        "PHASE1/PHASE2": "phase-1-phase-2",
        "PHASE2": "phase-2",
        "PHASE2/PHASE3": "phase-2-phase-3",
        "PHASE3": "phase-3",
        "PHASE4": "phase-4",
    },
)
# Codes of the Scientific Evidence Code System whose definitions say no more than the registry does.
DESIGN: Final = _table(
    "study-design",
    {
        "INTERVENTIONAL": "SEVCO:01001",
        "OBSERVATIONAL": "SEVCO:01002",
        "RANDOMIZED": "SEVCO:01003",
        "NON_RANDOMIZED": "SEVCO:01005",
        "PARALLEL": "SEVCO:01011",
        "CROSSOVER": "SEVCO:01012",
        "CASE_CONTROL": "SEVCO:01013",
        "CROSS_SECTIONAL": "SEVCO:01027",
        "PARTICIPANT": "SEVCO:01060",
        "CARE_PROVIDER": "SEVCO:01061",
        "OUTCOMES_ASSESSOR": "SEVCO:01062",
    },
)
ARM_TYPE: Final = _table(
    "research-study-arm-type",
    {
        "EXPERIMENTAL": "experimental",
        "ACTIVE_COMPARATOR": "active-comparator",
        "PLACEBO_COMPARATOR": "placebo-comparator",
        "SHAM_COMPARATOR": "sham-comparator",
        "NO_INTERVENTION": "no-intervention",
        "OTHER": "other-arm-type",
    },
)
OUTCOME_TYPE: Final = _table(
    "research-study-objective-type", {"PRIMARY": "primary", "SECONDARY": "secondary"}
)
PARTY_ROLE: Final = _table(
    "research-study-party-role",
    {
        "LEAD_SPONSOR": "lead-sponsor",
        "COLLABORATOR": "collaborator",
        "PRINCIPAL_INVESTIGATOR": "primary-investigator",
        "SPONSOR_INVESTIGATOR": "sponsor-investigator",
        "SUB_INVESTIGATOR": "sub-investigator",
        "STUDY_DIRECTOR": "study-director",
        "STUDY_CHAIR": "study-chair",
        "CONTACT": "general-contact",
    },
)
PARTY_TYPE: Final = _table(
    "research-study-party-organization-type",
    {"NIH": "nih", "FED": "government", "OTHER_GOV": "government", "INDUSTRY": "industry"},
)
TITLE_TYPE: Final = _table("title-type", {"OFFICIAL": "official", "ACRONYM": "acronym"})
