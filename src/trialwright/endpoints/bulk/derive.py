"""Every declared endpoint of very many participants: form tables in, endpoint tables out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from trialwright.datasets.form_tables import FormTables
from trialwright.definition.endpoints import Endpoint
from trialwright.definition.load import Definition
from trialwright.endpoints.bulk.adverse_event_tables import adverse_events, serious_events
from trialwright.endpoints.bulk.case import BulkCase
from trialwright.endpoints.bulk.people import enrolled_people, on_the_clock
from trialwright.endpoints.bulk.recurrence_tables import recurrence
from trialwright.endpoints.bulk.response_tables import (
    LABORATORY,
    laboratory_findings,
    seroclearance,
    undetectable,
)
from trialwright.endpoints.bulk.visit_tables import child_pugh_increase, qlqc30_change
from trialwright.endpoints.derived import PRIMARY_READING
from trialwright.endpoints.recurrence_news import AFTER_NEWS, NEWS_OF

_DERIVATIONS: dict[str, Callable[[BulkCase], pl.DataFrame]] = {
    "recurrence": recurrence,
    "hbsag_seroclearance": seroclearance,
    "hbvdna_undetectable": undetectable,
    "adverse_event_incidence": adverse_events,
    "serious_adverse_event_incidence": serious_events,
    "child_pugh_increase": child_pugh_increase,
    "qlqc30_change": qlqc30_change,
}

_NO_FINDINGS = pl.DataFrame(
    schema={
        "endpoint": pl.String,
        "participant": pl.String,
        "date": pl.Date,
        "source": pl.String,
        "finding": pl.String,
    }
)


@dataclass(frozen=True)
class EndpointTables:
    """The rows of each endpoint by its id, and what to ask the laboratory.

    `rows` are those of `derive_endpoints`, with the details of a row as columns; a row without one
    holds null there. `findings`: endpoint, participant, date, source and finding.
    """

    rows: Mapping[str, pl.DataFrame]
    findings: pl.DataFrame


def derive_endpoint_tables(
    definition: Definition, blocks: Iterable[FormTables], data_cutoff: date
) -> EndpointTables:
    """Every endpoint of every enrolled participant, block by block.

    `blocks` are those of `read_form_tables`, each with whole participants, and at least one.
    """
    endpoints = definition.endpoints.endpoints
    rows: dict[str, list[pl.DataFrame]] = {endpoint.id: [] for endpoint in endpoints}
    findings = [_NO_FINDINGS]
    for forms in blocks:
        people = enrolled_people(definition, forms, data_cutoff)
        derived: dict[str, pl.DataFrame] = {}
        for endpoint in endpoints:
            clock = on_the_clock(people, endpoint.origin, endpoint.horizon.months, data_cutoff)
            case = BulkCase(endpoint, clock, forms, data_cutoff)
            derived[endpoint.id] = _DERIVATIONS[endpoint.derivation](case)
            if endpoint.derivation in LABORATORY:
                findings.append(laboratory_findings(case))
        for endpoint in endpoints:
            rows[endpoint.id].append(_with_news(endpoint, derived))
    return EndpointTables(
        {endpoint: pl.concat(tables) for endpoint, tables in rows.items()}, pl.concat(findings)
    )


def _with_news(endpoint: Endpoint, derived: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The rows of an endpoint, flagged where they came after a recurrence (as `flag_answers`)."""
    table = derived[endpoint.id]
    news_of = endpoint.settings.get(NEWS_OF)
    if news_of is None:
        return table
    primary = derived[news_of].filter((pl.col("reading") == PRIMARY_READING) & pl.col("event"))
    recurred = primary.select("participant", recurred_on="date")
    joined = table.join(recurred, on="participant", how="left", maintain_order="left")
    after = pl.when(pl.col("date") > pl.col("recurred_on")).then(pl.lit("yes"))
    return joined.with_columns(after.alias(AFTER_NEWS)).drop("recurred_on")
