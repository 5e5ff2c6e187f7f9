"""The connection: a transaction begins when no other thread is in one. Django asks for this name."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

WAIT_SECONDS = 20
# By the name of the database file.
_WRITERS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
# A lock that another thread holds while the process forks would never be let go in the copy.
os.register_at_fork(after_in_child=_WRITERS.clear)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the writer's lock from the beginning of a transaction to its end."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._held: threading.Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        writer = _WRITERS[str(self.settings_dict["NAME"])]
        if not writer.acquire(timeout=WAIT_SECONDS):
            raise OperationalError("database is locked")
        self._held = writer
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._let_go()
            raise

    def _commit(self) -> None:
        # A commit that failed is still a transaction: the lock goes with the rollback.
        super()._commit()
        self._let_go()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._let_go()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.release()
            self._held = None
