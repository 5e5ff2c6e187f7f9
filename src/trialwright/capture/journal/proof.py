"""Prove a study's journal with nothing but Python's standard library.

    python proof.py STUDY.sqlite3 [--anchors FILE]     the database of a site
    python proof.py TRAIL.jsonl   [--anchors FILE]     the audit trail a site exported: its journal
                                                       and its tables, of PostgreSQL as well

This one file is all that an inspector needs to read and to run. It proves, in this order:

1. Chain. Every line carries the SHA-256 of the line before it, its own number and nothing that was
   changed since it was written.
2. State. Playing the lines of a chain from the first to the last gives the tables, field by field.
3. Schema. The triggers that refuse a change to the journal are there.
4. Anchors. The heads written down outside the database, night by night, are still in it.

What a line holds. `body` is canonical JSON, `hash` is the SHA-256 of its bytes in UTF-8. A body has

    version 1 · study · chain · seq (from 1) · previous (hash of line seq - 1; zeros for the first)
    at (UTC) · by (user) · role · action · reason · definition (its SHA-256)
    changes: [{kind, key, fields: {field: [old, new]}}]

`null` as old or new means that the field had, or has, no value.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

VERSION = 1
FIRST_PREVIOUS = "0" * 64
BODY_FIELDS = frozenset(
    [
        "version",
        "study",
        "chain",
        "seq",
        "previous",
        "at",
        "by",
        "role",
        "action",
        "reason",
        "definition",
        "changes",
    ]
)


class Line(NamedTuple):
    """One line as it is kept: `body` is the text that `hash` is the SHA-256 of."""

    study: str
    chain: str
    seq: int
    body: str
    hash: str


class Fault(NamedTuple):
    """What does not hold, and where. `seq` is 0 where no single line is meant."""

    study: str
    chain: str
    seq: int
    what: str

    def __str__(self) -> str:
        line = f" line {self.seq}" if self.seq else ""
        return f"{self.study} {self.chain}{line}: {self.what}"


# (study, kind, key) -> field -> value. A field without a value is absent.
Key = tuple[str, str, tuple[str, ...]]
State = dict[Key, dict[str, Any]]


class Table(NamedTuple):
    """Where the current state of one kind of object is kept.

    `columns` are fields of their own name; each key of the JSON object in `values` is a field
    "values.KEY".
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    values: str = ""


TABLES: dict[str, Table] = {
    "study": Table("study", ("study",), ("status", "definition", "unblinded_at", "rehearsal")),
    "version": Table("study_version", ("definition",), ("number", "in_force_at")),
    "account": Table(
        "account",
        ("user",),
        ("full_name", "status", "signed_in_at", "failures", "locked_until", "second_factor"),
    ),
    "membership": Table("membership", ("user", "role"), ("site", "valid_from", "valid_to")),
    "participant": Table("participant", ("number",), ("status",)),
    "form": Table(
        "form_instance",
        ("participant", "visit", "form", "repeat"),
        (
            "status",
            "revision",
            "definition",
            "saved_by",
            "saved_at",
            "completed_by",
            "reviewed_by",
            "verified_by",
            "signed_by",
            "locked_by",
        ),
        "content",
    ),
    "query": Table(
        "query",
        ("participant", "number"),
        (
            "visit",
            "form",
            "repeat",
            "item",
            "origin",
            "status",
            "question",
            "answer",
            "raised_by",
            "answered_by",
            "closed_by",
            "since",
        ),
    ),
    "lock_exception": Table(
        "lock_exception",
        ("obstacle",),
        (
            "participant",
            "visit",
            "form",
            "repeat",
            "item",
            "kind",
            "what",
            "because",
            "explained_by",
        ),
    ),
    "double_entry": Table(
        "double_entry",
        ("participant", "visit", "form", "repeat", "turn"),
        ("entered_by", "entered_at", "definition"),
        "content",
    ),
    "source_verification": Table(
        "source_verification",
        ("participant", "visit", "form", "repeat", "item"),
        (
            "outcome",
            "compared",
            "revision",
            "compared_by",
            "compared_at",
            "query",
            "fallen_because",
        ),
    ),
    "review_mark": Table("review_mark", ("user",), ("reviewed_at",)),
    "token": Table(
        "api_token",
        ("name",),
        ("user", "role", "token_hash", "expires_at", "made_by", "ended_at"),
    ),
    "signature": Table(
        "signature",
        ("participant", "number"),
        ("signer", "meaning", "signed_at", "void_because"),
        "subjects",
    ),
}

