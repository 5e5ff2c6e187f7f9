"""The site as its users start it: a server of its own on a port, that can be killed and come back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from datetime import timedelta
from pathlib import Path

from site_study import STUDY

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


class ServedSite:
    """`trialwright serve` on the database of a test. It keeps its port over every new start."""

    def __init__(self, site) -> None:
        self.site = site
        self.port = 0
        self.said: deque[str] = deque(maxlen=2000)
        """The last lines that the servers wrote, for who has to find out why a test failed."""
        self._process: subprocess.Popen[str] | None = None

    def start(self, clock: timedelta = timedelta()) -> None:
        """Start, and return when the server says that it listens; `clock` moves its time."""
        program = ["-m", "trialwright_web"]
        if clock:
            moved = str(Path(__file__).with_name("serve_at_another_time.py"))
            program = [moved, str(clock.total_seconds())]
        told = ["--study", str(STUDY), "--out", str(self.site.folder), "--port", str(self.port)]
        source = {"PYTHONPATH": str(ROOT / "src"), "TRIALWRIGHT_DATABASE": self.site.address}
        self._process = subprocess.Popen(
            [sys.executable, "-P", *program, *told],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **source},
            start_new_session=True,
        )
        listens = threading.Event()
        threading.Thread(target=self._read, args=(self._process, listens), daemon=True).start()
        assert listens.wait(START_SECONDS) and self.port, "\n".join(self.said)

    def kill(self) -> None:
        """Kill the server and its worker, as when the machine loses its power."""
        self._end(lambda process: os.killpg(process.pid, signal.SIGKILL))

    def stop(self) -> None:
        """Stop it as a service is stopped: what is under way is finished."""
        self._end(lambda process: process.terminate())

    def kill_main(self) -> None:
        """Kill the process that started the worker, and nothing else; return when both have ended."""
        workers = self.workers()
        self._end(lambda process: process.kill())
        deadline = time.monotonic() + START_SECONDS
        while any(Path(f"/proc/{worker}").exists() for worker in workers):
            assert time.monotonic() < deadline, "the worker goes on without who started it"
            time.sleep(0.02)

    def kill_worker(self) -> None:
        """Kill the process that answers; the one that started it starts another."""
        for worker in self.workers():
            os.kill(worker, signal.SIGKILL)

    def workers(self) -> list[int]:
        """The processes that answer."""
        assert self._process is not None
        main = self._process.pid
        return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def _end(self, by) -> None:
        if self._process is not None:
            by(self._process)
            self._process.wait(timeout=30)
            self._process = None

    def _read(self, process: subprocess.Popen[str], listens: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.said.append(line.rstrip())
            if "http://localhost:" in line:
                self.port = int(line.split("http://localhost:")[1].split()[0])
                listens.set()
        listens.set()
