"""A folder in which the real launcher meets a pretended Python, so that nothing is downloaded.

The launcher asks for `python -m venv`; a module `venv` on PYTHONPATH answers and puts a shell
script where the environment's Python would be. That script plays pip, the checks and
`python -m trialwright`, and notes every call.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).parents[2] / "trialwright"

PRETENDED_VENV = """
import os, pathlib, sys
home = pathlib.Path(sys.argv[1])
site = home / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
site.mkdir(parents=True)
(home / "bin").mkdir()
(home / "bin" / "python").symlink_to(os.environ["PRETENDED_PYTHON"])
pathlib.Path(os.environ["CALLS"]).open("a").write("venv\\n")
"""

PRETENDED_PYTHON = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  *"-m pip "*)
    echo "Collecting numpy==2.4.6 (from -r run.lock (line 1))"
    [ -n "$PIP_SLEEPS" ] && { echo "$$" > "$PIP_SLEEPS"; sleep 1; }
    [ -n "$PIP_SAYS" ] && { echo "$PIP_SAYS"; exit 1; }
    echo "Installing collected packages: numpy" ;;
  *"-m trialwright "*) echo "ran in $PWD"; exit 7 ;;
  *"-m $FAILING_CHECK"*) exit 1 ;;
  *"-m pytest"*) echo "OPENBLAS_NUM_THREADS=$OPENBLAS_NUM_THREADS" >> "$CALLS" ;;
esac
exit 0
"""


@dataclass(frozen=True)
class Stage:
    root: Path
    calls_file: Path
    environ: dict[str, str]

    @property
    def launcher(self) -> Path:
        return self.root / "trialwright"

    @property
    def ready(self) -> Path:
        return self.root / ".venv" / "ready.json"

    def command(self, *arguments: str, launcher: Path | None = None) -> list[str]:
        return [sys.executable, str(launcher or self.launcher), *arguments]

    def run(
        self,
        *arguments: str,
        cwd: Path | None = None,
        launcher: Path | None = None,
        **environ: str,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments, launcher=launcher),
            cwd=cwd or self.root,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.root,
            env={**self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines() if self.calls_file.exists() else []

    def set_ups(self) -> int:
        return sum("-m pip " in call for call in self.calls())


def build_stage(folder: Path) -> Stage:
    root = folder / "a hospital's folder"
    (root / "requirements").mkdir(parents=True)
    shutil.copy(LAUNCHER, root / "trialwright")
    (root / "requirements" / "run.lock").write_text("numpy==2.4.6\n")
    (root / "requirements" / "test.lock").write_text("numpy==2.4.6\npytest==9.2.0\n")
    pretended = folder / "pretended"
    pretended.mkdir()
    (pretended / "venv.py").write_text(PRETENDED_VENV)
    python = pretended / "python"
    python.write_text(PRETENDED_PYTHON)
    python.chmod(0o755)
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(pretended),
        "PRETENDED_PYTHON": str(python),
        "CALLS": str(folder / "calls"),
        "FAILING_CHECK": "nothing",
    }
    return Stage(root, folder / "calls", environ)
