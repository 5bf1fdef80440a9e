"""Moving a ticket from one status to another, with the columns that follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_support_tickets.enums import FINISHED, EventType, Status
from django_support_tickets.log import record

if TYPE_CHECKING:
    from django_support_tickets.actors import Actor
    from django_support_tickets.models import Ticket


def move_ticket(ticket: Ticket, by: Actor, after: Status) -> None:
    """Give a locked ticket another status, and record it.

    The times are those of the event, so that the log can prove them.
    """
    before = Status(ticket.status)
    ticket.status = after
    event = record(ticket, EventType.STATUS_CHANGED, by=by, status={"from": before, "to": after})
    ticket.closed_at = event.created_at if after == Status.CLOSED else None
    if after in FINISHED:
        ticket.waiting_since = None
    if after == Status.RESOLVED:
        ticket.resolved_at = event.created_at
    elif after != Status.CLOSED:
        ticket.resolved_at = None
        ticket.reopened_count += before in FINISHED
