"""Write down, outside the database, where every chain stands: the nightly anchor.

Whoever can change the database can make a chain that holds together; what was anchored before they
cannot make again, since the file lies elsewhere and is signed.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from trialwright.capture.journal.proof import (
    FIRST_PREVIOUS,
    Anchor,
    anchor_root,
    canonical,
    read_anchors,
)
from trialwright.errors import Problem, TrialwrightError
from trialwright_web.audit.models import JournalHead
from trialwright_web.audit.schema import schema_hash
from trialwright_web.capture.actor import utc_now

#: Where they lie in a site's folder, unless they are told to lie elsewhere.
ANCHORS, KEY = "anchors.jsonl", "site.key"


class AnchorRefused(TrialwrightError):
    """The file of anchors was tampered with: nothing is added to it."""


def site_key(path: Path) -> Ed25519PrivateKey:
    """The site's key for anchors, made at its first use and readable by its owner only."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except FileNotFoundError:
        key = Ed25519PrivateKey.generate()
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key.private_bytes_raw().hex() + "\n")
        return key


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half, hexadecimal: what an inspector is given on paper."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def write_anchor(study: str, path: Path, key: Ed25519PrivateKey) -> Anchor:
    """Append the anchor of this moment to the file. Raises AnchorRefused where the file has faults."""
    previous = _previous(study, path)
    with transaction.atomic():
        heads = {
            head.chain: (head.seq, head.hash)
            for head in JournalHead.objects.filter(study=study).order_by("chain")
        }
    schema = schema_hash()
    at = utc_now()
    root = anchor_root(study, at, heads, schema, previous)
    signature = key.sign(root.encode("ascii")).hex()
    anchor = Anchor(study, at, heads, schema, previous, root, public_key(key), signature)
    told = {chain: [seq, line] for chain, (seq, line) in heads.items()}
    text = canonical(anchor._asdict() | {"heads": told}).decode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return anchor


def _previous(study: str, path: Path) -> str:
    if not path.exists():
        return FIRST_PREVIOUS
    anchors, faults = read_anchors(path)
    if faults:
        what = f"{path} has been changed: {faults[0]}"
        raise AnchorRefused(Problem(str(path), 0, "", what, "restore the file from its copy"))
    return next((a.root for a in reversed(anchors) if a.study == study), FIRST_PREVIOUS)
