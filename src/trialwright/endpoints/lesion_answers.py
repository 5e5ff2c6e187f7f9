"""Answers about a lesion as the forms hold them: what cannot be read is not known, never an error.

The checks of the forms ask about such an answer; one of them must not stop a study's endpoints.
"""

from __future__ import annotations

from decimal import Decimal

from trialwright.endpoints.lesions import EXTRAHEPATIC, LIVER, Lesion
from trialwright.instruments.inputs import InputRefused, exact_number
from trialwright.instruments.lirads import reads_as_record_wording


def read_lesion(
    *,
    site: str | None,
    distance: str | None,
    category: str | None,
    histology: str | None,
    new: bool | None,
) -> Lesion:
    """A lesion from its answers; one at an unknown site is open to adjudication (REC-02, REC-03)."""
    if site and site not in (LIVER, EXTRAHEPATIC):
        return Lesion(site=LIVER, new=new)
    return Lesion(site or LIVER, _measured(distance), category, histology, new)


def read_record_wording(aphe: str | None, washout: str | None, size: str | None) -> bool | None:
    """Whether the features are LR-5 in the record's words, None where they leave it open (LIR-13)."""
    try:
        return reads_as_record_wording(aphe=aphe, washout=washout, size_mm=size)
    except InputRefused:
        return None


def _measured(distance: str | None) -> Decimal | None:
    try:
        return exact_number(distance, "distance_mm")
    except InputRefused:
        return None
