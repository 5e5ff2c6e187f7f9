"""`audit`, `backup`, `restore`, `doctor`, `members`: what who runs a site does without a browser.

The library does not know the web framework. What needs the site's database runs in a process of
its own, which is handed the options; what reads a file alone is answered here.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

from trialwright.capture.access import ROLES
from trialwright.errors import Problem, TrialwrightError

REHEARSAL_DATABASE = Path("rehearsal") / "site.sqlite3"
ANCHORS = "anchors.jsonl"
PASSPHRASE_SETTING = "TRIALWRIGHT_PASSPHRASE"
DATABASE_SETTING = "TRIALWRIGHT_DATABASE"


def add_audit(parser: argparse.ArgumentParser, study: Path, out: Path) -> None:
    """Give a parser the commands verify, export and anchor."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="prove journal, tables, schema and anchors")
    verify.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="an SQLite database or exported trail"
    )
    verify.add_argument("--key", default="", metavar="HEX", help="the site's public key, on paper")
    _add_anchors(verify)
    _add_site(verify, "verify", study, out)
    verify.set_defaults(run=_verify)
    export = commands.add_parser("export", help="write the whole trail into one file")
    export.add_argument("file", type=Path, metavar="FILE", help="a new file, such as trail.jsonl")
    _add_site(export, "export", study, out)
    anchor = commands.add_parser("anchor", help="sign where every chain stands, each night")
    _add_anchors(anchor)
    _add_site(anchor, "anchor", study, out)


def add_backup(parser: argparse.ArgumentParser, study: Path, out: Path) -> None:
    """Give a parser the options of `backup`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file")
    parser.add_argument(
        "--portable", action="store_true", help="one that either kind of database can take"
    )
    _add_passphrase(parser)
    _add_site(parser, "backup", study, out)


def add_restore(parser: argparse.ArgumentParser, study: Path) -> None:
    """Give a parser the options of `restore`."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="what backup wrote")
    add("--out", type=Path, required=True, metavar="DIR", help="a new folder for the site")
    add("--study", type=Path, default=study, metavar="DIR", help="the study (PRTRAS 001)")
    add("--database", default="", metavar="URL", help="an empty PostgreSQL, for a portable backup")
    add("--json", action="store_true", help="the answer for machines")
    _add_passphrase(parser)
    parser.set_defaults(run=_hand_over, operation="restore", rehearsal=False)


def add_doctor(parser: argparse.ArgumentParser, study: Path, out: Path) -> None:
    """Give a parser the options of `doctor`."""
    _add_site(parser, "doctor", study, out)


def add_members(parser: argparse.ArgumentParser, study: Path, out: Path) -> None:
    """Give a parser the commands list, invite and renew."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listed = commands.add_parser("list", help="who has which role, and who lacks a second factor")
    invite = commands.add_parser("invite", help="give a role, such as to the first administrator")
    invite.add_argument("user", metavar="USER", help="the user name: stands in the journal")
    invite.add_argument("--name", default="", metavar="NAME", help="the full name of a new user")
    invite.add_argument(
        "--role", required=True, choices=ROLES, metavar="ROLE", help=", ".join(ROLES)
    )
    invite.add_argument("--email", default="", metavar="ADDRESS", help="if the site keeps one")
    renew = commands.add_parser("renew", help="a new link, where no administrator can get in")
    renew.add_argument("user", metavar="USER", help="the user name")
    renew.add_argument("--reason", required=True, metavar="TEXT", help="stands in the journal")
    renew.add_argument(
        "--without-second-factor", action="store_true", help="theirs is lost and is removed"
    )
    for name, command in (("list", listed), ("invite", invite), ("renew", renew)):
        if name != "list":
            help_ = "where the site is reached (http://localhost:8000)"
            command.add_argument(
                "--address", default="http://localhost:8000", metavar="URL", help=help_
            )
        _add_site(command, "members", study, out)
        command.set_defaults(act=name)


def _add_site(parser: argparse.ArgumentParser, operation: str, study: Path, out: Path) -> None:
    add = parser.add_argument
    add("--study", type=Path, default=study, metavar="DIR", help="the study (PRTRAS 001)")
    add("--out", type=Path, default=out, metavar="DIR", help="the folder of the site (out/)")
    add("--rehearsal", action="store_true", help="the rehearsed study in that folder")
    add(
        "--database",
        default=os.environ.get(DATABASE_SETTING, ""),
        metavar="URL",
        help=f"another database ({DATABASE_SETTING})",
    )
    add("--json", action="store_true", help="the answer for machines")
    parser.set_defaults(run=_hand_over, operation=operation)


def _add_anchors(parser: argparse.ArgumentParser) -> None:
    help_ = "the file of anchors, best on another machine (anchors.jsonl in the folder)"
    parser.add_argument("--anchors", type=Path, metavar="FILE", help=help_)


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    help_ = f"a file with the passphrase (else {PASSPHRASE_SETTING}, else it is asked for)"
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=help_)


def _verify(options: argparse.Namespace) -> int:
    """A file is proved here, as an inspector would: with the standard library alone."""
    if options.file is None:
        return _hand_over(options)
    from trialwright.capture.journal import proof

    arguments = [str(options.file)]
    arguments += ["--anchors", str(options.anchors)] if options.anchors else []
    arguments += ["--key", options.key] if options.key else []
    return proof.main([*arguments, *(["--json"] if options.json else [])])


def _hand_over(options: argparse.Namespace) -> int:
    told = {name: _plain(value) for name, value in vars(options).items() if name != "run"}
    out = options.out.resolve()
    if options.rehearsal:
        told["database"] = f"sqlite://{out / REHEARSAL_DATABASE}"
    if "anchors" in told:
        told["anchors"] = str((options.anchors or out / ANCHORS).resolve())
    if "passphrase_file" in told:
        told["passphrase"] = _passphrase(options)
    command = [sys.executable, "-P", "-m", "trialwright_web.operations", options.operation]
    # By its input, not as an argument: others can read the arguments of a process.
    done = subprocess.run(command, input=json.dumps(told).encode("utf-8"), check=False)
    return done.returncode


def _plain(value: object) -> object:
    return str(value.resolve()) if isinstance(value, Path) else value


def _passphrase(options: argparse.Namespace) -> str:
    if options.passphrase_file is not None:
        try:
            text: str = options.passphrase_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            what = f"the passphrase cannot be read: {error}"
            raise TrialwrightError(Problem(str(options.passphrase_file), 0, "", what)) from None
        return text.rstrip("\r\n")
    given = os.environ.get(PASSPHRASE_SETTING)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        cure = f"use --passphrase-file FILE, or set {PASSPHRASE_SETTING}"
        raise TrialwrightError(Problem("", 0, "", "there is no passphrase", cure))
    first = getpass.getpass("Passphrase: ")
    if options.operation == "backup" and getpass.getpass("Once more: ") != first:
        raise TrialwrightError(Problem("", 0, "", "the two passphrases differ", "type it again"))
    return first
