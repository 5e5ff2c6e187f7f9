"""`study new`: draft a study's folder from its registry record; `study check` of such a folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from trialwright.definition.draft.draft import Draft
from trialwright.definition.draft.folder import decision_json, open_draft, write_draft
from trialwright.definition.draft.show import decision_lines, draft_sentence
from trialwright.record.terminal import safe_text

DONE, ANSWER_NO = 0, 1


def add_study_new(parser: argparse.ArgumentParser) -> None:
    """The arguments of `study new`."""
    add = parser.add_argument
    add("directory", type=Path, metavar="DIR", help="a new folder, or a draft to go on with")
    add(
        "--from",
        dest="record",
        type=Path,
        metavar="RECORD",
        help="a registry page or API v2 JSON (needed for a new folder)",
    )
    add(
        "--answers",
        type=Path,
        metavar="FILE",
        help="answers as JSON, joined to those in DIR/answers.json",
    )
    add("--json", action="store_true", help="the decisions for machines")
    parser.set_defaults(run=_new)


def _new(options: argparse.Namespace) -> int:
    draft = write_draft(options.directory, options.record, options.answers)
    if options.json:
        print(_as_json(draft))
        return DONE
    _print_draft(draft)
    if draft.open_decisions:
        print(f"\nWrite the answers into {options.directory / 'answers.json'}, then run:")
        print(f"  ./trialwright study new {options.directory}")
    else:
        print(f"The definition is complete: ./trialwright study check {options.directory}")
    return DONE


def check_draft(options: argparse.Namespace) -> int | None:
    """`study check` of a draft with open decisions: lists them; None for any other folder."""
    draft = open_draft(options.directory)
    if draft is None:
        return None
    if options.json:
        print(_as_json(draft))
    else:
        _print_draft(draft)
        if not draft.open_decisions:
            print(f"Write its last files: ./trialwright study new {options.directory}")
    return ANSWER_NO if options.for_enrolment else DONE


def _print_draft(draft: Draft) -> None:
    print(draft_sentence(draft))
    for line in decision_lines(draft):
        print(safe_text(line))


def _as_json(draft: Draft) -> str:
    found = draft.open_decisions
    answer = {
        "draft_of": draft.registry_id,
        "ready_for_enrolment": False,
        "answered": len(draft.decisions) - len(found),
        "open_decisions": [decision_json(decision) for decision in found],
        "files": sorted(draft.files),
    }
    return json.dumps(answer, ensure_ascii=False)
