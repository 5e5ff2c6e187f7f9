"""Who was enrolled against the criteria, as JSON: for the site's pages, never for sharing (ELI-02)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from trialwright.capture.data_findings import CheckedData
from trialwright.capture.eligibility_record import EligibilityDeviation
from trialwright.capture.finding import Finding
from trialwright.errors import OutputError, Problem

FORMAT = "trialwright deviations 1"
UNEXPLAINED = "enrolled against criteria"


@dataclass(frozen=True)
class DeviationRow:
    """One deviation: `criteria` maps each criterion not met to FAIL or CD, `at` is ISO 8601."""

    participant: str
    criteria: dict[str, str]
    rule_version: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class UnexplainedRow:
    """An enrolment against the criteria for which nobody gave a reason: a question to the site."""

    participant: str
    entry: str
    message: str


@dataclass(frozen=True)
class Deviations:
    """Everybody who was enrolled against the criteria, with a reason and without."""

    recorded: tuple[DeviationRow, ...]
    unexplained: tuple[UnexplainedRow, ...]


def deviations_of(data: CheckedData) -> Deviations:
    """The deviations among the checks of the data, in their order."""
    asked = (finding for finding in data.findings if finding.kind == UNEXPLAINED)
    return Deviations(tuple(map(_recorded, data.deviations)), tuple(map(_unexplained, asked)))


def write_deviations(deviations: Deviations, path: Path) -> None:
    """Write them; the same deviations give the same bytes."""
    tree = {"format": FORMAT, **asdict(deviations)}
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def load_deviations(path: Path) -> Deviations:
    """Read a file of `write_deviations`. Raises OutputError for any other."""
    try:
        tree = json.loads(path.read_bytes())
        if tree["format"] != FORMAT:
            raise ValueError(tree["format"])
        recorded = tuple(DeviationRow(**row) for row in tree["recorded"])
        unexplained = tuple(UnexplainedRow(**row) for row in tree["unexplained"])
    except (OSError, ValueError, KeyError, TypeError):
        what = "this is no list of deviations"
        cure = "start `./trialwright up` again"
        raise OutputError(Problem(str(path), 0, "", what, cure)) from None
    return Deviations(recorded, unexplained)


def _recorded(deviation: EligibilityDeviation) -> DeviationRow:
    return DeviationRow(
        participant=deviation.participant,
        criteria=dict(deviation.criteria),
        rule_version=deviation.rule_version,
        reason=deviation.reason,
        by=deviation.by,
        at=deviation.at.isoformat(timespec="minutes"),
    )


def _unexplained(finding: Finding) -> UnexplainedRow:
    return UnexplainedRow(finding.entry.partition(".")[0], finding.entry, finding.message)
