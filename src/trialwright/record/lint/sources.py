"""The documents that registry reviewers and editors cite, by the names used in findings."""

from __future__ import annotations

from typing import Final

STRUCTURE: Final = "ClinicalTrials.gov API 2.0 study data structure"
DEFINITIONS: Final = "ClinicalTrials.gov Protocol Registration Data Element Definitions"
REVIEW_CRITERIA: Final = "ClinicalTrials.gov Protocol Registration Quality Control Review Criteria"
WHO_DATA_SET: Final = "WHO Trial Registration Data Set, version 1.3.1"
ICMJE: Final = "ICMJE Recommendations, clinical trials"
FINAL_RULE: Final = "U.S. Final Rule on clinical trial registration, 42 CFR Part 11"
E9: Final = "ICH E9 and E9(R1), statistical principles for clinical trials"
SPIRIT: Final = "SPIRIT statement, content of a clinical trial protocol"
STROBE: Final = "STROBE statement, reporting of observational studies"
CONSORT_OUTCOMES: Final = "CONSORT-Outcomes extension, reporting of outcomes"
TARGET_TRIAL: Final = "TARGET statement, observational studies that emulate a trial"
