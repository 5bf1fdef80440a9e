"""The connections that follow lists: told that a ticket of theirs has moved, and how far."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from django_support_tickets.realtime.asking import hints_for, reached
from django_support_tickets.realtime.frames import RESET

if TYPE_CHECKING:
    from django_support_tickets.realtime.connections import Connection
    from django_support_tickets.realtime.reader import Reader

logger = logging.getLogger("django_support_tickets.realtime")

PAUSE = 0.25  # seconds for which hints are collected
REST = 4  # times as long as the last reading took, there is none: lists are not urgent
MOST_TICKETS = 500  # collected; more are told as a reset


class Inbox:
    """All connections of this process that want hints."""

    def __init__(self, reader: Reader) -> None:
        self.members: set[Connection] = set()
        self._reader = reader
        self._heard: dict[str, set[int]] = {}
        self._task: asyncio.Task[None] | None = None

    def heard(self, ticket_id: str, sequence: int) -> None:
        """Remember that a ticket has moved, and tell those who may know soon."""
        if not self.members:
            return
        self._heard.setdefault(ticket_id, set()).add(sequence)
        if sum(map(len, self._heard.values())) > MOST_TICKETS:
            self.begin_anew()
        elif self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._tell())

    def begin_anew(self) -> None:
        """Have every client load its list again: hints were missed, or there are too many."""
        self._heard.clear()
        for connection in tuple(self.members):
            connection.finish(RESET)

    async def _tell(self) -> None:
        loop, pause = asyncio.get_running_loop(), PAUSE
        while self._heard:
            await asyncio.sleep(pause)
            heard, self._heard = self._heard, {}
            members, started = tuple(self.members), loop.time()
            try:
                news = await self._reader.call(reached, heard)
                told = await self._reader.call(hints_for, members, news)
            except Exception:
                logger.exception("Hints could not be read; lists are told to begin anew")
                self.begin_anew()
                return
            for connection, frames in zip(members, told, strict=True):
                if isinstance(frames, str):
                    connection.stop(frames)
                else:
                    for frame in frames:
                        connection.push(frame)
            pause = max(PAUSE, REST * (loop.time() - started))