# What refuses a change to the journal, in the schema of every database. The names are checked
# here, the texts by the hash that each anchor holds.
SQLITE_TRIGGERS = frozenset({"journal_no_update", "journal_no_delete", "journal_in_order"})
TRIGGERS = {
    "sqlite": SQLITE_TRIGGERS,
    # SQLite knows no TRUNCATE.
    "postgresql": SQLITE_TRIGGERS | {"journal_no_truncate"},
}

# What the schema of a journal is: what the database itself answers, as [name, text] in this order.
# An index says how lines are found and nothing of what they may be.
SCHEMA_OF_SQLITE = (
    "SELECT name, sql FROM sqlite_master WHERE tbl_name LIKE 'journal%' AND sql IS NOT NULL "
    "AND type <> 'index' ORDER BY type, name"
)


# -- canonical JSON ----------------------------------------------------------------------------


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(value: object) -> bytes:
    """The one way to write a value: keys sorted by code point, no blanks, UTF-8.

    Text, whole numbers, true, false, null, lists and objects with text keys. A floating-point
    number is refused: two programs would write it differently. Raises ValueError.
    """
    _check_plain(value)
    return _ENCODER.encode(value).encode("utf-8")


def _check_plain(value: object) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, list | tuple):
        for each in value:
            _check_plain(each)
        return
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{key!r} is no text and cannot be a key")
            _check_plain(each)
        return
    raise ValueError(f"{value!r} cannot be written the same way everywhere")


