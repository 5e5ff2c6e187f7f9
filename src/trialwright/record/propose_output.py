"""A proposal of corrections, for a terminal and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from trialwright.record.json_values import to_json
from trialwright.record.propose import Correction, Proposal
from trialwright.record.sections import Code, Heading, Part, Rows, Section, present_rows

_SILENT = "(nothing)"


def proposal_json(proposal: Proposal) -> str:
    """The proposal as one indented JSON object."""
    corrections = [
        asdict(correction) | {"severity": correction.severity.value}
        for correction in proposal.corrections
    ]
    return to_json(
        {
            "nct_id": proposal.nct_id,
            "corrections": corrections,
            "merge_patch": proposal.merge_patch,
        }
    )


def proposal_sections(proposal: Proposal) -> tuple[Section, ...]:
    """A section with the counts, one with all corrections, and the merge patch where there is one."""
    certain = sum(correction.certain for correction in proposal.corrections)
    total = len(proposal.corrections)
    counts = Rows((("corrections", str(total)), ("of them certain", str(certain))))
    title = f"Corrections to send to the registry for {proposal.nct_id}"
    sections = [Section("proposal", title, (counts, *_parts(proposal)))]
    if proposal.merge_patch:
        patch = Code(to_json(proposal.merge_patch))
        sections.append(Section("patch", "The certain ones as a merge patch (RFC 7396)", (patch,)))
    return tuple(sections)


def _parts(proposal: Proposal) -> Iterator[Part]:
    for correction in proposal.corrections:
        yield Heading(f"{correction.rule}  {correction.message}")
        yield _rows(correction)


def _rows(correction: Correction) -> Rows:
    proposed = "see the merge patch" if correction.certain else correction.proposed
    return present_rows(
        ("severity", correction.severity.value),
        ("where", correction.path),
        ("now", correction.current or _SILENT),
        ("advice", correction.advice),
        ("proposed", proposed),
        ("stated by", correction.basis),
        *(("this study", answer) for answer in correction.answers),
    )
