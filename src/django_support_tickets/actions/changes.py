"""The frame of every change: one transaction, one locked ticket, one saved row."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connections, router, transaction
from django.db.models import F

from django_support_tickets.exceptions import Conflict, TicketNotFound
from django_support_tickets.models import Ticket
from django_support_tickets.selectors.readers import keep_standing
from django_support_tickets.selectors.tickets import seen_by, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_support_tickets.actors import Actor


@contextmanager
def changing(ticket: Ticket, *, by: Actor, version: int | None = None) -> Iterator[Ticket]:
    """Give the block the ticket's locked, current row and save it if the block recorded an event.

    Of the ticket given only the key is needed: raises ``TicketNotFound`` where the actor may not
    know of it now. ``version`` is what the actor last saw, as they count; if the ticket has moved
    on since, ``Conflict`` is raised and nothing is written.
    """
    using = router.db_for_write(Ticket)
    with transaction.atomic(using=using):
        locked = _lock(ticket, by, using)
        if version is not None and version != seen_by(by, locked).version:
            raise Conflict(locked)
        before = locked.version
        yield locked
        if locked.version != before:
            locked.save(using=using)


def _lock(ticket: Ticket, by: Actor, using: str) -> Ticket:
    rows = Ticket.objects.using(using).filter(pk=ticket.pk)
    if not connections[using].features.has_select_for_update:
        # SQLite: a write that changes nothing takes the lock before the first read, so that two
        # transactions cannot both read and then collide (transaction_mode IMMEDIATE needs 5.1).
        rows.update(version=F("version"))
    # A subquery, because a host's scope may join or group, and no such rows can be locked.
    visible = rows if by.is_system else rows.filter(pk__in=visible_to(by).values("pk"))
    locked = visible.select_for_update().first()
    if locked is None:
        raise TicketNotFound
    keep_standing(ticket, locked)
    return locked
