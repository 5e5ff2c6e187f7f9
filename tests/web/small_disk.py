"""A disk that is really full: a small file system in memory. Only root may mount one."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path


class SmallDisk:
    """A folder of its own file system with `megabytes`, which can be filled and emptied again.

    It belongs to who owns the folder above it. `is_mounted` is False where that is not permitted.
    """

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        folder.mkdir()
        owner = folder.parent.stat()
        options = f"size={megabytes}m,mode=0700,uid={owner.st_uid},gid={owner.st_gid}"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        done = subprocess.run(command, check=False, capture_output=True)
        self.is_mounted = done.returncode == 0

    def fill(self, leave: int = 0) -> None:
        """Fill it to the last byte, or leave some."""
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"\0" * 4096)
            except OSError as error:
                assert error.errno == errno.ENOSPC
            filler.truncate(max(0, os.fstat(filler.fileno()).st_size - leave))

    def make_room(self) -> None:
        """Take away what filled it."""
        (self.folder / "filler").unlink()

    def remove(self) -> None:
        """Unmount it, with whatever still uses it."""
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)
