"""YAML without surprises: every plain scalar stays the text that was typed.

Ordinary YAML reads `no` as false, `010` as 8, `1_000` as 1000 and `2026-01-10` as a date. Here they
stay text, and the model that uses the value decides what it means. Duplicate keys, anchors,
aliases, tags, `null`, unprintable characters and several documents in one file are refused, and
the line of every value is kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from trialwright.errors import DefinitionError, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
# libyaml reads a study in a tenth of the time; the package has it wherever it has a wheel.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Tree = str | list["Tree"] | dict[str, "Tree"] | None
Path_ = tuple[str | int, ...]


_NULLS = frozenset({"null", "Null", "NULL", "~"})


def unprintable(text: str) -> str | None:
    """The first character that must not stand in a label or name, as U+001B; None without one.

    Controls can drive a terminal, marks of direction can disguise a text, and half of a surrogate
    pair cannot be saved.
    """
    for character in text:
        bad = unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
        if bad or unicodedata.bidirectional(character) in _DIRECTION_MARKS:
            return f"U+{ord(character):04X}"
    return None


_DIRECTION_MARKS = frozenset(["LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"])


@dataclass(frozen=True)
class Document:
    """One YAML file: its values and the line (1-based) of each, by path from the root."""

    file: str
    tree: Tree
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of the value at `path`, or of its nearest ancestor that the file contains."""
        for length in range(len(path), -1, -1):
            found = self.lines.get(path[:length])
            if found:
                return found
        return 0

    def problem(self, path: Path_, what: str, cure: str = "") -> Problem:
        """A problem located at `path` in this file."""
        return Problem(self.file, self.line(path), dotted(path), what, cure)


def dotted(path: Path_) -> str:
    """`("items", 2, "unit")` as "items.2.unit"."""
    return ".".join(str(part) for part in path)


def load_yaml(path: Path, name: str | None = None) -> Document:
    """Read one YAML file. Raises DefinitionError for anything that is not plain, unambiguous YAML."""
    name = name or path.name
    return parse_yaml(read_text(path, name), name)


def parse_yaml(text: str, name: str) -> Document:
    """Parse YAML text; `name` is the file name used in messages."""
    try:
        _refuse_anchors(text, name)
        nodes = list(yaml.compose_all(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        raise _malformed(name, text, error) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"the character {error.character:#06x} cannot stand in a text file"
        raise _refused(name, line, what, "remove it") from None
    if len(nodes) != 1 or nodes[0] is None:
        what = "the file is empty" if not any(nodes) else "more than one document in the file"
        raise _refused(name, 1, what, "keep exactly one YAML document in each file")
    builder = _Builder(name)
    tree = builder.build(nodes[0], ())
    if builder.problems:
        raise DefinitionError(builder.problems)
    return Document(name, tree, builder.lines)


def _malformed(name: str, text: str, error: yaml.MarkedYAMLError) -> DefinitionError:
    mark: Any = error.problem_mark or error.context_mark
    lines = text.split("\n")
    # A file that ends too early is faulted one line past its end.
    line = min(mark.line + 1, len(lines)) if mark else 0
    if line and re.match(r" *\t", lines[line - 1]):
        return _refused(name, line, "a tab cannot indent", "indent with spaces")
    what = f"not valid YAML: {error.problem or error.context or 'it ends too early'}"
    cure = "check the indentation, and quote text that contains ': ' or starts with a symbol"
    return _refused(name, line, what, cure)


def read_text(path: Path, name: str) -> str:
    """The text of a UTF-8 file of at most MAX_BYTES; `name` is its name in messages."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(name, 0, f"larger than {MAX_BYTES:,} bytes", "make it smaller")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _refused(name, 0, "the file is missing", "add it to the study's folder") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _refused(name, line, "not UTF-8 text", "save the file as UTF-8") from None
    except OSError as error:
        raise _refused(name, 0, f"cannot be read: {error.strerror}", "check the file") from None


def _refused(name: str, line: int, what: str, cure: str) -> DefinitionError:
    return DefinitionError(Problem(name, line, "", what, cure))


def _refuse_anchors(text: str, name: str) -> None:
    # Before composing, because an alias tree can unfold to gigabytes.
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        mark: Any = event.start_mark
        line = mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(
                name, line, "anchors and aliases are not used here", "write the value out"
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _refused(name, line, f"nested deeper than {MAX_DEPTH} levels", "flatten it")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        tag, implicit = getattr(event, "tag", None), getattr(event, "implicit", True)
        if tag and implicit in (False, (False, False)):
            raise _refused(name, line, f"the tag {tag} is not used here", "remove the tag")


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: Path_) -> Tree:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _scalar(self, node: yaml.Node, path: Path_) -> str | None:
        text, plain, line = str(node.value), not getattr(node, "style", None), self.lines[path]
        # `key:` with nothing behind it means "no value"; `key: ''` is the empty text.
        if plain and text == "":
            return None
        if plain and text in _NULLS:
            cure = "leave the value empty, or quote the word"
            self._problem(line, path, f"'{text}' is neither a value nor none", cure)
        if hidden := unprintable(text):
            self._problem(line, path, f"the text holds the character {hidden}", "remove it")
        return text

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> Tree:
        tree: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(line, path, "a key must be plain text", "quote the key")
                continue
            key = str(key_node.value)
            if hidden := unprintable(key):
                self._problem(line, path, f"a key holds the character {hidden}", "remove it")
                continue
            if key in tree:
                first = self.lines[(*path, key)]
                cure = f"it is first set on line {first}; keep one"
                self._problem(line, (*path, key), f"the key '{key}' is set twice", cure)
                continue
            tree[key] = self.build(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return tree

    def _problem(self, line: int, path: Path_, what: str, cure: str) -> None:
        self.problems.append(Problem(self.file, line, dotted(path), what, cure))
