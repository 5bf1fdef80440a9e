"""Where one person stands in one ticket: how far they have read, and whether it is muted.

For details only: joined to a list, it costs more than the list itself, and ``unread_count`` is
there for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, FilteredRelation, Q

from django_support_tickets.models import Ticket, TicketReader

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from django_support_tickets.actors import Actor


def with_standing(tickets: QuerySet[Ticket], actor: Actor) -> QuerySet[Ticket]:
    """Return ``tickets`` with the actor's standing, by one join: ``stand`` then asks nothing."""
    own = FilteredRelation("readers", condition=Q(readers__person=actor.id))
    joined = tickets.annotate(own_reader=own)
    return joined.annotate(  # type: ignore[no-redef]  # the declared ones
        is_muted=F("own_reader__is_muted"), read_up_to=F("own_reader__read_sequence")
    )


def stand(actor: Actor, ticket: Ticket) -> Ticket:
    """Return the ticket with ``is_muted`` and ``read_up_to`` of the actor; at most one query."""
    if not hasattr(ticket, "is_muted"):
        row = TicketReader.objects.filter(ticket=ticket, person=actor.id).first()
        ticket.is_muted = row is not None and row.is_muted
        ticket.read_up_to = None if row is None else row.read_sequence
    return ticket


def keep_standing(known: Ticket, again: Ticket) -> None:
    """Give a row that was read again the standing that is known: no act of one's own changes it."""
    if hasattr(known, "is_muted"):
        again.is_muted, again.read_up_to = known.is_muted, known.read_up_to
