"""The folder of a draft: written once complete in memory, kept apart from everything else.

`draft.json` says that a folder is a draft, of which record, and which files it wrote;
`answers.json` holds the answers. A folder that is no draft is never touched, and a file that
somebody has changed by hand is never overwritten.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from trialwright.definition.draft.answers import load_answers
from trialwright.definition.draft.decision import Decision, Option
from trialwright.definition.draft.draft import Draft, draft_study
from trialwright.definition.draft.sheet import ANSWERS, Reading
from trialwright.definition.load import Definition, load_definition
from trialwright.definition.strict_yaml import read_text
from trialwright.errors import DefinitionError, Problem
from trialwright.record.read import Record, read_record

STATE = "draft.json"
_FORMAT = "trialwright draft 1"


def write_draft(directory: Path, source: Path | None, answers: Path | None) -> Draft:
    """Draft a study from the record in `source` into `directory`, or go on with the draft there.

    Answers in the file `answers` are joined to those the folder holds. A draft without open
    decisions is loaded before it is written. Raises RecordError or DefinitionError; the folder is
    then as it was.
    """
    state = _state(directory)
    record = _record(directory, source, state)
    given = load_answers(directory / ANSWERS) if state and (directory / ANSWERS).exists() else {}
    given |= load_answers(answers) if answers else {}
    draft = draft_study(record, given)
    if not draft.open_decisions:
        load_complete(draft)
    _refuse_changed(directory, state)
    _write(directory, draft, state)
    return draft


def open_draft(directory: Path) -> Draft | None:
    """The draft in a folder that is not yet a whole definition; None for any other folder.

    It is drafted again from the folder's record and answers, so an answer just typed counts.
    """
    state = _state(directory) if (directory / STATE).is_file() else None
    if state is None or not state.get("open"):
        return None
    answers = directory / ANSWERS
    given = load_answers(answers) if answers.exists() else {}
    return draft_study(_record(directory, None, state), given)


def _state(directory: Path) -> dict[str, Any] | None:
    """What draft.json says; None for a new or empty folder. Any other folder is refused."""
    if not directory.exists() or (directory.is_dir() and not any(directory.iterdir())):
        return None
    path = directory / STATE
    if not path.is_file():
        cure = "name a new folder, or one that `study new` has written"
        raise DefinitionError(Problem(str(directory), 0, "", "something else is here", cure))
    try:
        state = json.loads(read_text(path, STATE))
    except (ValueError, RecursionError):
        state = None
    if not _is_state(state):
        cure = "restore it, or draft into a new folder"
        raise DefinitionError(Problem(STATE, 0, "", "this is no list of a draft", cure))
    assert isinstance(state, dict)
    return state


def _is_state(state: Any) -> bool:
    if not isinstance(state, dict) or state.get("format") != _FORMAT:
        return False
    files = state.get("files")
    if not isinstance(files, dict) or not isinstance(state.get("record"), str):
        return False
    names = [*files, state["record"]]
    return all(_stays_inside(name) for name in names)


def _stays_inside(name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and len(path.parts) in (1, 2)


def _record(directory: Path, source: Path | None, state: dict[str, Any] | None) -> Record:
    if source is None:
        if state is None:
            cure = "say which with --from RECORD"
            raise DefinitionError(
                Problem(str(directory), 0, "", "a new draft needs a record", cure)
            )
        source = directory / state["record"]
    record = read_record(source)
    if state is not None and record.sha256 != state["record_sha256"]:
        what = f"the folder is a draft of another record ({state['registry_id']})"
        raise DefinitionError(Problem(str(directory), 0, "", what, "draft into a new folder"))
    return record


def load_complete(draft: Draft) -> Definition:
    """Load what would be written, so that a fault of the answers is told before a file changes."""
    with tempfile.TemporaryDirectory(prefix="draft-") as name:
        for file, raw in draft.files.items():
            _put(Path(name) / file, raw)
        try:
            return load_definition(Path(name))
        except DefinitionError as error:
            what = "the answers do not fit together"
            cure = "change the answers behind what follows"
            told = Problem(ANSWERS, 0, "", what, cure)
            raise DefinitionError([told, *error.problems]) from None


def _refuse_changed(directory: Path, state: dict[str, Any] | None) -> None:
    problems = []
    for name, digest in (state["files"] if state else {}).items():
        path = directory / name
        if path.is_symlink() or path.parent.is_symlink():
            problems.append(Problem(name, 0, "", "this is a link", "draft into a new folder"))
        elif path.is_file() and _sha256(path.read_bytes()) != digest:
            cure = "go on by hand, or remove the file to have it drafted again"
            problems.append(Problem(name, 0, "", "changed since it was drafted", cure))
    if problems:
        raise DefinitionError(problems)


def _write(directory: Path, draft: Draft, state: dict[str, Any] | None) -> None:
    for name in set(state["files"] if state else {}) - set(draft.files):
        (directory / name).unlink(missing_ok=True)
    for name, raw in draft.files.items():
        _put(directory / name, raw)
    _put(directory / ANSWERS, _json({d.id: d.answer for d in draft.decisions}))
    _put(directory / STATE, _json(_state_of(draft)))


def _put(path: Path, raw: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise DefinitionError(Problem(str(path), 0, "", what, "check the folder")) from None


def _state_of(draft: Draft) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "registry_id": draft.registry_id,
        "record": draft.record_file,
        "record_sha256": draft.record_sha256,
        "open": len(draft.open_decisions),
        "decisions": [decision_json(decision) for decision in draft.decisions],
        "read": [_reading_json(reading) for reading in draft.readings],
        "files": {name: _sha256(raw) for name, raw in sorted(draft.files.items())},
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision for machines."""
    tree = asdict(decision)
    tree["question"] = decision.question.model_dump()
    tree["options"] = [_option_json(option) for option in decision.options]
    return tree


def _option_json(option: Option) -> dict[str, Any]:
    about = {"about": option.about.model_dump()} if option.about else {}
    return {"value": option.value, "label": option.label.model_dump(), **about}


def _reading_json(reading: Reading) -> dict[str, Any]:
    return {"about": reading.about, "value": reading.value, **asdict(reading.at)}


def _json(tree: Mapping[str, Any]) -> bytes:
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode()


def _sha256(raw: bytes) -> str:
    return sha256(raw).hexdigest()
