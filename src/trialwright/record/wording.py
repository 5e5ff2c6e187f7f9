"""The registry's codes and values in words, as its record pages write them.

None stays None: what the record does not say is no value, and never a no.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# Where lower case and spaces alone would not give the registry's own wording.
_EXCEPTIONS: Final = {
    "ACTIVE_NOT_RECRUITING": "Active, not recruiting",
    "ALL": "All",
    "ANALYTIC_CODE": "Analytic code",
    "CASE_CONTROL": "Case-control",
    "CASE_CROSSOVER": "Case-crossover",
    "CASE_ONLY": "Case-only",
    "CROSS_SECTIONAL": "Cross-sectional",
    "CSR": "Clinical study report (CSR)",
    "EARLY_PHASE1": "Early phase 1",
    "ECOLOGIC_OR_COMMUNITY": "Ecologic or community",
    "ECT": "Educational/counseling/training",
    "FAMILY_BASED": "Family-based",
    "FED": "U.S. federal agency",
    "ICF": "Informed consent form (ICF)",
    "INDIV": "Individual",
    "NA": "Not applicable",
    "NETWORK": "Network",
    "NIH": "NIH",
    "NON_PROBABILITY_SAMPLE": "Non-probability sample",
    "NON_RANDOMIZED": "Non-randomized",
    "NONE": "None (open label)",
    "OLDER_ADULT": "Older adult",
    "OTHER_GOV": "Other government",
    "PHASE1": "Phase 1",
    "PHASE2": "Phase 2",
    "PHASE3": "Phase 3",
    "PHASE4": "Phase 4",
    "SAMPLES_WITH_DNA": "Samples with DNA",
    "SAMPLES_WITHOUT_DNA": "Samples without DNA",
    "SAP": "Statistical analysis plan (SAP)",
    "SPONSOR_INVESTIGATOR": "Sponsor-investigator",
    "SUB_INVESTIGATOR": "Sub-investigator",
}


def in_words(code: str) -> str:
    """A code of the registry in words: NOT_YET_RECRUITING is 'Not yet recruiting'."""
    return _EXCEPTIONS.get(code, code.replace("_", " ").capitalize())


def optional_words(code: str | None) -> str | None:
    """A code in words, where there is one."""
    return in_words(code) if code else None


def yes_no(value: bool | None) -> str | None:
    """A registered flag as Yes or No."""
    return None if value is None else "Yes" if value else "No"


def listed(values: Iterable[str | None]) -> str | None:
    """The values that are there, separated by commas."""
    return ", ".join(value for value in values if value) or None


def with_kind(name: str | None, kind: str | None) -> str | None:
    """A name followed by its kind: 'Sanofi (industry)'."""
    return f"{name} ({in_words(kind).lower()})" if name and kind else name
