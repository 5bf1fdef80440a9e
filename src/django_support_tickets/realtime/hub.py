"""The one place in a process where hints arrive and go to the connections they concern."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import django

from django_support_tickets.conf import settings
from django_support_tickets.realtime import messages
from django_support_tickets.realtime.asking import ask_again
from django_support_tickets.realtime.frames import PING, RESET
from django_support_tickets.realtime.inbox import Inbox
from django_support_tickets.realtime.presence import Presence
from django_support_tickets.realtime.publishing import get_bus
from django_support_tickets.realtime.reader import Reader
from django_support_tickets.realtime.rooms import Room
from django_support_tickets.signals import stream_closed, stream_opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_support_tickets.realtime.asking import Standing
    from django_support_tickets.realtime.connections import Connection

logger = logging.getLogger("django_support_tickets.realtime")

AGAIN = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds before the bus is tried again
SLICE = 100  # connections for which permission is asked in one go
# A connection ends after this many seconds at the latest, and its client shows its credentials
# again. Django 4.2 does not notice that a client is gone: there it is the end of the leak.
LIFETIME = 3600 if django.VERSION >= (5, 0) else 60


class Hub:
    """All connections of one event loop, and the one subscription of the bus for them.

    It works while there are connections, and leaves nothing behind after the last.
    """

    def __init__(self) -> None:
        self.reader = Reader()
        self.inbox = Inbox(self.reader)
        self.rooms: dict[tuple[str, bool], Room] = {}
        self._people: dict[Any, dict[Connection, None]] = {}  # in the order of their coming
        self._presence: dict[str, Presence] = {}
        self._standing = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._tasks = [self._loop.create_task(work()) for work in (self._listen, self._beat)]

    def register(self, connection: Connection) -> None:
        """Count the connection, and ask for permission, until it leaves."""
        theirs = self._people.setdefault(connection.user_key, {})
        theirs[connection] = None
        now = self._loop.time()
        connection.due, connection.expires = now + _interval(), now + LIFETIME
        live = [each for each in theirs if not each.is_over]
        if len(live) > settings.realtime["STREAMS_PER_PERSON"]:
            live[0].stop("rate_limit_exceeded")
        stream_opened.send_robust(sender=type(connection))

    def enter(self, connection: Connection) -> None:
        """Begin to tell the connection what is new."""
        if connection.ticket_id is None:
            self.inbox.members.add(connection)
            return
        key = (connection.ticket_id, connection.sees_internal)
        if key not in self.rooms:
            self.rooms[key] = Room(self.reader, key[0], sees_internal=key[1])
        self.rooms[key].join(connection)
        self._show_presence(connection)

    async def bus_stands(self) -> None:
        """Wait until the bus is listened to; not for ever, because it may be away."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._standing.wait(), AGAIN[-1])

    def position(self, connection: Connection) -> int:
        """Return how far those in the connection's room have been told."""
        room = self.rooms.get((connection.ticket_id or "", connection.sees_internal))
        return 0 if room is None else room.position

    def leave(self, connection: Connection) -> None:
        """End the connection and forget it."""
        connection.finish()
        theirs = self._people.get(connection.user_key, {})
        theirs.pop(connection, None)
        if not theirs:
            self._people.pop(connection.user_key, None)
        self.inbox.members.discard(connection)
        key = (connection.ticket_id or "", connection.sees_internal)
        if key in self.rooms:
            self.rooms[key].members.discard(connection)
            if not self.rooms[key].members:
                del self.rooms[key]
        if not self._people:
            self._close()
        stream_closed.send_robust(sender=type(connection))

    def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        self.reader.close()
        if _hubs.get(self._loop) is self:
            del _hubs[self._loop]

    async def _listen(self) -> None:
        failures = 0

        def stands() -> None:
            nonlocal failures
            failures = 0
            self._standing.set()
            self._catch_up()

        while bus := get_bus():
            try:
                await bus.listen(stands, self._receive)
            except Exception as error:  # noqa: BLE001 - of whatever the bus is made of
                pause = AGAIN[min(failures, len(AGAIN) - 1)]
                failures += 1
                logger.warning("The bus is away, tried again in %s s: %r", pause, error)
                await asyncio.sleep(pause)

    def _catch_up(self) -> None:
        """Have everybody read: what was sent while nobody listened is lost."""
        for room in self.rooms.values():
            room.wake()
        self.inbox.begin_anew()

    def _receive(self, message: str) -> None:
        content = messages.read(message)
        if content is None:
            return
        ticket_id = content["ticket"]
        if "presence" in content:
            self._heard_of(ticket_id, content["presence"])
            return
        for room in self._rooms_of(ticket_id):
            room.wake()
        self.inbox.heard(ticket_id, int(content.get("sequence", 0)))

    def _rooms_of(self, ticket_id: str) -> list[Room]:
        keys = ((ticket_id, True), (ticket_id, False))
        return [self.rooms[key] for key in keys if key in self.rooms]

    def _heard_of(self, ticket_id: str, who: Any) -> None:
        if not self._rooms_of(ticket_id) or not isinstance(who, dict):
            return
        if self._presence.setdefault(ticket_id, Presence()).heard(who, self._loop.time()):
            self._tell_presence(ticket_id)

    def _tell_presence(self, ticket_id: str) -> None:
        for room in self._rooms_of(ticket_id):
            for connection in tuple(room.members):
                self._show_presence(connection)

    def _show_presence(self, connection: Connection) -> None:
        presence = self._presence.get(connection.ticket_id or "")
        if presence is None:
            return
        if connection.sees_internal:
            frame = presence.for_desk(connection.person_key)
        else:
            frame = presence.for_customer(may_see=settings.realtime["CUSTOMERS_SEE_TYPING"])
        # Also a frame that says nothing new would say something: that somebody stirs.
        if frame.data != connection.people:
            connection.people = frame.data
            connection.push(frame)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_interval() / 5)
            self._forget_people()
            now = self._loop.time()
            everybody = [each for theirs in self._people.values() for each in theirs]
            due = [each for each in everybody if each.due <= now and not each.is_over]
            for start in range(0, len(due), SLICE):
                await self._look_after(due[start : start + SLICE])

    def _forget_people(self) -> None:
        now = self._loop.time()
        for ticket_id, presence in list(self._presence.items()):
            if presence.forget(now):
                self._tell_presence(ticket_id)
            if presence.next_moment() is None:
                del self._presence[ticket_id]

    async def _look_after(self, connections: Sequence[Connection]) -> None:
        now = self._loop.time()
        for connection in connections:
            connection.due = now + _interval()
        try:
            standings = await self.reader.call(ask_again, connections)
        except Exception:
            logger.exception("Permissions could not be asked for; readers must ask themselves")
            for connection in connections:
                connection.finish(RESET)
            return
        for connection, standing in zip(connections, standings, strict=True):
            self._go_on(connection, standing, is_old=connection.expires <= now)

    def _go_on(self, connection: Connection, standing: Standing, *, is_old: bool) -> None:
        if standing.refusal:
            connection.stop(standing.refusal)
        elif standing.sees_internal != connection.sees_internal:
            connection.finish(RESET)  # from now on they count differently
        elif is_old:
            connection.finish()
        elif not connection.frames:
            connection.push(PING)
        if standing.version > self.position(connection):
            for room in self._rooms_of(connection.ticket_id or ""):
                room.wake()  # a hint was lost


def _interval() -> float:
    return float(settings.realtime["HEARTBEAT"]) * 0.8  # asked, answered and ended within one


def get_hub() -> Hub:
    """Return the hub of the running loop; it starts with its first connection."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()
