"""The history of tickets: one event for each change, with what must be told to people.

Only here are events numbered. The caller holds the lock of the ticket's row, inside a
transaction, and saves the ticket afterwards; see ``actions.changes``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from django_support_tickets.conf import settings
from django_support_tickets.models import Delivery, TicketEvent
from django_support_tickets.policies import get_policy
from django_support_tickets.signals import ticket_event

if TYPE_CHECKING:
    from django_support_tickets.actors import Actor
    from django_support_tickets.enums import EventType
    from django_support_tickets.models import Ticket

BATCH = 500


def record(
    ticket: Ticket, event_type: EventType, *, by: Actor, is_public: bool = True, **data: Any
) -> TicketEvent:
    """Append an event to the ticket's history and return it.

    ``data`` holds JSON-safe ids and codes, never text that people wrote.
    """
    return append(draft(ticket, event_type, by=by, is_public=is_public, **data))


def draft(
    ticket: Ticket, event_type: EventType, *, by: Actor, is_public: bool = True, **data: Any
) -> TicketEvent:
    """Return the ticket's next event, numbered and not yet inserted.

    Advances ``version`` and ``updated_at`` of the ticket in memory, and their public twins for
    a public event. Every draft must be appended in the same transaction.
    """
    now = timezone.now()
    ticket.version += 1
    if is_public:
        ticket.public_version += 1
        ticket.public_updated_at = now
    if is_public or not customer_reads_the_queue(ticket):
        ticket.updated_at = now
    return TicketEvent(
        ticket=ticket,
        sequence=ticket.version,
        public_sequence=ticket.public_version if is_public else None,
        type=event_type,
        actor_id=by.id,
        actor_name=by.name,
        data=data,
        created_at=now,
    )


def append(event: TicketEvent) -> TicketEvent:
    """Insert a drafted event with its deliveries; announce it once it is committed."""
    event.save(force_insert=True)
    if settings.NOTIFIERS:
        Delivery.objects.bulk_create(
            [Delivery(event=event, notifier=alias) for alias in settings.NOTIFIERS]
        )
    transaction.on_commit(partial(_announce, event), using=event._state.db, robust=True)
    return event


def forget_reasons(ticket: Ticket) -> None:
    """Empty the reasons of failed deliveries of the ticket: a server may have quoted the text."""
    failed = Delivery.objects.filter(event__ticket=ticket).exclude(last_error="")
    failed.update(last_error="")


def forget_actor(ticket: Ticket, person: Any) -> None:
    """Take a person's name off the ticket's history; what happened stays."""
    TicketEvent.objects.filter(ticket=ticket).forget_actor(person)


def forget_recipient(person: Any) -> None:
    """Delete the deliveries to a person, but for those of tickets on legal hold.

    Nothing is delivered again by that: only an event without any deliveries of its own has its
    recipients worked out, and its row is another.
    """
    theirs = Delivery.objects.filter(recipient=person, event__ticket__legal_hold=False)
    while keys := list(theirs.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(pk__in=keys).delete()


def customer_reads_the_queue(ticket: Ticket) -> bool:
    """Whether the ticket's customer is an agent, before whom even its place must keep silent.

    An agent's own ticket stands in the queue that is ordered by ``updated_at``: if a note moved
    it there, its customer would learn that there was one.
    """
    return ticket.customer is not None and get_policy().is_agent(ticket.customer)


def _announce(event: TicketEvent) -> None:
    ticket_event.send_robust(sender=TicketEvent, event=event)
