"""Plain trees as YAML text that the strict loader reads back as the same values.

Text of a record is hostile until proved otherwise: whatever is not plainly a word is written in
double quotes, every character that a reader could fold or refuse as an escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trialwright.definition.strict_yaml import parse_yaml

_PLAIN = re.compile(r"[A-Za-z0-9_.(/-][A-Za-z0-9_./()%+ -]*(?<! )")
_NOT_A_WORD = re.compile(r"(?i:null|~|-|---|\.\.\.)|[-.?]+(?: .*)?|- .*")
_WIDTH = 100
_INDENT = "  "


def yaml_text(tree: dict[str, Any], name: str) -> str:
    """The tree as one YAML document; `name` is the file, for messages.

    Leaves are texts or numbers. Values that differ when read back are a defect, not a user's fault.
    """
    text = "".join(f"{line}\n" for line in _mapping(tree, ""))
    assert parse_yaml(text, name).tree == texts_of(tree), f"{name} does not read back"
    return text


def texts_of(value: Any) -> Any:
    """The tree as the strict loader gives it: every leaf is its text."""
    if isinstance(value, dict):
        return {key: texts_of(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [texts_of(child) for child in value]
    return str(value)


def _mapping(tree: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in tree.items():
        flow = _flow(value)
        head = f"{indent}{_scalar(key)}:"
        if flow is not None and (_is_leaf(value) or len(head) + len(flow) < _WIDTH):
            yield f"{head} {flow}"
        elif isinstance(value, dict):
            yield head
            yield from _mapping(value, indent + _INDENT)
        else:
            yield head
            yield from _sequence(value, indent + _INDENT)


def _sequence(values: list[Any], indent: str) -> Iterator[str]:
    for value in values:
        flow = _flow(value)
        if flow is not None and (_is_leaf(value) or len(indent) + len(flow) < _WIDTH):
            yield f"{indent}- {flow}"
            continue
        inner = indent + _INDENT
        lines = _mapping(value, inner) if isinstance(value, dict) else _sequence(value, inner)
        first = next(lines)
        yield f"{indent}- {first.removeprefix(inner)}"
        yield from lines


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, (dict, list, tuple))


def _flow(value: Any) -> str | None:
    """The value in one line; None where it nests deeper than a line can show."""
    if isinstance(value, dict):
        if not all(map(_is_leaf, value.values())):
            return None if value else "{}"
        return "{" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        if not all(map(_is_leaf, value)):
            return None
        return "[" + ", ".join(map(_scalar, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    text = str(value)
    if _PLAIN.fullmatch(text) and not _NOT_A_WORD.fullmatch(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character == "\n":
        return "\\n"
    if character.isprintable():
        return character
    code = ord(character)
    return (
        f"\\x{code:02X}"
        if code < 0x100
        else f"\\u{code:04X}"
        if code < 0x10000
        else f"\\U{code:08X}"
    )
