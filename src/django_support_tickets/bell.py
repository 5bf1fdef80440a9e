"""A thread of this process that works when it is rung for, so that whoever rings need not wait."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from typing import TYPE_CHECKING

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("django_support_tickets.bell")

EXIT_SECONDS = 5
"""How long the process waits at its end for the work that is under way."""


class Bell:
    """Calls ``answer(stopping)`` in a daemon thread: soon after rings, and ``every`` few seconds.

    Rings that come while it is at work are answered together. What ``answer`` raises is logged.
    Between answers the thread holds no database connection. Safe to use before and after fork.
    """

    def __init__(
        self, answer: Callable[[Callable[[], bool]], object], *, every: float, name: str
    ) -> None:
        self._answer = answer
        self._name = name
        self._every = every
        self._begin()
        if hasattr(os, "register_at_fork"):
            # Threads do not survive a fork, and a lock that one held would stay locked.
            os.register_at_fork(after_in_child=self._begin)
        atexit.register(self.stop)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._rung = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Have ``answer`` called soon. Returns at once."""
        self._rung.set()
        self.start()

    def start(self) -> None:
        """Start the thread if this process has none; its first answer needs no ring."""
        if self._is_alive():
            return
        with self._lock:
            if not self._is_alive() and not self._stopping.is_set():
                self._thread = threading.Thread(
                    target=self._run, name=f"support-tickets-{self._name}", daemon=True
                )
                self._thread.start()

    def stop(self, timeout: float = EXIT_SECONDS) -> None:
        """Let the answer that is under way come to an end, for as long as ``timeout`` seconds."""
        self._stopping.set()
        self._rung.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._rung.clear()  # before the work: a ring during it means work that it may miss
            try:
                self._answer(self._stopping.is_set)
            except Exception:
                logger.exception(
                    "The %s failed; it will try again in %s s", self._name, self._every
                )
            finally:
                connections.close_all()
            self._rung.wait(self._every)
