"""A sealed file opens with its passphrase, whole and unchanged, or not at all."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialwright_web.operations import sealed_file
from trialwright_web.operations.sealed_file import OpeningReader, SealedFileError, SealingWriter

PASSPHRASE = "correct horse battery staple 正确"


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Small chunks and a cheap key: what is tested does not depend on either."""
    monkeypatch.setattr(sealed_file, "CHUNK", 64)
    monkeypatch.setattr(sealed_file, "_COST", {"n": 4, "r": 8, "p": 1})


def seal(content, passphrase=PASSPHRASE):
    file = io.BytesIO()
    with SealingWriter(file, passphrase) as writer:
        writer.write(content)
    return file.getvalue()


def unseal(sealed, passphrase=PASSPHRASE):
    return OpeningReader(io.BytesIO(sealed), passphrase, "night.backup").readall()


def chunks(sealed):
    """The header and the sealed chunks."""
    start = len(sealed_file.MAGIC) + 16 + 7
    size = 64 + 16
    body = sealed[start:]
    return sealed[:start], [body[at : at + size] for at in range(0, len(body), size)]


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 128, 1000])
def test_what_was_sealed_comes_back(length):
    content = bytes(range(256)) * 4
    assert unseal(seal(content[:length])) == content[:length]


def test_nothing_of_the_content_can_be_read():
    assert b"participant" not in seal(b"participant" * 20)


def test_the_same_content_is_never_sealed_alike():
    assert seal(b"same") != seal(b"same")


def test_a_wrong_passphrase_says_so():
    with pytest.raises(SealedFileError, match=r"night.backup.*the passphrase is wrong"):
        unseal(seal(b"content"), "another passphrase")


def test_a_short_passphrase_is_refused():
    with pytest.raises(SealedFileError, match="fewer than 12"):
        seal(b"", "password")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_changed_byte_anywhere_is_found(data):
    sealed = seal(b"content of three chunks" * 8)
    at = data.draw(st.integers(0, len(sealed) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    changed = sealed[:at] + bytes([sealed[at] ^ bit]) + sealed[at + 1 :]
    with pytest.raises(SealedFileError):
        unseal(changed)


@pytest.mark.parametrize(
    "rearrange",
    [
        lambda given: given[:-1],
        lambda given: given[1:],
        lambda given: [given[1], given[0], *given[2:]],
        lambda given: [*given, given[-1]],
        lambda given: [given[0], *given],
        lambda given: [],
    ],
    ids=["tail cut", "first gone", "two swapped", "last twice", "first twice", "empty"],
)
def test_chunks_that_were_moved_or_cut_are_found(rearrange):
    header, given = chunks(seal(bytes(200)))
    with pytest.raises(SealedFileError):
        unseal(header + b"".join(rearrange(given)))


def test_another_file_is_no_backup():
    with pytest.raises(SealedFileError, match="is no backup of this program"):
        unseal(b"SQLite format 3\x00" + bytes(100))


@pytest.mark.parametrize("length", [0, 5, 30, 43])
def test_a_file_cut_within_its_header_is_refused(length):
    with pytest.raises(SealedFileError):
        unseal(seal(b"content")[:length])
