"""A study that is run: its site is opened empty, and the first administrator is invited."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "studies" / "prtras001"
SOURCE = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def command(*arguments):
    return [sys.executable, "-m", "trialwright", *map(str, arguments)]


@pytest.fixture
def port():
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_site_is_opened_and_its_first_administrator_invited(tmp_path, port):
    serve = command("serve", "--study", STUDY, "--out", tmp_path, "--port", port)
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, env=SOURCE) as server:
        assert server.stdout is not None
        assert f"http://localhost:{port}" in server.stdout.readline()
        page = urllib.request.urlopen(f"http://localhost:{port}/en/my-work/", timeout=60)
        assert re.search(r"/accounts/login/\?next=", page.url)
        assert b"SYNTHETIC" not in page.read()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
    assert (tmp_path / "site.sqlite3").exists()
    invite = ["members", "invite", "chen", "--name", "Chen Ming", "--role", "administrator"]
    done = subprocess.run(
        command(*invite, "--study", STUDY, "--out", tmp_path, "--json"),
        capture_output=True,
        text=True,
        check=False,
        env=SOURCE,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "chen" in json.dumps(json.loads(done.stdout))
