"""From a connection to frames, in order and without a gap, whatever carries them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_support_tickets.realtime.asking import read_events
from django_support_tickets.realtime.frames import RESET
from django_support_tickets.realtime.hub import get_hub

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from django_support_tickets.realtime.connections import Connection
    from django_support_tickets.realtime.frames import Frame


async def follow(connection: Connection) -> AsyncGenerator[Sequence[Frame], None]:
    """Yield what the reader lacks of the present, then what is new, until the connection ends.

    A cursor that the ticket has not reached was not ours: the reader is told to begin anew.
    """
    if connection.cursor > connection.version:
        yield [RESET]
        return
    hub = get_hub()
    hub.register(connection)
    try:
        if connection.ticket_id is None:
            await hub.bus_stands()  # hints that come before are lost on lists for ever
        while not connection.is_over and connection.cursor < max(
            connection.version, hub.position(connection)
        ):
            events = await hub.reader.call(
                read_events,
                connection.ticket_id,
                sees_internal=connection.sees_internal,
                after=connection.cursor,
            )
            if not events:
                break
            # The reader's own pace: no more is read before this has been taken.
            yield events
            connection.cursor = events[-1].sequence or 0
            del events  # not to be kept while nothing happens
        hub.enter(connection)
        while frames := await connection.next_frames():
            yield frames
            del frames
    finally:
        hub.leave(connection)
