"""What may be quoted to people outside the desk's own pages: public messages, and nothing else.

Whoever renders for mail or an inbox reads messages here, agents' mail too: a mail is forwarded,
and nobody asks a policy then. So a note's text never leaves the desk.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django_support_tickets.models import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_support_tickets.models import TicketEvent


def texts_of(events: Iterable[TicketEvent]) -> dict[str, str]:
    """Return message id -> text of the public messages that the events announce, in one query.

    In the place of a removed text stands a word for that, in the active language.
    """
    keys = [
        event.data["message"] for event in events if event.is_public and "message" in event.data
    ]
    if not keys:
        return {}
    found = Message.objects.filter(pk__in=keys, is_internal=False)
    columns = found.only("message_text", "redacted_at")
    return {str(message.pk): message.shown_text for message in columns}


class Quotation(NamedTuple):
    """A public message by its values: from the row itself a template could reach the notes."""

    sender_name: str
    is_from_customer: bool
    created_at: datetime
    shown_text: str
    shown_html: str


def conversation_until(event: TicketEvent, limit: int) -> list[Quotation]:
    """Return up to ``limit`` public messages, newest first, up to the moment of the event.

    In the place of a removed text stands a word for that, in the active language.
    """
    messages = Message.objects.filter(
        ticket=event.ticket_id, is_internal=False, sequence__lte=event.sequence
    )
    newest = messages.order_by("-sequence")[:limit]
    return [Quotation(*(getattr(row, name) for name in Quotation._fields)) for row in newest]
