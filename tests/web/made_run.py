"""A run made by hand: a few result rows, a one-line report, a package of one table.

The numbers are invented and round, so that a test can name them.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from trialwright.analysis.results import ResultRow, write_results

CURVES = {"NA": ((90, 0.1), (400, 0.25), (1000, 0.45)), "NA_PEGIFN": ((90, 0.05), (700, 0.28))}

# Every 12 weeks up to week 156, ten participants fewer each time; nobody at the start.
AT_RISK = {0: 0, **{84 * step: 170 - 10 * step for step in range(1, 14)}}


def write_run(out: Path, study: str = "prtras001") -> None:
    """Write a run of the study into `out`, as `up` leaves it."""
    snapshot = out / "snapshots" / "0123456789abcdef"
    snapshot.mkdir(parents=True)
    manifest = {
        "study": study,
        "definition_sha256": "another version",
        "data_cutoff": "2030-06-30",
        "participants": 370,
        "synthetic": {"seed": 1, "participants": 332},
    }
    (snapshot / "manifest.json").write_text(json.dumps(manifest))
    report = out / "report"
    report.mkdir()
    write_results(result_rows(), report / "results.json")
    (report / "report.html").write_text("<!doctype html><title>Report</title><p>44.8 %")
    (report / "report.pdf").write_bytes(b"%PDF-1.7 made by hand")
    write_package(out / "package")
    current = {
        "study": "studies/prtras001",
        "snapshot": str(snapshot),
        "results": str(report / "results.json"),
        "report_html": str(report / "report.html"),
        "report_pdf": str(report / "report.pdf"),
        "package": str(out / "package"),
    }
    (out / "current.json").write_text(json.dumps(current))


def write_package(directory: Path) -> None:
    """A package of a table and its dictionary, with their true hashes."""
    directory.mkdir()
    tables = {"demography.csv": "participant,sex\nP1,F\nP2,M\n", "dictionary.csv": "file,column\n"}
    files = {}
    for name, text in tables.items():
        (directory / name).write_text(text)
        rows = text.count("\n") - 1 if name == "demography.csv" else None
        digest = sha256(text.encode()).hexdigest()
        files[name] = {"sha256": digest, "bytes": len(text), "rows": rows}
    manifest = {
        "format": "trialwright package 2",
        "synthetic": True,
        "participants": 332,
        "suppressed": 37,
        "kept_out_by_consent": 43,
        "threshold": 5,
        "quasi_identifiers": ["sex"],
        "smallest_class": 6,
        "classes": [{"values": ["F"], "size": 6}],
        "files": files,
    }
    (directory / "manifest.json").write_text(json.dumps(manifest))


def result_rows() -> list[ResultRow]:
    """The primary analyses: curves, landmarks, hazard ratio, log-rank test."""
    rows = [row for group in CURVES for row in _group(group)]
    rows += [row for group in CURVES for row in _negative_scan(group)]
    ratio = {"hazard_ratio": 0.6, "lower": 0.4, "upper": 0.9}
    rows += [_row("recurrence_cox", "contrast", *r, "group", "NA_PEGIFN") for r in ratio.items()]
    return [*rows, _row("recurrence_log_rank", "contrast", "p", 0.0004)]


def _group(group: str) -> list[ResultRow]:
    curve = [_point(group, 0, 0.0), *(_point(group, *step) for step in CURVES[group])]
    last = CURVES[group][-1][1]
    limits = {"cumulative_incidence": last, "lower": last - 0.07, "upper": last + 0.08}
    marks = [
        _row("recurrence_km", group, name, value, "month", month)
        for month in ("12", "24", "36")
        for name, value in limits.items()
    ]
    counts = [_row("recurrence_km", group, "n", 160), _row("recurrence_km", group, "events", 60)]
    followed = [_row("recurrence_km", group, "n_risk", n, at=day) for day, n in AT_RISK.items()]
    return [row for three in curve for row in three] + marks + counts + followed


def _negative_scan(group: str) -> list[ResultRow]:
    value = CURVES[group][-1][1] - 0.01
    limits = {"cumulative_incidence": value, "lower": value - 0.06, "upper": value + 0.07}
    name = "recurrence_km_negative_scan"
    return [_row(name, group, *limit, "month", "36") for limit in limits.items()]


def _point(group: str, day: int, share: float) -> list[ResultRow]:
    values = {"cumulative_incidence": share, "lower": share * 0.7, "upper": share * 1.2}
    return [_row("recurrence_km", group, *value, at=day) for value in values.items()]


def _row(
    analysis: str,
    group: str,
    statistic: str,
    value: float,
    variable: str = "",
    level: str = "",
    at: int | None = None,
) -> ResultRow:
    return ResultRow(
        "F2",
        analysis,
        "at_risk",
        group,
        statistic,
        value,
        "",
        "made by hand",
        160,
        (),
        variable,
        level,
        at,
    )
