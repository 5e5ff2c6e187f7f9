"""Run one operation on a site: `python -m trialwright_web.operations NAME`, options as JSON on
the standard input, where nobody else on the machine can read a passphrase.

The command line of the library starts this, since only this package knows the web framework. The
words of the commands and their options are in `trialwright.commands.site`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3
from trialwright.capture.journal.proof import Proof, read_anchors
from trialwright.errors import Problem, TrialwrightError
from trialwright_web.databases import DATABASE_SETTING, sqlite_file
from trialwright_web.outage import outage_as_problem

DONE, ANSWER_NO, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
Options = dict[str, Any]


def main(name: str, options: Options) -> int:
    """Run an operation and return its exit code."""
    try:
        if name == "restore":
            # The settings keep a secret in their folder; the new one has to be empty until the end.
            with tempfile.TemporaryDirectory() as idle:
                _set_up(options, idle)
        else:
            _check_database(options)
            _set_up(options, options["out"])
        with outage_as_problem():
            return _OPERATIONS[name](options)
    except TrialwrightError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)  # noqa: T201
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED


def _check_database(options: Options) -> None:
    """A database that is not there is not made by looking at it."""
    file = sqlite_file(options["database"], Path(options["out"]))
    if file is not None and not file.exists():
        cure = "name the folder of a site with --out, or add --rehearsal"
        raise TrialwrightError(Problem(str(file), 0, "", "there is no database", cure))


def _set_up(options: Options, out: str) -> None:
    import django

    os.environ["TRIALWRIGHT_STUDY"] = options["study"]
    os.environ["TRIALWRIGHT_OUT"] = out
    os.environ[DATABASE_SETTING] = options["database"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    # What an operation writes is for its owner only.
    os.umask(0o077)
    django.setup()


def _verify(options: Options) -> int:
    from trialwright_web.operations.verify import prove_site

    path = Path(options["anchors"])
    anchors, broken = read_anchors(path, options["key"]) if path.exists() else (None, [])
    proof = prove_site(anchors)
    return _answer(Proof(proof.proved, (*broken, *proof.faults)), options)


def _export(options: Options) -> int:
    from trialwright_web.audit.trail import write_trail

    target = Path(options["file"])
    try:
        count = write_trail(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    _show(options, {"file": str(target), "objects": count}, f"{target}: {count} objects")
    return DONE


def _anchor(options: Options) -> int:
    from trialwright_web.audit.anchor import KEY, site_key, write_anchor
    from trialwright_web.capture.models import Study

    path = Path(options["anchors"])
    try:
        key = site_key(Path(options["out"]) / KEY)
        made = [write_anchor(s.study, path, key) for s in Study.objects.order_by("study")]
    except OSError as error:
        raise _unwritable(path, error) from None
    told = [{"study": a.study, "at": a.at, "root": a.root, "key": a.key} for a in made]
    lines = [f"{a.study}: {len(a.heads)} chains at {a.at}, root {a.root[:16]}" for a in made]
    _show(options, {"file": str(path), "anchors": told}, "\n".join(lines))
    return DONE


def _backup(options: Options) -> int:
    from trialwright_web.operations.backup import back_up

    target, portable = Path(options["file"]), bool(options["portable"])
    proof = back_up(target, Path(options["out"]), options["passphrase"], portable=portable)
    return _answer(proof, options, f"{target} was opened again, restored to one side and proved:")


def _restore(options: Options) -> int:
    from trialwright_web.operations.restore import restore

    out = Path(options["out"])
    backup, address = Path(options["file"]), options["database"]
    try:
        proof = restore(backup, out, options["passphrase"], address=address)
    except OSError as error:
        raise _unwritable(Path(error.filename or backup), error) from None
    return _answer(proof, options, f"Restored into {out}:")


def _members(options: Options) -> int:
    from trialwright_web.operations import members

    acts = {"invite": members.invite_member, "renew": members.renew_member}
    act = acts.get(options["act"])
    _show(options, *(act(options) if act else members.list_members()))
    return DONE


def _doctor(options: Options) -> int:
    from trialwright_web.operations.examine import examine
    from trialwright_web.studies.loaded import loaded_study

    checks = examine(Path(options["out"]), loaded_study().definition.hash, datetime.now(UTC))
    lines = []
    for check in checks:
        lines.append(f"{check.state:7}  {check.name:10}  {check.says}")
        lines += [f"{'':21}{check.cure}"] if check.cure else []
    _show(options, {"checks": [asdict(check) for check in checks]}, "\n".join(lines))
    return ANSWER_NO if any(check.state == "fault" for check in checks) else DONE


def _answer(proof: Proof, options: Options, first: str = "") -> int:
    told = {
        "proved": list(proof.proved),
        "faults": [fault._asdict() for fault in proof.faults],
    }
    last = f"{len(proof.faults)} faults." if proof.faults else "Everything holds."
    lines = [*([first] if first and not proof.faults else []), *proof.proved]
    _show(options, told, "\n".join([*lines, *map(str, proof.faults), last]))
    return ANSWER_NO if proof.faults else DONE


def _show(options: Options, told: dict[str, Any], text: str) -> None:
    print(json.dumps(told, ensure_ascii=False) if options["json"] else text)  # noqa: T201


def _unwritable(path: Path, error: OSError) -> TrialwrightError:
    what = f"cannot be used: {error.strerror or error}"
    return TrialwrightError(Problem(str(path), 0, "", what, "choose another place"))


_OPERATIONS: dict[str, Callable[[Options], int]] = {
    "verify": _verify,
    "export": _export,
    "anchor": _anchor,
    "backup": _backup,
    "restore": _restore,
    "doctor": _doctor,
    "members": _members,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], json.load(sys.stdin)))
