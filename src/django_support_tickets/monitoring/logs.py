"""One line of log for each committed event, for people and for machines.

The logger is ``django_support_tickets.events``. Records carry ids and codes as attributes of
their own (``event_type``, ``ticket_id``...), which a JSON formatter writes out; never a text that
people wrote, a name, an address or a token.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_support_tickets.models import TicketEvent

logger = logging.getLogger("django_support_tickets.events")


def log_event(event: TicketEvent, **_kwargs: Any) -> None:
    """Log an event; receives ``signals.ticket_event``, which is sent after commit."""
    logger.info(
        "%s on ticket %s",
        event.type,
        event.ticket_id,
        extra={
            "event_id": str(event.pk),
            "event_type": str(event.type),
            "ticket_id": str(event.ticket_id),
            "sequence": event.sequence,
            "is_public": event.public_sequence is not None,
            "actor_id": None if event.actor_id is None else str(event.actor_id),
        },
    )