def hash_of(body: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


# -- chain -------------------------------------------------------------------------------------


def check_chain(lines: Iterable[Line]) -> Iterator[Fault]:
    """Faults of one chain, whose lines are given in the order of `seq`."""
    previous, expected = FIRST_PREVIOUS, 1
    for line in lines:
        if line.seq != expected:
            missing = f"line {expected} is missing" if line.seq > expected else "twice"
            yield Fault(line.study, line.chain, line.seq, missing)
        yield from line_faults(line, previous)
        previous, expected = line.hash, line.seq + 1


def line_faults(line: Line, previous: str) -> Iterator[Fault]:
    """Faults of one line that follows the line whose hash is `previous`."""
    where = line.study, line.chain, line.seq
    if hash_of(line.body.encode("utf-8", "surrogatepass")) != line.hash:
        yield Fault(*where, "the line was changed: its text no longer has its hash")
    body = read_body(line)
    if body is None:
        yield Fault(*where, "the text of the line is no canonical line of this version")
        return
    if (body["study"], body["chain"], body["seq"]) != where:
        yield Fault(*where, "the line was moved: it says another study, chain or number")
    if body["previous"] != previous:
        yield Fault(*where, "does not follow the line before it: a line was changed or removed")


_AT = '"at":"'


def set_back(lines: Iterable[Line]) -> int:
    """How many lines of a chain say an earlier time than a line before them.

    No fault: a line says what the server believed. The time is cut out of the canonical text, where
    "action" and "at" come first and a quote inside of a text is never bare.
    """
    count, latest = 0, ""
    for line in lines:
        _, _, rest = line.body.partition(_AT)
        at = rest.partition('"')[0]
        count += at < latest
        latest = max(at, latest)
    return count


def read_body(line: Line) -> dict[str, Any] | None:
    """The fields of a line, or None where its text is not a canonical line of this version."""
    try:
        body = json.loads(line.body)
        known = isinstance(body, dict) and set(body) == BODY_FIELDS and body["version"] == VERSION
        return body if known and canonical(body).decode("utf-8") == line.body else None
    except (ValueError, RecursionError):
        return None


# -- state -------------------------------------------------------------------------------------


def replay(lines: Iterable[Line], state: State) -> Iterator[Fault]:
    """Play the lines of a chain into `state`. A fault where a line's old value is not the state's."""
    for line in lines:
        body = read_body(line)
        for change in body["changes"] if body else ():
            key = (line.study, change["kind"], tuple(change["key"]))
            fields = state.setdefault(key, {})
            for field, (old, new) in sorted(change["fields"].items()):
                if fields.get(field) != old:
                    what = f"{change['kind']} {'/'.join(key[2])}: {field} was not {old!r} before"
                    yield Fault(line.study, line.chain, line.seq, what)
                if new is None:
                    fields.pop(field, None)
                else:
                    fields[field] = new


def compare(replayed: State, tables: State) -> Iterator[Fault]:
    """Faults where the tables hold something else than the journal led to."""
    for key in sorted(replayed.keys() | tables.keys()):
        study, kind, parts = key
        told, held = replayed.get(key), tables.get(key)
        name = f"{kind} {'/'.join(parts)}"
        if told is None:
            yield Fault(study, "", 0, f"{name} is in the tables, the journal knows nothing of it")
        elif held is None:
            yield Fault(study, "", 0, f"{name} is missing from the tables")
        else:
            for field in sorted(told.keys() | held.keys()):
                if told.get(field) != held.get(field):
                    what = f"{name}: {field} is {held.get(field)!r} in the tables"
                    what += f", {told.get(field)!r} by the journal"
                    yield Fault(study, "", 0, what)


def table_state(
    study: str, kind: str, table: Table, row: Mapping[str, Any]
) -> tuple[Key, dict[str, Any]]:
    """One row of a table as the state of one object."""
    key = (study, kind, tuple(str(row[column]) for column in table.key))
    fields = {column: row[column] for column in table.columns if row[column] is not None}
    if table.values:
        values = row[table.values]
        content = json.loads(values) if isinstance(values, str) else values
        fields |= {f"values.{name}": value for name, value in content.items() if value is not None}
    return key, fields


# -- anchors -----------------------------------------------------------------------------------


class Anchor(NamedTuple):
    """The heads of a study's chains as they stood at one moment, kept outside the database.

    `root` is the hash of all the rest, `signature` the site's Ed25519 signature of the root; both
    and the public `key` are hexadecimal.
    """

    study: str
    at: str
    heads: dict[str, tuple[int, str]]
    schema: str
    previous: str
    root: str
    key: str
    signature: str


def anchor_root(
    study: str, at: str, heads: Mapping[str, tuple[int, str]], schema: str, previous: str
) -> str:
    """The hash of an anchor, over everything it says and the anchor before it."""
    told = {chain: [seq, line] for chain, (seq, line) in heads.items()}
    body = {"at": at, "heads": told, "previous": previous, "schema": schema, "study": study}
    return hash_of(canonical(body))


def read_anchors(path: Path, key: str = "") -> tuple[list[Anchor], list[Fault]]:
    """The anchors of a file, one canonical JSON object a line, and what is wrong with them.

    `key`: the site's public key, as it was handed over on paper; without it each anchor is held to
    the key that it names itself, and all to the same one.
    """
    anchors: list[Anchor] = []
    faults: list[Fault] = []
    last: dict[str, str] = {}
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            anchor = _read_anchor(json.loads(text))
        except (ValueError, TypeError, KeyError):
            faults.append(Fault("", str(path), number, "is no anchor"))
            continue
        told = anchor_root(anchor.study, anchor.at, anchor.heads, anchor.schema, anchor.previous)
        if told != anchor.root:
            faults.append(Fault(anchor.study, str(path), number, "the anchor was changed"))
        if not is_signed(anchor, key):
            faults.append(Fault(anchor.study, str(path), number, "is not signed by the site"))
        if anchor.previous != last.get(anchor.study, FIRST_PREVIOUS):
            faults.append(Fault(anchor.study, str(path), number, "an anchor before it is missing"))
        last[anchor.study] = anchor.root
        anchors.append(anchor)
    return anchors, faults


def _read_anchor(body: dict[str, Any]) -> Anchor:
    heads = {str(chain): (int(seq), str(line)) for chain, (seq, line) in body["heads"].items()}
    told = {name: str(body[name]) for name in Anchor._fields if name != "heads"}
    return Anchor(heads=heads, **told)


def is_signed(anchor: Anchor, key: str = "") -> bool:
    """Whether the anchor's root carries a signature of this key, or of the key it names."""
    if key and anchor.key != key:
        return False
    try:
        public, signature = bytes.fromhex(anchor.key), bytes.fromhex(anchor.signature)
    except ValueError:
        return False
    return verify_ed25519(public, signature, anchor.root.encode("ascii", "replace"))


def check_anchors(
    anchors: Iterable[Anchor], hashes: Mapping[tuple[str, str, int], str]
) -> Iterator[Fault]:
    """Faults where an anchored head is no longer a line: `hashes` by study, chain and number."""
    for anchor in anchors:
        for chain, (seq, line) in sorted(anchor.heads.items()):
            found = hashes.get((anchor.study, chain, seq))
            if found is None:
                what = f"is missing, it was there at the anchor of {anchor.at}: the tail was cut"
                yield Fault(anchor.study, chain, seq, what)
            elif found != line:
                what = f"is another line than at the anchor of {anchor.at}: the chain was rewritten"
                yield Fault(anchor.study, chain, seq, what)


# -- Ed25519 (RFC 8032) ------------------------------------------------------------------------

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]  # X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) of `message` was made with the key of `public` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    return _same(_times(scalar, _BASE), _add(commitment, _times(challenge, key)))


