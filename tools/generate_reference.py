"""Write docs/reference/ from the definition and the command line, so that it cannot drift.

    .venv/bin/python tools/generate_reference.py

A test compares the files with what this script would write.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from rule_index import rules_page

from trialwright.capture.access import PERMISSIONS
from trialwright.cli import build_parser
from trialwright.definition import Definition, load_definition
from trialwright.definition.describe import answer_text, verification_rows
from trialwright.definition.facts import count_origins, list_facts
from trialwright.definition.forms import Form
from trialwright.definition.host_functions import HOST_FUNCTIONS
from trialwright.definition.outline import schedule_rows

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"


def reference_pages() -> dict[str, str]:
    """Every generated page by file name."""
    definition = load_definition(ROOT / "studies" / "prtras001")
    pages = {
        "commands.md": _commands(),
        "study-prtras001.md": _study(definition),
        "forms-prtras001.md": _forms(definition),
        "rule-functions.md": _functions(),
        "rules.md": rules_page(ROOT),
        "permissions.md": _permissions(),
    }
    note = "<!-- Written by tools/generate_reference.py; change the source, not this file. -->\n\n"
    return {name: note + page.rstrip() + "\n" for name, page in pages.items()}


def _commands() -> str:
    codes = (
        "Exit codes: 0 done; 1 the answer is no; 2 the input cannot be used, and the message says "
        "what, where and the likely cure; 130 interrupted."
    )
    return "\n\n".join(["# Commands", codes, *_command(build_parser(), "what you can do")])


def _command(parser: argparse.ArgumentParser, purpose: str) -> Iterator[str]:
    # Not argparse's own help text: its layout differs between versions of Python.
    inner: list[str] = []
    rows = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                inner += _command(command, helps[name])
        elif action.option_strings != ["-h", "--help"]:
            value = f" {action.metavar}" if action.metavar and action.option_strings else ""
            names = ", ".join(action.option_strings) or str(action.metavar)
            rows.append((f"`{names}{value}`", action.help or ""))
    parts = [f"## {parser.prog}", f"{purpose[0].upper()}{purpose[1:]}."]
    yield "\n\n".join([*parts, *([_table(("argument", "meaning"), rows)] if rows else [])])
    yield from inner


def _study(definition: Definition) -> str:
    return "\n\n".join(
        [
            "# PRTRAS 001: schedule, criteria, endpoints, analyses",
            _provenance(definition),
            "## Schedule of activities",
            _table(("visit", "day", "window", "forms"), schedule_rows(definition)),
            "## Criteria",
            _criteria(definition),
            "## Endpoints",
            _endpoints(definition),
            "## Analyses",
            _analyses(definition),
            "## Source data verification",
            _verification(definition),
            "## Open decisions of the site",
            _parameters(definition),
        ]
    )


def _provenance(definition: Definition) -> str:
    counts = count_origins(list_facts(definition))
    return (
        f"{counts['record']} statements come from the record, {counts['assumption']} are assumptions, "
        f"{counts['site parameter']} are decisions of the site. `./trialwright study facts "
        "studies/prtras001` lists each with its source."
    )


def _criteria(definition: Definition) -> str:
    rows = [
        (c.id, c.label.en, f"`{' '.join(c.rule.split())}`", ", ".join(c.rules))
        for c in definition.eligibility.criteria
    ]
    head = "An inclusion's rule says when it holds, an exclusion's rule when it is present."
    return head + "\n\n" + _table(("id", "criterion", "rule", "rules"), rows)


def _endpoints(definition: Definition) -> str:
    rows = [
        (e.id, e.label.en, e.rank, f"{e.origin}, {e.horizon.months} months", ", ".join(e.rules))
        for e in definition.endpoints.endpoints
    ]
    return _table(("id", "endpoint", "rank", "clock", "rules"), rows)


def _analyses(definition: Definition) -> str:
    rows = [
        (a.id, a.label.en, a.standing, a.method.replace("_", " "), a.display)
        for a in definition.analyses.analyses
    ]
    return _table(("id", "analysis", "standing", "method", "display"), rows)


def _verification(definition: Definition) -> str:
    if definition.verification is None:
        return "The study has no plan: a monitor verifies whole forms."
    return _table(
        ("what", "forms and items", "of whom"), verification_rows(definition.verification)
    )


def _parameters(definition: Definition) -> str:
    rows = [
        (p.id, p.label.en, p.needed_for.en, p.value or "open") for p in definition.site.parameters
    ]
    return _table(("id", "decision", "needed for", "value"), rows)


def _forms(definition: Definition) -> str:
    parts = ["# PRTRAS 001: forms"]
    parts += [_form(definition, form) for form in definition.forms]
    return "\n\n".join(parts)


def _form(definition: Definition, form: Form) -> str:
    rows = [
        (
            item.id,
            item.label.en,
            item.label.zh,
            answer_text(definition, item),
            item.sharing.action.replace("_", " "),
        )
        for item in form.items
    ]
    title = f"## {form.label.en} ({form.id})"
    table = _table(("item", "English", "中文", "answer", "shared"), rows)
    return f"{title}\n\n{form.purpose.en}\n\n{table}"


def _functions() -> str:
    rows = [
        (f"`{name}`", " ".join((function.__doc__ or "").split()))
        for name, function in sorted(HOST_FUNCTIONS.items())
    ]
    return "# Functions of the rule language\n\n" + _table(("function", "what it answers"), rows)


def _permissions() -> str:
    """Every row of the table of permissions."""
    head = (
        "One table decides for every page, import and program; what stands in no row is refused. "
        "The site shows it under *what I may do*, and a test tries each cell."
    )
    rows = [
        (
            f"{row.subject}: {row.action}".replace("_", " "),
            ", ".join(row.states).replace("_", " "),
            ", ".join(row.roles).replace("_", " "),
            row.to.replace("_", " "),
            " and ".join([*(["reason"] * row.because), *(["password"] * row.password)]),
        )
        for row in PERMISSIONS
    ]
    columns = ("action", "in state", "roles", "leads to", "asks for")
    return f"# Permissions\n\n{head}\n\n" + _table(columns, rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in reference_pages().items():
        (REFERENCE / name).write_text(page, encoding="utf-8")
