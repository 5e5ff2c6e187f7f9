"""The same report as PDF, set by typst from a fixed template.

The document reaches the template as JSON: its text is only ever shown, never read as markup. Fonts
come from packages and the time stamp is the data cut-off, so two runs give the same bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from trialwright.report.document import Block, Report
from trialwright.report.drawing import FONTS, WATERMARK

TEMPLATE = Path(__file__).with_name("report.typ")
SOURCE = Path(__file__).parents[2]


def write_pdf_report(report: Report, path: Path) -> None:
    """Write the report as a PDF with links from each number to its row in the appendix."""
    path.write_bytes(pdf_report(report))


def pdf_report(report: Report) -> bytes:
    """The PDF's bytes. They are set in a process of its own: typst keeps what it has set, some
    700 MB for a report, for as long as the process that it runs in lives.
    """
    text = json.dumps(_as_data(report), ensure_ascii=False)
    command = [sys.executable, "-P", "-m", "trialwright.report.pdf"]
    source = os.pathsep.join(filter(None, (str(SOURCE), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [*command, report.data_cutoff.isoformat()],
        input=text.encode("utf-8"),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": source},
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"typst could not set the report: {done.stderr.decode('utf-8')}")
    return done.stdout


def _set(text: str, cutoff: date) -> bytes:
    pdf: bytes = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        timestamp=datetime.combine(cutoff, time(), UTC),
        sys_inputs={"report": text},
    )
    return pdf


def _as_data(report: Report) -> dict[str, Any]:
    sections = [
        {
            "id": section.id,
            "number": section.number,
            "title": section.title,
            "blocks": [_block(block) for block in section.blocks],
        }
        for section in report.sections
    ]
    return {
        "file_title": report.file_title,
        "title": report.title,
        "short_title": report.short_title,
        "registry_id": report.registry_id,
        "mark": WATERMARK if report.synthetic else "",
        "cutoff": report.data_cutoff.isoformat(),
        "facts": report.facts,
        "sections": sections,
    }


def _block(block: Block) -> dict[str, Any]:
    return {"block": type(block).__name__} | asdict(block)


if __name__ == "__main__":
    given = sys.stdin.buffer.read().decode("utf-8")
    sys.stdout.buffer.write(_set(given, date.fromisoformat(sys.argv[1])))