def _point(encoded: bytes) -> _Point | None:
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


def _x_of(y: int, sign: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if square == 0:
        return None if sign else 0
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_1 % _P
    if (x * x - square) % _P:
        return None
    return _P - x if x & 1 != sign else x


def _add(p: _Point, q: _Point) -> _Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _same(p: _Point, q: _Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 == (p[1] * q[2] - q[1] * p[2]) % _P


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _x_of(_BASE_Y, 0) or 0
_BASE: _Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)


# -- reading -----------------------------------------------------------------------------------


class Material(NamedTuple):
    """What is proved.

    `chains`: lines by study and chain. The rest is None, or empty, where an old trail holds the
    lines alone: `tables`, `heads`, and the `schema` of a `database` as [name, text].
    """

    chains: dict[tuple[str, str], list[Line]]
    tables: State | None = None
    heads: dict[tuple[str, str], tuple[int, str]] | None = None
    schema: list[list[str]] | None = None
    database: str = ""


def read_material(path: Path) -> Material:
    """The database or the trail in a file, told apart by its first bytes.

    Raises ValueError for a file that is neither, or a trail that was cut off.
    """
    with path.open("rb") as file:
        first = file.read(len(_SQLITE_FILE))
    return read_database(path) if first == _SQLITE_FILE else read_trail(path)


_SQLITE_FILE = b"SQLite format 3\0"


def read_database(path: Path) -> Material:
    """Everything from the SQLite database of a site, opened for reading only."""
    with_uri = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(with_uri, uri=True)
    connection.row_factory = sqlite3.Row
    try:
        # One transaction: the site may go on writing meanwhile.
        connection.execute("BEGIN")
        rows = connection.execute(
            "SELECT study, chain, seq, body, hash FROM journal_line ORDER BY study, chain, seq"
        )
        chains = by_chain(Line(*row) for row in rows)
        tables: State = {}
        for kind, table in TABLES.items():
            for row in connection.execute(f'SELECT * FROM "{table.name}"'):
                key, fields = table_state(row["study"], kind, table, dict(row))
                tables[key] = fields
        held = connection.execute("SELECT study, chain, seq, hash FROM journal_head")
        heads = {(row["study"], row["chain"]): (row["seq"], row["hash"]) for row in held}
        schema = [list(row) for row in connection.execute(SCHEMA_OF_SQLITE)]
        return Material(chains, tables, heads, schema, "sqlite")
    finally:
        connection.close()


def read_trail(path: Path) -> Material:
    """An exported audit trail: one JSON object a line, of one moment of the database.

    First {"trail": 1, "database", "schema"}; then the lines of the journal {"study", "chain",
    "seq", "body", "hash"}, the heads {"head": {...}} and the rows of the tables {"kind", "row"}; last
    {"end": how many objects stand before it}. A file that holds lines of the journal only is a
    journal without its tables. Raises ValueError for a trail without its end.
    """
    lines: list[Line] = []
    heads: dict[tuple[str, str], tuple[int, str]] = {}
    tables: State = {}
    first: dict[str, Any] | None = None
    ended = False
    with path.open(encoding="utf-8", newline="\n") as file:
        for count, text in enumerate(file):
            told = json.loads(text)
            if ended:
                raise ValueError("something stands behind the end of the trail")
            if "trail" in told:
                first = told
            elif "head" in told:
                head = told["head"]
                heads[head["study"], head["chain"]] = (head["seq"], head["hash"])
            elif "row" in told:
                row, kind = told["row"], told["kind"]
                key, fields = table_state(row["study"], kind, TABLES[kind], row)
                tables[key] = fields
            elif "end" in told:
                ended = True
                if told["end"] != count:
                    raise ValueError(f"the trail holds {count} objects, its end says {told['end']}")
            else:
                lines.append(Line(*(told[name] for name in Line._fields)))
    if first is None:
        return Material(by_chain(lines))
    if not ended:
        raise ValueError("the trail was cut off: its end is missing")
    return Material(by_chain(lines), tables, heads, first["schema"], first["database"])


def by_chain(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
    """Lines by study and chain, each list in the order of `seq`."""
    chains: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        chains.setdefault((line.study, line.chain), []).append(line)
    return {key: sorted(chains[key], key=lambda line: line.seq) for key in sorted(chains)}


# -- proof -------------------------------------------------------------------------------------


class Proof(NamedTuple):
    """What was proved, in sentences, and every fault that was found."""

    proved: tuple[str, ...]
    faults: tuple[Fault, ...]


def prove(
    material: Material, anchors: Iterable[Anchor] | None = None, *, moved: bool = False
) -> Proof:
    """Prove chains, state, schema and anchors, as far as the material holds them.

    `moved`: the data were anchored in a database of another kind, whose schema had another text.
    """
    faults: list[Fault] = []
    proved: list[str] = []
    state: State = {}
    for lines in material.chains.values():
        faults += check_chain(lines)
        faults += replay(lines, state)
    count = sum(len(lines) for lines in material.chains.values())
    proved.append(f"chain: {count} lines in {len(material.chains)} chains")
    if back := sum(map(set_back, material.chains.values())):
        proved.append(f"clock: set back before {back} line(s); their numbers give the order")
    if material.heads is not None:
        faults += _head_faults(material)
    if material.tables is not None:
        faults += compare(state, material.tables)
        proved.append(f"state: {len(material.tables)} objects against the journal")
    schema = ""
    if material.schema is not None:
        needed, schema = TRIGGERS[material.database], hash_of(canonical(material.schema))
        for name in sorted(needed - {name for name, _ in material.schema}):
            faults.append(Fault("", "schema", 0, f"trigger {name} is missing"))
        proved.append(f"schema: {len(needed)} triggers, hash {schema[:12]}")
    if anchors is not None:
        given = list(anchors)
        hashes = {
            (line.study, line.chain, line.seq): line.hash
            for lines in material.chains.values()
            for line in lines
        }
        faults += check_anchors(given, hashes)
        if schema and given and not moved and given[-1].schema != schema:
            faults.append(Fault("", "schema", 0, "is another one than at the last anchor"))
        proved.append(f"anchors: {len(given)}")
    return Proof(tuple(proved), tuple(faults))


def _head_faults(material: Material) -> Iterator[Fault]:
    assert material.heads is not None
    for key in sorted(material.chains.keys() | material.heads.keys()):
        lines, head = material.chains.get(key, []), material.heads.get(key)
        last = (lines[-1].seq, lines[-1].hash) if lines else (0, FIRST_PREVIOUS)
        if head != last:
            yield Fault(*key, 0, f"its head says {head}, its last line {last}: the tail was cut")


def main(arguments: list[str] | None = None) -> int:
    """0 when everything holds, 1 when something does not, 2 when it cannot be read."""
    parser = argparse.ArgumentParser(description="Prove a study's journal.")
    parser.add_argument("source", type=Path, help="SQLite database, or audit trail (.jsonl)")
    parser.add_argument("--anchors", type=Path, help="file of the heads kept outside")
    parser.add_argument("--key", default="", help="the site's public key, hexadecimal")
    parser.add_argument("--json", action="store_true", help="answer for a program")
    chosen = parser.parse_args(arguments)
    try:
        material = read_material(chosen.source)
        anchors, broken = read_anchors(chosen.anchors, chosen.key) if chosen.anchors else (None, [])
    except (OSError, ValueError, KeyError, TypeError, sqlite3.Error) as error:
        print(f"{chosen.source} cannot be read: {error}", file=sys.stderr)  # noqa: T201
        return 2
    proof = prove(material, anchors)
    faults = (*broken, *proof.faults)
    if chosen.json:
        answer = {"proved": list(proof.proved), "faults": [fault._asdict() for fault in faults]}
        print(json.dumps(answer, ensure_ascii=False))  # noqa: T201
    else:
        for sentence in (*proof.proved, *map(str, faults)):
            print(sentence)  # noqa: T201
        print("Everything holds." if not faults else f"{len(faults)} faults.")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
