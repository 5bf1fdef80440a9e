"""The one thread of a process that reads the database for all its connections."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Reader:
    """Calls functions one after the other, and holds no database connection between them.

    So whatever number of connections a process streams to, they cost it one of the database's,
    and that only while there is something to read.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="support-tickets-reader")
        self._lock = threading.Lock()
        self._left = 0

    async def call(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Return what the function returns in the reader's thread, or raise what it raises."""
        with self._lock:
            self._left += 1
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._work, function, args, kwargs)

    def close(self) -> None:
        """Let the thread end when it has done what it was asked for."""
        self._pool.shutdown(wait=False)

    def _work(self, function: Callable[..., T], args: Any, kwargs: Any) -> T:
        try:
            return function(*args, **kwargs)
        finally:
            with self._lock:
                self._left -= 1
                is_idle = self._left == 0
            if is_idle or not _all_usable():
                connections.close_all()


def _all_usable() -> bool:
    # A connection that the server has closed would fail every later reading.
    used = connections.all(initialized_only=True)
    return not any(connection.errors_occurred for connection in used)
