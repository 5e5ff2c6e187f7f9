"""Which duties a registered study has on a day, as decision tables rather than a yes or no."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from trialwright.record.duties.applicable_trial import derive_applicability
from trialwright.record.duties.registration import derive_registration_duty
from trialwright.record.duties.results import derive_results_duty
from trialwright.record.duties.table import DecisionTable
from trialwright.record.duties.updates import (
    derive_completion_duty,
    derive_status_duty,
    derive_verification_duty,
)

if TYPE_CHECKING:
    from trialwright.record.read import Record


def derive_compliance(record: Record, as_of: date) -> DecisionTable:
    """Registration, update and results duties of a record as of a day.

    Each duty shows its conditions, what the record says to each and whether it holds, does not
    hold or cannot be determined; then the due date and how the duty stands. It is a reading of the
    public record, not legal advice: what to confirm is named with the duty.
    """
    applicability = derive_applicability(record)
    binding = applicability.answer
    return DecisionTable(
        record.nct_id,
        as_of,
        (
            derive_registration_duty(record, as_of),
            derive_verification_duty(record, as_of, binding),
            derive_status_duty(record, as_of, binding),
            derive_completion_duty(record, as_of, binding, "primary"),
            derive_completion_duty(record, as_of, binding, "study"),
            derive_results_duty(record, as_of, applicability),
        ),
    )
