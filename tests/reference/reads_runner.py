"""Runners of what a reader or an investigator judges: LI-RADS, treatment response, causality."""

from __future__ import annotations

from datetime import date

from reference.cases import Case, Runner
from trialwright.instruments.answers import yes_or_no
from trialwright.instruments.lirads import LiradsResult, categorise_lirads
from trialwright.instruments.lirads_read import LiradsRead
from trialwright.instruments.treatment_response import ResponseRead, categorise_response
from trialwright.instruments.who_umc import CausalityAnswers, propose_causality, related_by_record

WORDS = {True: "yes", False: "no", None: ""}


def run_lirads(case: Case) -> None:
    row = case.content
    result = categorise_lirads(_lirads_read(row))
    got = (result.category or "CD", WORDS[result.threshold_growth])
    assert got == (row["expected_category"], row["expected_threshold_growth"])
    assert _explained(result)


def _lirads_read(row: dict[str, str]) -> LiradsRead:
    return LiradsRead(
        at_risk=yes_or_no(row["at_risk"], "at_risk"),
        path_proven=yes_or_no(row["path_proven"], "path_proven"),
        treated=yes_or_no(row["treated"], "treated"),
        not_categorizable=yes_or_no(row["not_categorizable"], "not_categorizable"),
        tiv=row["tiv"],
        benign=row["benign"],
        targetoid=yes_or_no(row["targetoid"], "targetoid"),
        nontargetoid_m=yes_or_no(row["nontargetoid_m"], "nontargetoid_m"),
        aphe=row["aphe"],
        size_mm=row["size_mm"],
        washout=row["washout"],
        capsule=row["capsule"],
        prior_size_mm=row["prior_size_mm"],
        prior_date=_day(row["prior_date"]),
        scan_date=_day(row["scan_date"]),
        af_malignant=int(row["af_malignant"] or 0),
        af_benign=int(row["af_benign"] or 0),
        tie_between=row["tie_between"],
    )


def _explained(result: LiradsResult) -> bool:
    """An answer has its rules; no answer has a reason as well."""
    return bool(result.rules) and (result.category is None) == bool(
        result.missing or result.findings
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def run_lirads_tra(case: Case) -> None:
    row = case.content
    read = ResponseRead(
        applies=yes_or_no(row["applies"], "applies"),
        enhancement=row["enhancement"],
        features=[feature for feature in row["features"].split("+") if feature],
        change=row["change"],
        modality=row["modality"],
        apply_ancillary=row["apply_af"] == "yes",
    )
    found = categorise_response(read, row["algorithm"])
    assert (found.category or "CD") == row["expected_category"]
    assert found.rules


def run_who_umc(case: Case) -> None:
    row = case.content
    answers = CausalityAnswers(
        exposure_before_onset=row["exposure_before_onset"],
        time_relationship=row["time_relationship"],
        alternative_explanation=row["alternative_explanation"],
        dechallenge=row["dechallenge"],
        definitive_phenomenon=row["definitive_phenomenon"],
        rechallenge=row["rechallenge"],
        data_status=row["data_status"],
    )
    category = propose_causality(answers).category
    got = (category, related_by_record(category))
    assert got == (row["expected_category"], row["expected_related"])


RUNNERS: dict[str, Runner] = {
    "lirads": run_lirads,
    "lirads_tra": run_lirads_tra,
    "who_umc": run_who_umc,
}
