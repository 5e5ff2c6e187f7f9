"""Serve the site on this machine until Ctrl-C."""

from __future__ import annotations

import errno
import os
import socket
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from trialwright.errors import Problem, TrialwrightError
from trialwright_web.databases import DATABASE_SETTING, sqlite_file
from trialwright_web.sole_server import sole_server
from trialwright_web.wsgi import make_application

THREADS = 8
STOP_SECONDS = 5


def serve(study_directory: Path, out_directory: Path, port: int) -> None:
    """Serve the study on http://localhost:`port` and say so once it listens; 0 is any free port.

    Raises TrialwrightError when the port is taken or the SQLite file is served already,
    DefinitionError when the study is refused.
    """
    sockets = open_sockets(port)
    port = sockets[0].getsockname()[1]
    out_directory.mkdir(parents=True, exist_ok=True)
    database = sqlite_file(os.environ.get(DATABASE_SETTING, ""), out_directory.resolve())
    # The database, the keys and what else the site writes are for its owner only.
    os.umask(0o077)
    with sole_server(database) if database else nullcontext():
        application = make_application(study_directory.resolve(), out_directory.resolve())
        # gunicorn closes what it is given; a socket that also closed itself would close a stranger.
        _Server(application, [each.detach() for each in sockets], port).run()


def open_sockets(port: int) -> list[socket.socket]:
    """Sockets that listen on this machine's loopback addresses, IPv4 first; never on a network.

    For port 0 the system chooses one. Opened here and not by the server, so that a taken port is
    one clear sentence.
    """
    bound = [_bind(socket.AF_INET, "127.0.0.1", port)]
    port = bound[0].getsockname()[1]
    try:
        bound.append(_bind(socket.AF_INET6, "::1", port))
    except TrialwrightError:
        bound[0].close()
        raise
    except OSError:
        pass  # a machine without IPv6
    return bound


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((address, port))
        # Two programs may bind one port; only one may listen on it.
        opened.listen()
    except (OSError, OverflowError) as error:
        opened.close()
        raise _port_problem(error, port) from None
    return opened


def _port_problem(error: OSError | OverflowError, port: int) -> Exception:
    cure = f"choose another one, such as --port {port + 1 if 1024 <= port < 65535 else 8001}"
    if isinstance(error, OverflowError):
        return TrialwrightError(Problem("", 0, "--port", f"{port} is no port number", cure))
    if error.errno == errno.EADDRINUSE:
        return TrialwrightError(Problem("", 0, "", f"port {port} is in use", cure))
    if error.errno == errno.EACCES:
        return TrialwrightError(Problem("", 0, "", f"port {port} needs more rights", cure))
    return error


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, application: WSGIHandler, descriptors: list[int], port: int) -> None:
        self.application = application
        self.descriptors = descriptors
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": [f"fd://{each}" for each in self.descriptors],
            "worker_class": "gthread",
            # One process writes to SQLite; its threads wait for each other.
            "workers": 1,
            "threads": THREADS,
            # A browser opens connections ahead of need; one that never asks would hold Ctrl-C.
            "graceful_timeout": STOP_SECONDS,
            "loglevel": "warning",
            # It would lie in the user's home and be shared by every server there.
            "control_socket_disable": True,
            "when_ready": self._announce,
            "post_worker_init": self._begin,
            "proc_name": "trialwright",
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIHandler:
        return self.application

    def _begin(self, _worker: object) -> None:
        """What goes on beside the pages. Only here: a thread does not live on in the process that
        answers, and a lock that it held would never be let go there.
        """
        from django.db import connections

        from trialwright_web.oversight.charts import draw_first_chart
        from trialwright_web.studies.loaded import loaded_study
        from trialwright_web.summaries.background import catch_up

        catch_up(loaded_study().definition)
        connections.close_all()
        threading.Thread(target=draw_first_chart, daemon=True).start()

    def _announce(self, _arbiter: object) -> None:
        print(  # noqa: T201
            f"Trialwright is on http://localhost:{self.port} (stop it with Ctrl-C)", flush=True
        )
