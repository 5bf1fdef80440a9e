"""All that is kept of a person, and of one ticket; for those who must hand it out or remove it.

Rows are streamed: a ticket may have more messages than fit in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from django_support_tickets.enums import Status
from django_support_tickets.models import Attachment, Delivery, InboxItem, Message, Ticket
from django_support_tickets.models import TicketEvent as Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

CHUNK = 200


def tickets_of(person: Any) -> QuerySet[Ticket]:
    """Return the tickets whose customer the person is."""
    return Ticket.objects.filter(customer=person)


def tickets_naming(person: Any) -> QuerySet[Ticket]:
    """Return the tickets in which the person is named: as customer, agent, writer or actor."""
    return Ticket.objects.filter(
        Q(customer=person)
        | Q(assigned_agent=person)
        | Q(pk__in=Message.objects.filter(sender=person).values("ticket"))
        | Q(pk__in=Attachment.objects.filter(uploaded_by=person).values("ticket"))
        | Q(pk__in=Event.objects.filter(actor=person).values("ticket"))
    )


def closed_before(moment: datetime) -> QuerySet[Ticket]:
    """Return tickets closed before a moment and not on legal hold."""
    return Ticket.objects.filter(status=Status.CLOSED, closed_at__lt=moment, legal_hold=False)


def said_on(ticket: Ticket, *, internal: bool) -> Iterator[Message]:
    """Yield the ticket's messages in order; notes only where ``internal``."""
    messages = Message.objects.filter(ticket=ticket, **({} if internal else {"is_internal": False}))
    return messages.order_by("sequence").iterator(chunk_size=CHUNK)


def files_on(ticket: Ticket, *, internal: bool) -> Iterator[Attachment]:
    """Yield the ticket's files; without ``internal`` the customer's and those in messages."""
    files = Attachment.objects.filter(ticket=ticket)
    if not internal:
        own = Q(message=None, uploaded_by=ticket.customer_id, uploaded_by__isnull=False)
        files = files.filter(own | Q(message__is_internal=False))
    return files.order_by("id").iterator(chunk_size=CHUNK)


def happened_on(ticket: Ticket, *, internal: bool) -> Iterator[Event]:
    """Yield the ticket's events in order; those for agents only where ``internal``."""
    events = Event.objects.filter(ticket=ticket).for_audience(sees_internal=internal)
    return events.order_by("sequence").iterator(chunk_size=CHUNK)


def told_to(person: Any) -> Iterator[Delivery]:
    """Yield what the outbox told the person, or tried to; of their own tickets no note."""
    told = Delivery.objects.filter(recipient=person).select_related("event")
    told = told.exclude(event__public_sequence=None, event__ticket__customer=person)
    return told.order_by("pk").iterator(chunk_size=CHUNK)


def inbox_rows_of(person: Any) -> Iterator[InboxItem]:
    """Yield the person's inbox; of their own tickets no note."""
    items = InboxItem.objects.filter(person=person).select_related("event")
    items = items.exclude(event__public_sequence=None, event__ticket__customer=person)
    return items.order_by("pk").iterator(chunk_size=CHUNK)
