"""Headers that nobody's words can break and by which mail clients put a ticket's mails together."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.utils.encoding import punycode
from django.utils.text import Truncator

from django_support_tickets.characters import one_line

if TYPE_CHECKING:
    from django_support_tickets.models import Ticket
    from django_support_tickets.notifiers.base import Notification

LONGEST_SUBJECT = 150


def subject_of(notification: Notification, ticket: Ticket) -> str:
    """Return reference and title: the same in all mails of a ticket, as Gmail wants a thread."""
    subject = f"[{notification.reference}] {ticket.title}"
    return Truncator(one_line(subject)).chars(LONGEST_SUBJECT)[:LONGEST_SUBJECT]


def thread_headers(notification: Notification, sender: str) -> dict[str, str]:
    """Return Message-ID, and for all but the first event the references to the first.

    The ids are made of what both sides of a retry know, so nothing need be stored. Events are
    numbered as the recipient counts: the ids of a customer's mails tell nothing of notes.
    """
    here = _message_id(notification, notification.sequence, sender)
    first = _message_id(notification, 1, sender)
    if here == first:
        return {"Message-ID": here}
    return {"Message-ID": here, "In-Reply-To": first, "References": first}


def _message_id(notification: Notification, sequence: int, sender: str) -> str:
    _name, address = parseaddr(sender)
    domain = punycode(address.rpartition("@")[2]) or "localhost"
    local = f"{notification.ticket_id}.{sequence}.{notification.recipient_id}"
    return f"<{local}@{domain}>"
