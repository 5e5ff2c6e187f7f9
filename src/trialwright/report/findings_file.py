"""The findings about a study's data as CSV, a row for each; for the site, never for sharing."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from trialwright.capture.finding import Finding
from trialwright.exchange.spreadsheet import inert

COLUMNS = ("participant", "entry", "item", "kind", "message")


def write_findings(findings: Iterable[Finding], path: Path) -> None:
    """Write the findings in their order; a text that starts like a formula is put in quotes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for finding in findings:
            participant = finding.entry.partition(".")[0]
            row = (participant, finding.entry, finding.item, finding.kind, finding.message)
            rows.writerow([inert(cell) for cell in row])
