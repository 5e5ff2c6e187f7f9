"""HBsAg seroclearance and undetectable HBV DNA from the virology forms."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.endpoints.case import Case
from trialwright.endpoints.derived import EndpointRow
from trialwright.endpoints.response import LabTest, ResponseOutcome, ResponseStatus
from trialwright.endpoints.seroclearance import derive_seroclearance
from trialwright.endpoints.undetectable import derive_undetectable

_WORDS = {True: "yes", False: "no", None: "cannot be determined"}


def seroclearance_rows(case: Case) -> Iterator[EndpointRow]:
    """One row: whether HBsAg was lost and confirmed within the horizon."""
    if case.origin is None:
        yield case.outcome("CANNOT_DETERMINE", None, None, (), ("HBS-10",))
        return
    outcome = derive_seroclearance(
        treatment_start=case.origin,
        tests=_tests(case),
        data_cutoff=case.data_cutoff,
        horizon_months=case.endpoint.horizon.months,
    )
    yield _row(case, outcome, {})


def undetectable_rows(case: Case) -> Iterator[EndpointRow]:
    """One row: whether HBV DNA stayed undetectable, with the literal reading beside it."""
    if case.origin is None:
        yield case.outcome("CANNOT_DETERMINE", None, None, (), ("HBD-05",))
        return
    outcome = derive_undetectable(
        treatment_start=case.origin,
        tests=_tests(case),
        data_cutoff=case.data_cutoff,
        horizon_months=case.endpoint.horizon.months,
    )
    flags = {
        "literal_adjacent": _WORDS[outcome.literal_adjacent],
        "detectable_at_baseline": _WORDS[outcome.detectable_at_baseline],
    }
    yield _row(case, outcome.response, flags)


def _tests(case: Case) -> list[LabTest]:
    return [
        LabTest(
            day,
            case.text(entry, "result"),
            case.unit(entry, "result"),
            entry.id,
            (case.text(entry, "assay") or "") if "assay" in case.endpoint.roles else "",
        )
        for day, entry in case.dated("date")
    ]


def _row(case: Case, outcome: ResponseOutcome, flags: dict[str, str]) -> EndpointRow:
    achieved = outcome.status is ResponseStatus.CONFIRMED
    open_ = outcome.status is ResponseStatus.CANNOT_DETERMINE
    detail = {"reverted": "yes"} if outcome.reverted else {}
    if outcome.confirmed_on:
        detail["confirmed_on"] = outcome.confirmed_on.isoformat()
    return case.outcome(
        str(outcome.status),
        None if open_ else achieved,
        outcome.onset,
        outcome.sources,
        outcome.rules,
        detail=detail | flags,
    )
