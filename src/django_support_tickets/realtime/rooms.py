"""Readers of one ticket who see the same of it: what is new is read once for all of them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from django_support_tickets.realtime.asking import PAGE, read_events

if TYPE_CHECKING:
    from django_support_tickets.realtime.connections import Connection
    from django_support_tickets.realtime.reader import Reader

logger = logging.getLogger("django_support_tickets.realtime")


class Room:
    """The connections to a ticket of those who see its notes, or of those who do not.

    ``position`` is the sequence, in the count of this audience, up to which everybody here has
    been told. A number has no gaps, so that each connection knows what it lacks.
    """

    def __init__(self, reader: Reader, ticket_id: str, *, sees_internal: bool) -> None:
        self.ticket_id = ticket_id
        self.sees_internal = sees_internal
        self.members: set[Connection] = set()
        self.position = 0
        self._reader = reader
        self._is_stale = False
        self._task: asyncio.Task[None] | None = None

    def join(self, connection: Connection) -> None:
        """Tell the connection, too, from now on; whatever it lacks of the present is read."""
        if not self.members:
            self.position = connection.cursor
        self.members.add(connection)
        # Between its own last reading and now an event may have come that nobody told it of.
        self.wake()

    def wake(self) -> None:
        """Have what is new read soon; what is said meanwhile is answered together."""
        self._is_stale = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._follow())

    async def _follow(self) -> None:
        while self._is_stale and self.members:
            self._is_stale = False
            try:
                events = await self._reader.call(
                    read_events,
                    self.ticket_id,
                    sees_internal=self.sees_internal,
                    after=self.position,
                )
            except Exception:
                logger.exception("Events could not be read; the next heartbeat tries again")
                return
            if events:
                self.position = max(self.position, events[-1].sequence or 0)
                for connection in tuple(self.members):
                    connection.offer(events)
            if len(events) == PAGE:
                self._is_stale = True
