"""A comparison as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from trialwright.record.compare.changes import Change, Comparison, Switch
from trialwright.record.compare.show_comparison import change_words
from trialwright.record.compare.words import Piece
from trialwright.record.terminal import safe_text

_ELEMENTS: Final = {"same": "span", "deleted": "del", "inserted": "ins"}
_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto;
  max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid; padding: 0.5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; white-space: pre-wrap; }
code { font-size: 0.875rem; }
del { background: #fdd; color: #600; }
ins { background: #dfd; color: #040; }
"""


def comparison_html(comparison: Comparison) -> str:
    """The page: meanings, outcome switching, and every change with its words marked.

    What was deleted is struck out and what was inserted underlined, so that colour is not needed.
    """
    title = f"Comparison of {_safe(comparison.names[0])} and {_safe(comparison.names[1])}"
    body = "\n".join(_body(comparison))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}\n"
        f"</main>\n</body>\n</html>\n"
    )


def _body(comparison: Comparison) -> Iterator[str]:
    for note in comparison.notes:
        yield f"<p><strong>{_safe(note)}</strong></p>"
    if comparison.is_equal:
        yield "<p>The records say the same.</p>"
    if comparison.meanings:
        items = "".join(f"<li>{_safe(m.sentence)}</li>" for m in comparison.meanings)
        yield f"<h2>What the changes mean</h2>\n<ul>{items}</ul>"
    if comparison.switches:
        rows = [_switch_cells(switch) for switch in comparison.switches]
        yield _table("Outcomes switched", ("Outcome", "What happened", "In words"), rows)
    if comparison.changes:
        rows = [_change_cells(change) for change in comparison.changes]
        yield _table("Every change", ("Where", "Entry", "What changed"), rows)


def _switch_cells(switch: Switch) -> tuple[str, ...]:
    level = "primary" if switch.is_primary else "not primary"
    return level, _safe(switch.kind), _safe(switch.sentence)


def _change_cells(change: Change) -> tuple[str, ...]:
    if change.words and not change.is_hidden:
        words = "".join(_piece(piece) for piece in change.words)
    else:
        words = _safe(change_words(change))
    return f"<code>{_safe(change.path)}</code>", _safe(change.place), words


def _piece(piece: Piece) -> str:
    element = _ELEMENTS[piece.kind]
    return f"<{element}>{_safe(piece.text)}</{element}>"


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<h2>{title}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n"
        f"</tbody>\n</table>"
    )


def _safe(text: str) -> str:
    """Foreign text: no markup, no control or direction characters."""
    return escape(safe_text(text))
