"""Prove the journal of one participant: the same proof as of the whole site, on their part of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trialwright.capture.journal.proof import (
    TABLES,
    TRIGGERS,
    Anchor,
    Fault,
    Line,
    Material,
    State,
    prove,
    read_anchors,
    table_state,
)
from trialwright_web.audit.chain import participant_chain
from trialwright_web.audit.reading import Moment, one_moment
from trialwright_web.audit.schema import journal_schema

# The kinds that the chain of a participant leads to, and the column that names the participant.
_OWN = {
    kind: "number" if kind == "participant" else "participant"
    for kind, table in TABLES.items()
    if kind == "participant" or table.key[0] == "participant"
}


@dataclass(frozen=True)
class ParticipantProof:
    """How much was proved, and every fault. `anchored_at` is empty where no anchor was made yet."""

    lines: int
    objects: int
    triggers: int
    anchors: int
    anchored_at: str
    faults: tuple[Fault, ...]


def prove_participant(study: str, number: str, anchors: Path) -> ParticipantProof:
    """Prove chain, state, triggers and anchors of one participant as they stand now.

    `anchors` is the file of the site's anchors; where it is missing, nothing is said of them.
    """
    chain = participant_chain(number)
    with one_moment() as moment:
        material = _material(moment, study, number, chain)
    held, broken = read_anchors(anchors) if anchors.exists() else ([], [])
    mine = [_narrowed(anchor, chain) for anchor in held if anchor.study == study]
    proof = prove(material, mine or None)
    return ParticipantProof(
        lines=sum(map(len, material.chains.values())),
        objects=len(material.tables or {}),
        triggers=len(TRIGGERS[material.database]),
        anchors=sum(chain in anchor.heads for anchor in mine),
        anchored_at=mine[-1].at if mine else "",
        faults=(*broken, *proof.faults),
    )


def _material(moment: Moment, study: str, number: str, chain: str) -> Material:
    where, told = "study = %s AND chain = %s", (study, chain)
    columns = "study, chain, seq, body, hash"
    rows = moment.rows(f"SELECT {columns} FROM journal_line WHERE {where} ORDER BY seq", told)
    lines = [Line(**row) for row in rows]
    head = next(moment.rows(f"SELECT seq, hash FROM journal_head WHERE {where}", told), None)
    tables: State = {}
    for kind, column in _OWN.items():
        table = TABLES[kind]
        statement = f"SELECT * FROM {moment.quoted(table.name)} WHERE study = %s AND {column} = %s"
        for row in moment.rows(statement, (study, number)):
            key, fields = table_state(study, kind, table, row)
            tables[key] = fields
    return Material(
        {(study, chain): lines} if lines else {},
        tables,
        {(study, chain): (head["seq"], head["hash"])} if head else {},
        journal_schema(moment),
        moment.vendor,
    )


def _narrowed(anchor: Anchor, chain: str) -> Anchor:
    """Only what the anchor says of this chain; its signature was checked before."""
    return anchor._replace(heads={c: head for c, head in anchor.heads.items() if c == chain})
