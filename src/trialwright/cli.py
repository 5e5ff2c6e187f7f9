"""The command line: arguments in, sentences or JSON out, exit codes that mean something.

0 done; 1 the answer is no (`study check --for-enrolment` with open decisions); 2 the input cannot be
used, with what, where and the likely cure; 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from trialwright import __version__
from trialwright.commands.answers import whole
from trialwright.commands.instrument import add_instrument
from trialwright.commands.record_compliance import add_record_compliance
from trialwright.commands.record_diff import add_record_diff
from trialwright.commands.record_export import add_record_export
from trialwright.commands.record_library import add_record_library, stored_in
from trialwright.commands.record_lint import add_record_lint
from trialwright.commands.record_propose import add_record_propose
from trialwright.commands.record_timeline import add_record_timeline
from trialwright.commands.site import (
    add_audit,
    add_backup,
    add_doctor,
    add_members,
    add_restore,
)
from trialwright.commands.study_new import add_study_new, check_draft
from trialwright.definition import load_definition
from trialwright.definition.facts import count_origins, list_facts
from trialwright.definition.outline import describe_sections, facts_sections
from trialwright.definition.readiness import check_readiness
from trialwright.errors import TrialwrightError
from trialwright.record.masking import masked_json
from trialwright.record.read import read_record
from trialwright.record.sections import Section
from trialwright.record.show import describe_record
from trialwright.record.terminal import render_terminal, safe_text

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "studies" / "prtras001"
OUT = ROOT / "out"
DONE, ANSWER_NO, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
MAX_PARTICIPANTS = 20_000


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    options = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except TrialwrightError as error:
        for problem in error.problems:
            print(safe_text(str(problem)), file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`... | head`); Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    parser = argparse.ArgumentParser(
        prog="./trialwright",
        description="From a study's registry record to its report and its shared data.",
        epilog="Start with: ./trialwright up",
    )
    parser.add_argument("--version", action="version", version=f"Trialwright {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_up(commands.add_parser("up", help="rehearse the study, write the report, open the site"))
    record = commands.add_parser("record", help="registry records").add_subparsers(
        required=True, metavar="COMMAND"
    )
    _add_record_show(record.add_parser("show", help="show a record as a reader expects it"))
    add_record_lint(record.add_parser("lint", help="what a strict reviewer objects to"))
    add_record_diff(record.add_parser("diff", help="what changed between two versions"))
    add_record_timeline(record.add_parser("timeline", help="the study's time in one picture"))
    add_record_compliance(record.add_parser("compliance", help="update and results duties"))
    add_record_export(record.add_parser("export", help="write a record in an outside form"))
    add_record_propose(record.add_parser("propose", help="corrections to send to the registry"))
    add_record_library(record.add_parser("library", help="many records: search and compare"))
    study = commands.add_parser("study", help="study definitions").add_subparsers(
        required=True, metavar="COMMAND"
    )
    add_study_new(study.add_parser("new", help="draft a study from its registry record"))
    _add_study_check(study.add_parser("check", help="say whether the study is complete"))
    _add_study(study.add_parser("describe", help="schedule of activities and forms"), _describe)
    _add_study(study.add_parser("facts", help="every statement and where it comes from"), _facts)
    add_instrument(commands.add_parser("instrument", help="published measures, one by one"))
    _add_serve(commands.add_parser("serve", help="open the site of a study that is run"))
    add_audit(commands.add_parser("audit", help="prove, export and anchor the journal"), STUDY, OUT)
    add_backup(commands.add_parser("backup", help="back a running site up"), STUDY, OUT)
    add_restore(commands.add_parser("restore", help="put a site up from a backup"), STUDY)
    add_doctor(commands.add_parser("doctor", help="examine a site"), STUDY, OUT)
    add_members(commands.add_parser("members", help="who may sign in to a site"), STUDY, OUT)
    commands.add_parser("test", help="run every check of this repository (see README)")
    return parser


def _add_up(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--study", type=Path, default=STUDY, metavar="DIR", help="the study (PRTRAS 001)")
    add("--out", type=Path, default=OUT, metavar="DIR", help="where everything is written (out/)")
    add(
        "--participants",
        type=whole(1, MAX_PARTICIPANTS),
        metavar="N",
        help="synthetic participants to enrol (as synthetic.yaml says)",
    )
    add("--seed", type=whole(0, 2**63 - 1), metavar="S", help="another seed, another cohort")
    add("--ctcae", type=Path, metavar="FILE", help="the site's list of CTCAE v5.0 terms, as CSV")
    add("--port", type=whole(1, 65535), default=8000, metavar="N", help="port of the site (8000)")
    add("--no-serve", action="store_true", help="stop when everything is written")
    add("--json", action="store_true", help="stop there; one JSON object on the last line")
    parser.set_defaults(run=_up)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--study", type=Path, default=STUDY, metavar="DIR", help="the study (PRTRAS 001)")
    add("--out", type=Path, default=OUT, metavar="DIR", help="the folder of the site (out/)")
    add("--port", type=whole(1, 65535), default=8000, metavar="N", help="port of the site (8000)")
    parser.set_defaults(run=lambda options: _serve(options, rehearsal=False))


def _add_record_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a registry page or API v2 JSON, or a number"
    )
    parser.add_argument(
        "--library", type=Path, metavar="DB", help="the library that holds the record of a number"
    )
    parser.add_argument("--json", action="store_true", help="the raw record, contact masked")
    parser.set_defaults(run=_record_show)


def _add_study_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for-enrolment", action="store_true", help="exit 1 while a decision of the site is open"
    )
    _add_study(parser, _check)


def _add_study(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="the folder of study.yaml")
    parser.add_argument("--json", action="store_true", help="the answer for machines")
    parser.set_defaults(run=run)


def _up(options: argparse.Namespace) -> int:
    # Only this command needs the whole library; the others answer in a fraction of a second.
    from trialwright.main import rehearse

    serve = not (options.no_serve or options.json)
    if serve and not _port_is_free(options.port):
        print(
            f"Port {options.port} is taken by another program: choose one with --port N",
            file=sys.stderr,
        )
        return UNUSABLE
    rehearsal = rehearse(
        options.study.resolve(),
        options.out.resolve(),
        participants=options.participants,
        seed=options.seed,
        ctcae=options.ctcae,
        progress=_tell,
    )
    if options.json:
        wanted = {key: value for key, value in asdict(rehearsal).items() if key != "study"}
        print(json.dumps(wanted))
        return DONE
    print(f"\nReport   {rehearsal.report_html}\n         {rehearsal.report_pdf}")
    print(f"Findings {rehearsal.n_findings} about the data: {rehearsal.findings}")
    if rehearsal.n_deviations:
        print(f"         {rehearsal.n_deviations} enrolled against the criteria: see the report")
    print(f"Package  {rehearsal.package}")
    print(
        f"         smallest class of look-alikes {rehearsal.smallest_class}; "
        f"characteristics of {rehearsal.suppressed} participants suppressed"
    )
    print(f"Snapshot {rehearsal.snapshot}")
    print("All participants are SYNTHETIC.", flush=True)
    if serve:
        _serve(options, rehearsal=True)
    return DONE


def _tell(line: str) -> None:
    """A step that runs stays on its line until its time replaces it; a log gets the times only."""
    running = line.endswith("...")
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="" if running else "\n", file=sys.stderr, flush=True)
    elif not running:
        print(line, file=sys.stderr, flush=True)


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _serve(options: argparse.Namespace, *, rehearsal: bool) -> NoReturn:
    # The library does not know the web framework. The site takes the place of this process, so
    # that whoever stops the command, by Ctrl-C or as a service, stops the site.
    command = [sys.executable, "-P", "-m", "trialwright_web"]
    command += ["--study", str(options.study.resolve()), "--out", str(options.out.resolve())]
    command += ["--rehearsal"] if rehearsal else []
    os.execv(sys.executable, [*command, "--port", str(options.port)])


def _record_show(options: argparse.Namespace) -> int:
    library: Path | None = options.library
    record = stored_in(library, str(options.file)) if library else read_record(options.file)
    if options.json:
        print(masked_json(record))
        return DONE
    _show(describe_record(record))
    return DONE


def _show(sections: Iterable[Section]) -> None:
    width = shutil.get_terminal_size((100, 24)).columns
    print(render_terminal(sections, width, color=sys.stdout.isatty()), end="")


def _check(options: argparse.Namespace) -> int:
    drafted = check_draft(options)
    if drafted is not None:
        return drafted
    readiness = check_readiness(load_definition(options.directory))
    stopped = options.for_enrolment and not readiness.for_enrolment
    if options.json:
        decisions = [parameter.id for parameter in readiness.open_decisions]
        answer = {"ready_for_enrolment": readiness.for_enrolment, "open_decisions": decisions}
        print(json.dumps(answer))
    else:
        print(readiness.sentence)
        for parameter in readiness.open_decisions:
            print(f"  {parameter.id}: {parameter.label.en}; needed for {parameter.needed_for.en}")
    return ANSWER_NO if stopped else DONE


def _describe(options: argparse.Namespace) -> int:
    definition = load_definition(options.directory)
    if options.json:
        parts = {name: model.model_dump(mode="json") for name, model in definition.models.items()}
        print(json.dumps({"sha256": definition.hash, "files": parts}, ensure_ascii=False))
    else:
        _show(describe_sections(definition))
    return DONE


def _facts(options: argparse.Namespace) -> int:
    facts = list_facts(load_definition(options.directory))
    if options.json:
        rows = [asdict(fact) | {"about": fact.about.model_dump()} for fact in facts]
        print(json.dumps(rows, ensure_ascii=False))
        return DONE
    _show(facts_sections(facts))
    counts = count_origins(facts)
    print("\n" + ", ".join(f"{count} from {origin}" for origin, count in counts.items()))
    return DONE
