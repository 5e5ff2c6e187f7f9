"""HBsAg seroclearance and undetectable HBV DNA of many participants, from the virology forms."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from trialwright.datasets.form_tables import UNIT
from trialwright.endpoints.bulk.case import BulkCase, words
from trialwright.endpoints.bulk.dates import months_after
from trialwright.endpoints.bulk.response import BulkPlan, response_table
from trialwright.endpoints.bulk.samples import Interpret, sample_days, sample_findings
from trialwright.endpoints.bulk.undetectable import undetectable_flags
from trialwright.endpoints.response import ResponseStatus
from trialwright.endpoints.seroclearance import CONFIRMATION_WEEKS, SEROCLEARANCE_RULES
from trialwright.endpoints.undetectable import CONFIRMATION_MONTHS, UNDETECTABLE_RULES
from trialwright.instruments.calendar import weeks
from trialwright.instruments.hbsag import interpret_hbsag
from trialwright.instruments.hbv_dna import interpret_hbv_dna

#: The derivations that rest on laboratory results, with what reads them.
LABORATORY: dict[str, Interpret] = {
    "hbsag_seroclearance": interpret_hbsag,
    "hbvdna_undetectable": interpret_hbv_dna,
}
_OPEN = "cannot be determined"


def seroclearance(case: BulkCase) -> pl.DataFrame:
    """Whether HBsAg was lost and confirmed within the horizon (rules HBS-01..HBS-10)."""
    plan = BulkPlan(_weeks_after, SEROCLEARANCE_RULES, "HBS-09")
    outcomes = response_table(case.on_clock, sample_days(_tests(case), interpret_hbsag), plan)
    return _rows(case, outcomes, {}, "HBS-10")


def undetectable(case: BulkCase) -> pl.DataFrame:
    """Whether HBV DNA stayed undetectable, with the literal reading beside it (HBD-01..HBD-10)."""
    plan = BulkPlan(_half_a_year_after, UNDETECTABLE_RULES, "HBD-09")
    days = sample_days(_tests(case), interpret_hbv_dna)
    outcomes = response_table(case.on_clock, days, plan)
    flags = {
        name: words(pl.col(name), _OPEN) for name in ("literal_adjacent", "detectable_at_baseline")
    }
    flagged = undetectable_flags(outcomes, days, plan.confirmable_from)
    return _rows(case, flagged, flags, "HBD-05")


def _weeks_after(onset: pl.Expr) -> pl.Expr:
    return onset + pl.duration(days=weeks(CONFIRMATION_WEEKS))


def _half_a_year_after(onset: pl.Expr) -> pl.Expr:
    return months_after(onset, CONFIRMATION_MONTHS)


def laboratory_findings(case: BulkCase) -> pl.DataFrame:
    """What to ask the laboratory about the results of one endpoint."""
    findings = sample_findings(_tests(case), LABORATORY[case.endpoint.derivation])
    return findings.select(pl.lit(case.endpoint.id).alias("endpoint"), pl.all())


def _tests(case: BulkCase) -> pl.DataFrame:
    dated = case.dated("date")
    assay = pl.col("assay") if "assay" in dated.columns else pl.lit(None, dtype=pl.String)
    return dated.select(
        "participant",
        "date",
        source="entry",
        result="result",
        unit="result" + UNIT,
        assay=assay,
    )


def _rows(
    case: BulkCase, outcomes: pl.DataFrame, flags: Mapping[str, pl.Expr], rule: str
) -> pl.DataFrame:
    status = pl.col("status")
    known = status != str(ResponseStatus.CANNOT_DETERMINE)
    rows = outcomes.with_columns(
        event=pl.when(known).then(status == str(ResponseStatus.CONFIRMED)), date="onset"
    )
    details = {
        "reverted": pl.when("reverted").then(pl.lit("yes")),
        "confirmed_on": pl.col("confirmed_on").dt.to_string("iso"),
    }
    table = case.table(rows, details=details | dict(flags))
    return pl.concat([table, case.without_origin((rule,))], how="diagonal").sort("participant")
