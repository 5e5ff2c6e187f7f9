"""The clinical and ethical documents that findings cite, beside those of `sources`."""

from __future__ import annotations

from typing import Final

ASSAYS: Final = "Published performance of laboratory assays (manufacturers' instructions for use)"
VIROLOGY: Final = (
    "AASLD and EASL guidance on chronic hepatitis B, definitions of virological response"
)
LI_RADS: Final = "ACR CT/MRI LI-RADS v2018 Core"
E2A: Final = "ICH E2A, definitions for expedited safety reporting"
WHO_UMC: Final = "WHO-UMC system for standardised case causality assessment"
CTCAE: Final = "NCI Common Terminology Criteria for Adverse Events"
SCHOENFELD: Final = "Schoenfeld, Sample-size formula for the proportional-hazards model, 1983"
DMC: Final = "FDA guidance on clinical trial data monitoring committees, 2006"
ESTIMANDS: Final = "ICH E9(R1), estimands and sensitivity analysis"
E6: Final = "ICH E6(R3), good clinical practice"
E15: Final = "ICH E15, definitions for coded, de-identified and anonymised samples"
LABELS: Final = "Prescribing information of the drug class, contraindications and warnings"
SHARING: Final = "ICMJE data sharing statements for clinical trials, 2017"
CROSS_BORDER: Final = (
    "Regulation of China on human genetic resources, 2019, and Personal Information Protection Law"
)
