"""A file that only a passphrase opens, written and read as a stream.

The key is scrypt's of the passphrase. The content is cut into chunks, each sealed with AES-256-GCM
under the number of the chunk and whether it is the last (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár 2015): a chunk that was changed, moved, left out or cut off does
not open.
"""

from __future__ import annotations

import io
import os
import struct
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from trialwright.errors import Problem, TrialwrightError

MAGIC = b"TRIALWRIGHT SEALED 1\n"
CHUNK = 1 << 20
SHORTEST_PASSPHRASE = 12
_TAG = 16
_SALT, _PREFIX = 16, 7
# 128 MB and about half a second: what OWASP asks for. It belongs to the version of the file and is
# not told in it, where a forger could ask for all the memory.
_COST = {"n": 1 << 17, "r": 8, "p": 1}


class SealedFileError(TrialwrightError):
    """A passphrase that is too short or wrong, or a file that was changed, cut or is another one."""


class SealingWriter(io.RawIOBase):
    """Seals what is written to it into `file`; nothing can be opened before it is closed."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        if len(passphrase) < SHORTEST_PASSPHRASE:
            what = f"the passphrase has fewer than {SHORTEST_PASSPHRASE} characters"
            raise _error("", what, "take a few words that nobody guesses")
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._header = MAGIC + salt + self._prefix
        self._cipher = AESGCM(_key(passphrase, salt))
        self._file, self._buffer, self._count = file, bytearray(), 0
        file.write(self._header)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Take more content."""
        self._buffer += data
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Seal the rest as the last chunk. The file under it stays open."""
        if not self.closed:
            self._seal(bytes(self._buffer), last=True)
            super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._count, last=last)
        self._file.write(self._cipher.encrypt(nonce, chunk, self._header))
        self._count += 1


class OpeningReader(io.RawIOBase):
    """Reads the content of a sealed file. Raises SealedFileError at the first thing that is wrong."""

    def __init__(self, file: IO[bytes], passphrase: str, name: str = "") -> None:
        self._file, self._name = file, name
        self._header = file.read(len(MAGIC) + _SALT + _PREFIX)
        if not self._header.startswith(MAGIC):
            raise _error(name, "is no backup of this program", "name the file that backup wrote")
        salt, self._prefix = self._header[len(MAGIC) : -_PREFIX], self._header[-_PREFIX:]
        self._cipher = AESGCM(_key(passphrase, salt))
        self._count, self._opened, self._ended = 0, b"", False
        self._ahead = file.read(CHUNK + _TAG)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with content; 0 at its proven end."""
        while not self._opened and not self._ended:
            self._open()
        taken = self._opened[: len(buffer)]
        self._opened = self._opened[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _open(self) -> None:
        sealed, self._ahead = self._ahead, self._file.read(CHUNK + _TAG)
        self._ended = not self._ahead
        nonce = _nonce(self._prefix, self._count, last=self._ended)
        try:
            self._opened = self._cipher.decrypt(nonce, sealed, self._header)
        except InvalidTag:
            if self._count:
                cure = "take another copy of it"
                raise _error(self._name, "was changed or cut off", cure) from None
            what = "does not open: the passphrase is wrong, or the file was changed"
            raise _error(self._name, what, "type the passphrase again") from None
        self._count += 1


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_COST).derive(passphrase.encode("utf-8"))


def _nonce(prefix: bytes, count: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", count, last)


def _error(name: str, what: str, cure: str) -> SealedFileError:
    return SealedFileError(Problem(name, 0, "", what, cure))
