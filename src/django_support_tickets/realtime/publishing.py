"""From a committed event to the bus, without a moment's wait for whoever committed it."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from django_support_tickets.bell import Bell
from django_support_tickets.conf import settings
from django_support_tickets.payloads import json_key
from django_support_tickets.realtime import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_support_tickets.models import TicketEvent
    from django_support_tickets.realtime.buses import BaseBus

logger = logging.getLogger("django_support_tickets.realtime")

BATCH = 100
MOST_WAITING = 10_000  # messages; the oldest are dropped while the bus is away
NEVER = 86_400  # seconds: there is nothing to send without a ring


def get_bus() -> BaseBus | None:
    """Return the bus that ``REALTIME`` describes, or ``None`` if nothing is streamed."""
    bus: BaseBus | None = settings.bus()
    return bus


def announce(*, event: TicketEvent, **_kwargs: Any) -> None:
    """Tell the bus of a committed event. Receiver of ``ticket_event``."""
    publish(messages.hint(event.ticket_id, event.sequence))


def show(key: Any, name: str, ticket_id: Any, *, at_desk: bool, **said: Any) -> None:
    """Tell the bus that a person is at a ticket: ``said`` is ``state`` and ``is_internal``."""
    who = {"id": json_key(key), "name": name, "at_desk": at_desk}
    publish(messages.presence(ticket_id, **who, **said))


def publish(message: str) -> None:
    """Have a message sent soon; it is lost if the bus is away. Returns at once."""
    bus = get_bus()
    if bus is None:
        return
    if bus.stays_in_process:
        bus.publish([message])
    else:
        _waiting.append(message)
        _bell.ring()


def _send(_stopping: Callable[[], bool]) -> None:
    bus = get_bus()
    while _waiting and bus is not None:
        batch = [_waiting.popleft() for _ in range(min(BATCH, len(_waiting)))]
        try:
            bus.publish(batch)
        except Exception as error:  # noqa: BLE001 - of whatever the bus is made of
            logger.warning("%d hints were lost: %r", len(batch), error)


_waiting: deque[str] = deque(maxlen=MOST_WAITING)
_bell = Bell(_send, every=NEVER, name="publisher")
