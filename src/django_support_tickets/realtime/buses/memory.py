"""The bus of a single process: nothing to install, and nothing reaches another process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django_support_tickets.realtime.buses.base import BaseBus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class MemoryBus(BaseBus):
    """Hands messages to the event loops of this process. Commands and workers reach nobody."""

    stays_in_process = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._listeners: dict[object, tuple[asyncio.AbstractEventLoop, Callable[[str], None]]] = {}

    def publish(self, messages: Sequence[str]) -> None:
        """Wake the loops that listen."""
        for loop, receive in list(self._listeners.values()):
            for message in messages:
                with suppress(RuntimeError):  # the loop was closed
                    loop.call_soon_threadsafe(receive, message)

    async def listen(self, stands: Callable[[], None], receive: Callable[[str], None]) -> None:
        """Listen until cancelled; it cannot be lost."""
        key, loop = object(), asyncio.get_running_loop()
        self._listeners[key] = (loop, receive)
        try:
            stands()
            await loop.create_future()
        finally:
            del self._listeners[key]
