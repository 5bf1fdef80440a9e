"""One reader's connection: a short queue, and what must be known to ask for permission again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from django_support_tickets.payloads import json_key
from django_support_tickets.realtime.frames import RESET, Frame, end
from django_support_tickets.realtime.presence import NOBODY
from django_support_tickets.selectors.tickets import seen_by, sees_internal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket

MOST_FRAMES = 256  # that wait for a reader before it is told to begin anew


class Connection:
    """Frames for one reader of one ticket, or of the inbox where there is no ticket.

    ``after`` is the last sequence that the reader has. What was asked by a session or until some
    time ends with it. A process has thousands of these: they keep no request, user or actor.
    """

    __slots__ = (
        "cursor",
        "due",
        "expires",
        "frames",
        "is_over",
        "people",
        "person_key",
        "person_name",
        "sees_internal",
        "session_key",
        "ticket_id",
        "until",
        "user",
        "user_key",
        "version",
        "waiter",
    )

    def __init__(
        self,
        user: Any,
        actor: Actor,
        ticket: Ticket | None = None,
        *,
        after: int = 0,
        session_key: str | None = None,
        until: float | None = None,
    ) -> None:
        # The row of a user is read again each time; of other objects there is no other source.
        is_row = isinstance(user, get_user_model())
        self.user_key: Any = user.pk
        self.user: Any = None if is_row else user
        self.person_key = json_key(actor.id)
        self.person_name = actor.name
        self.ticket_id = None if ticket is None else str(ticket.pk)
        self.sees_internal = ticket is not None and sees_internal(actor, ticket)
        self.version = 0 if ticket is None else seen_by(actor, ticket).version
        self.cursor = after
        self.session_key = session_key  # of the login by which it was opened, if by one
        self.until = until  # when the token by which it was opened expires, in seconds since 1970
        self.due = 0.0
        self.expires = 0.0
        self.people: Any = NOBODY
        self.frames: list[Frame] = []
        self.is_over = False
        self.waiter: asyncio.Future[None] | None = None

    def push(self, *frames: Frame) -> None:
        """Queue frames; a reader too slow for its queue is told to begin anew."""
        if self.is_over:
            return
        if len(self.frames) + len(frames) > MOST_FRAMES:
            self.finish(RESET)
            return
        self.frames += frames
        self._wake()

    def offer(self, events: Sequence[Frame]) -> None:
        """Queue those events of a run that follow on what the reader has."""
        new = [event for event in events if (event.sequence or 0) > self.cursor]
        if not new:
            return
        if new[-1].sequence != self.cursor + len(new):
            self.finish(RESET)
            return
        self.cursor += len(new)
        self.push(*new)

    def stop(self, code: str) -> None:
        """End the connection and say why; nothing that waits is told any more."""
        self.finish(end(code))

    def finish(self, *last: Frame) -> None:
        """End the connection with these frames."""
        if not self.is_over:
            self.frames = list(last)
            self.is_over = True
            self._wake()

    async def next_frames(self) -> list[Frame]:
        """Wait until there is something to tell, or the connection is over, and return it all."""
        if not self.frames and not self.is_over:
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        frames, self.frames = self.frames, []
        return frames

    def _wake(self) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)
