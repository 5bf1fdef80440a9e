"""Tickets as an actor may see them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef

from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.models import Ticket, TicketTag
from django_support_tickets.policies import get_policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor


def visible_to(actor: Actor) -> QuerySet[Ticket]:
    """Return every ticket that the actor may know of."""
    tickets = Ticket.objects.all()
    return tickets if actor.is_system else get_policy().scope(tickets, actor)


def of_others(actor: Actor) -> QuerySet[Ticket]:
    """Return the visible tickets of which the actor is not the customer.

    What a tool of the desk lists of them may be counted and compared; of an own ticket, not even
    an agent may learn by that what was said among colleagues.
    """
    return visible_to(actor).exclude(customer=actor.id)


def own_of(actor: Actor) -> QuerySet[Ticket]:
    """Return the tickets in which the actor is a customer, and not the desk.

    For an agent those that are their own; for others all that the policy lets them see, which
    may be those of a whole company.
    """
    visible = visible_to(actor)
    # Not customer=...: without a key that would be everybody's who was deleted.
    return visible.filter(customer__in=[actor.id]) if actor.is_agent else visible


def pick(tickets: QuerySet[Ticket], ticket_id: str) -> Ticket:
    """Return the ticket with this id among ``tickets``; raise ``TicketNotFound`` otherwise."""
    try:
        return tickets.get(pk=uuid.UUID(ticket_id))
    except (Ticket.DoesNotExist, ValueError):
        raise TicketNotFound from None


def unread(ticket_id: str) -> Ticket:
    """Return a ticket of which only the key is known; raise ``TicketNotFound`` for what is none.

    For actions, which read it under their lock and ask there whether the actor may know of it.
    """
    try:
        return Ticket.from_db(None, ["id"], [uuid.UUID(ticket_id)])
    except ValueError:
        raise TicketNotFound from None


def activity_column(actor: Actor) -> str:
    """Return the column by which this actor's lists count activity."""
    return "updated_at" if actor.is_agent else "public_updated_at"


class Seen(NamedTuple):
    """What a ticket says of itself to one reader."""

    version: int
    updated_at: datetime
    unread_count: int


def seen_by(actor: Actor, ticket: Ticket) -> Seen:
    """Return the reader's version, activity and unread count; a customer's know no notes."""
    customer = actor.is_customer_of(ticket)
    unread = ticket.customer_unread_count if customer else ticket.staff_unread_count
    if sees_internal(actor, ticket):
        return Seen(ticket.version, ticket.updated_at, unread)
    return Seen(ticket.public_version, ticket.public_updated_at, unread)


def sees_internal(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may know of notes on this ticket."""
    return actor.is_system or get_policy().sees_internal(actor, ticket)


ORDERINGS = ("created_at", "updated_at", "priority")


def tagged(tickets: QuerySet[Ticket], names: Sequence[str]) -> QuerySet[Ticket]:
    """Return tickets that carry at least one of the tags."""
    return tickets.filter(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), name__in=names)))
