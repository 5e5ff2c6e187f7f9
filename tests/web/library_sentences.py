"""Every sentence that the library and the site can say to a person, read from the source.

A sentence is a literal with words: two words beside each other, or whatever is handed to
`sentence` or `not_possible`. A literal of which nobody sees the words stands in `UNSEEN`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

from trialwright.capture.access import PARTICIPLES, PHRASES
from trialwright.capture.checks import CHECKS, VERDICT
from trialwright.capture.finding import Kind
from trialwright.capture.review.reads import Slot
from trialwright.capture.review.states import State
from trialwright.definition.host_functions import REASONS
from trialwright.instruments.assay import AMBIGUOUS, UNREADABLE

SOURCE = Path(__file__).parents[2] / "src"

# What a page or an answer of the interface for programs is made of.
SEEN = (
    "trialwright/capture",
    "trialwright/exchange/csv_table.py",
    "trialwright/exchange/odm_clinical.py",
    "trialwright/instruments/answers.py",
    "trialwright/instruments/bclc.py",
    "trialwright/instruments/inputs.py",
    "trialwright/instruments/partial_date.py",
    "trialwright_web",
)
# What only who runs the server sees, on the command line and in English.
OF_THE_SERVER = (
    "trialwright/capture/journal/proof.py",
    "trialwright_web/__main__.py",
    "trialwright_web/audit",
    "trialwright_web/capture/rehearsal.py",
    "trialwright_web/databases.py",
    "trialwright_web/installation.py",
    "trialwright_web/operations",
    "trialwright_web/rehearse.py",
    "trialwright_web/serve.py",
    "trialwright_web/sole_server.py",
    "trialwright_web/sqlite_writer",
)
UNSEEN = {
    "no user has the name that was typed": "stands in the journal",
    "{} (imported from {}, SHA-256 {})": "stands in the journal",
    "The actions of the pages of a study, for programs. Values travel as typed.": "openapi.json",
    "unknown fault": "stands for the words of the XML parser, which are English",
    "forms due": "a column of a file",
    "forms complete": "a column of a file",
    "{} asked for it and the checks run": "stands in the journal",
    "line {} is missing": "a fault of the journal, which the page reads again",
    "PS 0, or PS 1-2 from another illness": "an input of a stage, shown by its label",
    "PS 1-2 from the tumour": "the same",
    "{} is no number of JSON": "caught where the body is read",
    "a NUL character stands in the address": "stands in the log",
    "disk is full": "what a database says, which is looked for and not shown",
    "readonly database": "the same",
    "database is locked": "the same",
    "database table is locked": "the same",
    "unable to open database file": "the same",
    "no room": "a name for it",
}
# Codes with a space, each with its word in the lists of the site.
CODES = {*get_args(Kind), *get_args(Slot), *get_args(State), "not asked", "as registered"}
# How English bends the word of an action; other languages take the word of the list.
BENT = {*PHRASES.values(), *PARTICIPLES.values()}

_WORDS = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}")
_NO_WORDS = re.compile(
    r"\s*(?:SELECT|PRAGMA|CREATE|study, )|.*(?:charset=|filename=|-src )| *study = %s", re.DOTALL
)
_SAID = {"sentence": (0,), "not_possible": (1, 2), "refuse": (1, 2)}
_TRANSLATED = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext"} | {
    "pgettext_lazy"
}


class Said(NamedTuple):
    """One literal: its text ({} for each value of an f-string), and whether it is an f-string."""

    place: str
    text: str
    made_up: bool


def library_sentences() -> set[str]:
    """The template of every sentence, but those of the site's own gettext calls."""
    anywhere = {said.text for said in said_anywhere() if not said.made_up}
    of_checks = {template for check in CHECKS.values() for template in check.says}
    return anywhere | of_checks | {VERDICT, AMBIGUOUS, UNREADABLE, *REASONS}


def said_anywhere() -> Iterator[Said]:
    """Every sentence with its place, those that are made up by an f-string as well."""
    for path in _modules():
        for node, text in literals(ast.parse(path.read_text("utf-8"))):
            if text not in UNSEEN:
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                yield Said(place, text, isinstance(node, ast.JoinedStr))


def _modules() -> Iterator[Path]:
    for name in SEEN:
        found = SOURCE / name
        for path in sorted(found.rglob("*.py")) if found.is_dir() else [found]:
            inside = path.relative_to(SOURCE).as_posix()
            if not inside.startswith(OF_THE_SERVER) and "migrations" not in path.parts:
                yield path


def literals(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    for said in _handed_over(node):
        yield said, said.value
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
        yield from _if_words(node, "".join(map(str, parts)))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _if_words(node, node.value)
    elif not _is_docstring(node) and _name(node) not in _TRANSLATED:
        for child in ast.iter_child_nodes(node):
            yield from literals(child)


def _if_words(node: ast.expr, text: str) -> Iterator[tuple[ast.expr, str]]:
    if text not in CODES | BENT and _WORDS.search(text) and not _NO_WORDS.match(text):
        yield node, text


def _handed_over(node: ast.AST) -> Iterator[ast.Constant]:
    """Literals that a call says, however few words they have."""
    places = _SAID.get(_name(node), ())
    for place, argument in enumerate(node.args) if isinstance(node, ast.Call) else ():
        if place in places and isinstance(argument, ast.Constant) and argument.value:
            yield argument


def _name(node: ast.AST) -> str:
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", ""))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
